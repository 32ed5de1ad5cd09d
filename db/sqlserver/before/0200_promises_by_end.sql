-- Promises by when their clocks ended: how many were kept. After 0170, which makes the table.
create index IX_TicketClocks_EndedAt on TicketClocks (EndedAt, Kind, IsBreached, TargetSeconds);
