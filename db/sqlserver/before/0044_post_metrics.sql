-- What a network says of our posts, as a time series, and what answers what, so that its count of replies can be held against ours.
create table PostMetrics (
    DeliveryId          uniqueidentifier   not null references Deliveries (Id),
    ReadAt              datetime2(3)       not null,
    Likes               int                null,                          -- null: the network does not say
    Reposts             int                null,
    Replies             int                null,
    Quotes              int                null,
    Views               bigint             null,
    primary key (DeliveryId, ReadAt)
);

alter table Deliveries add NextMetricsAt datetime2(3) null;               -- when its numbers are read next; null: never
alter table InboundItems add InReplyToId nvarchar(400) collate Latin1_General_100_BIN2 null;  -- the network's id of what it answers
