-- What agents look at all day, each view in the order in which it is shown. Unsolved is said as what it is not: said as a list of four
-- statuses, SQLite reads those four from IX_Tickets_Status and sorts twenty thousand tickets to show fifty.
drop index IX_Tickets_Unsolved on Tickets;
drop index IX_Tickets_UnsolvedCounts on Tickets;
drop index IX_Tickets_Counts on Tickets;
create index IX_Tickets_Unsolved on Tickets (SnoozedUntil, LastActivityAt, Id) where Status <> 'Solved' and Status <> 'Closed';
create index IX_Tickets_UnsolvedAssignee on Tickets (AssigneeId, SnoozedUntil, LastActivityAt, Id) where Status <> 'Solved' and Status <> 'Closed';
create index IX_Tickets_UnsolvedQueue on Tickets (QueueId, SnoozedUntil, LastActivityAt, Id) where Status <> 'Solved' and Status <> 'Closed';
create index IX_Tickets_UnsolvedCounts on Tickets (SnoozedUntil, QueueId, AssigneeId) where Status <> 'Solved' and Status <> 'Closed';
