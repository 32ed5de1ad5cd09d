-- Finding the answers to one of our posts. Its number is kept in step with SQL Server, where a new column cannot be used in the script that adds it.
create index IX_InboundItems_InReplyTo on InboundItems (AccountId, InReplyToId);
