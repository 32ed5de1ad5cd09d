create index IX_Mails_MessageId on Mails (MessageId) where MessageId is not null;
