-- Which posts a template was used for.
create index IX_Posts_TemplateId on Posts (TemplateId, DueAt);
