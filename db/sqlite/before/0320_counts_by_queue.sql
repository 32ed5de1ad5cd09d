-- What the numbers at the inbox's views are counted from: the unsolved tickets alone, in the order of their queues.
create index IX_Tickets_UnsolvedCounts on Tickets (QueueId, SnoozedUntil, AssigneeId, Status) where Status in ('New', 'Open', 'Pending', 'OnHold');
