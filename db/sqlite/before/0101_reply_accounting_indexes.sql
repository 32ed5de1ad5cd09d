-- What the columns and tables of 0100 are found by. On SQL Server a new column cannot be used in the script that adds it.
create unique index UQ_ReplyGaps_OpenDelivery on ReplyGaps (DeliveryId) where State = 'Open' and DeliveryId is not null;
create index IX_ReplyGaps_NextTryAt on ReplyGaps (NextTryAt) where NextTryAt is not null;
create index IX_ReplyGaps_OpenedAt on ReplyGaps (OpenedAt, Id);
create index IX_InboundItems_NextCheckAt on InboundItems (NextCheckAt) where NextCheckAt is not null;
create index IX_InboundItems_RemovedAt on InboundItems (RemovedAt) where RemovedAt is not null;
