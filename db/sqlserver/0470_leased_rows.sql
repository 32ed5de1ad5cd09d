-- Work in a node's hands. When the node dies it is claimed before a backlog of the same kind, which became due earlier than its lease
-- ended.
create index IX_Outbox_Leased on Outbox (Kind, AvailableAt) where LeaseOwner is not null;
