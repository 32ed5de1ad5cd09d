-- A ticket's page names what follows it up: without this each page reads every ticket there is.
create index IX_Tickets_FollowUpOf on Tickets (FollowUpOfId) where FollowUpOfId is not null;
