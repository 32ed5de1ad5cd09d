-- In a script of its own, because a new column cannot be used in the one that adds it.
create index IX_Tickets_ClocksBehind on Tickets (ClocksBehind) where ClocksBehind > 0;
