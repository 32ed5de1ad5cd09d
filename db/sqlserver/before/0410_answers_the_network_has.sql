-- An answer is a person's that the network has: volumes, times and clocks are made anew from the deliveries.
update Rollups set Position = 0 where Name = 'desk';
update Tickets set ClocksBehind = ClocksBehind + 1 where Id in (select TicketId from Deliveries where Kind = 'reply');
