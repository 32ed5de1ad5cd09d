create index IX_SeriesOccurrences_Article on SeriesOccurrences (ArticleId, State);
