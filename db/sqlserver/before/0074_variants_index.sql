-- In a script of its own, because a new column cannot be used in the one that adds it.
create index IX_Posts_ExperimentId on Posts (ExperimentId, Variant) where ExperimentId is not null;
