-- Due work is claimed kind by kind, so that a backlog of one kind is not walked past to find another's.
create index IX_Outbox_Kind on Outbox (Kind, AvailableAt);
