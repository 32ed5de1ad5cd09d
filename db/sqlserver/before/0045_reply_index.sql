-- Finding the answers to one of our posts: in a script of its own, because a new column cannot be used in the one that adds it.
update InboundItems set InReplyToId = json_value(ItemJson, '$.inReplyToId');
create index IX_InboundItems_InReplyTo on InboundItems (AccountId, InReplyToId);
create index IX_Deliveries_NextMetricsAt on Deliveries (NextMetricsAt) where NextMetricsAt is not null;
