-- What agents look at all day: the newest of the few that are not solved, among all that ever were.
create index IX_Tickets_Unsolved on Tickets (LastActivityAt, Id) where Status in ('New', 'Open', 'Pending', 'OnHold');
