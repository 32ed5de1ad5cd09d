-- Of a thread of fifty thousand messages the few that matter are found by what they are, without the rest: for its clocks, rules and times.
create index IX_TicketEvents_Kind on TicketEvents (TicketId, Kind, OccurredAt, Seq);
create index IX_TicketEvents_After on TicketEvents (AfterId, Kind) where AfterId is not null;
create index IX_Messages_TicketKind on Messages (TicketId, Kind, CreatedAt, Seq);
