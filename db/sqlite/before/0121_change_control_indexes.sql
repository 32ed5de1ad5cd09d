-- Posts made before are of the version their post names.
update Deliveries set ArticleVersion = (select p.ArticleVersion from Posts p where p.Id = Deliveries.PostId) where PostId is not null;

create index IX_Deliveries_Outdated on Deliveries (OutdatedAt, Id) where OutdatedAt is not null;
create index IX_Deliveries_Account_Published on Deliveries (AccountId, PublishedAt);
create index IX_Deliveries_Words on Deliveries (AccountId, WordsHash, PublishedAt) where WordsHash is not null;
create index IX_Deliveries_Article_State on Deliveries (ArticleId, State);
create index IX_Deliveries_PutOff on Deliveries (AccountId, DueAt) where ErrorKind = 'GuardHourly';
