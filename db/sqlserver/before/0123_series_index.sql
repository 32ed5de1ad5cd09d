create index IX_Posts_SeriesId on Posts (SeriesId, DueAt) where SeriesId is not null;
