-- How many wrote to an account in each hour: what silence is measured by.
create index IX_InboundItems_Account_ReceivedAt on InboundItems (AccountId, ReceivedAt);
