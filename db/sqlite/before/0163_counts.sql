-- What a desk counts on every page, and websites by which one person is found on several networks.
create index IX_Tickets_Counts on Tickets (Status, SnoozedUntil, AssigneeId, QueueId);
create index IX_Clients_Website on Clients (Website) where Website is not null;
