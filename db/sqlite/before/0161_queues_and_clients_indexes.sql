-- What the columns of 0160 are found by. On SQL Server a new column cannot be used in the script that adds it.
update InboundItems set AuthorId = json_extract(ItemJson, '$.author.remoteId');
update Tickets set LastInboundAt = (select max(m.CreatedAt) from Messages m where m.TicketId = Tickets.Id and m.Kind = 'inbound');
create index IX_InboundItems_AuthorId on InboundItems (AccountId, AuthorId);
create index IX_Handles_Stem on Handles (Stem);
create index IX_Handles_DisplayName on Handles (DisplayName);
create unique index UQ_Queues_Name on Queues (Name) where RemovedAt is null;
create index IX_Tickets_Queue on Tickets (QueueId, Status, LastActivityAt);
create index IX_Tickets_SnoozedUntil on Tickets (SnoozedUntil) where SnoozedUntil is not null;
create index IX_Tickets_MergedInto on Tickets (MergedIntoId) where MergedIntoId is not null;
create index IX_Clients_MatchedInto on Clients (MatchedIntoId) where MatchedIntoId is not null;
create index IX_Clients_Name on Clients (Name, Id);
