-- What a network says of our posts, as a time series, and what answers what, so that its count of replies can be held against ours.
create table PostMetrics (
    DeliveryId          text        not null references Deliveries (Id),
    ReadAt              text        not null,
    Likes               int         null,               -- null: the network does not say
    Reposts             int         null,
    Replies             int         null,
    Quotes              int         null,
    Views               bigint      null,
    primary key (DeliveryId, ReadAt)
);

alter table Deliveries add column NextMetricsAt text null;             -- when its numbers are read next; null: never
create index IX_Deliveries_NextMetricsAt on Deliveries (NextMetricsAt) where NextMetricsAt is not null;
alter table InboundItems add column InReplyToId text null;             -- the network's id of what it answers
update InboundItems set InReplyToId = json_extract(ItemJson, '$.inReplyToId');
