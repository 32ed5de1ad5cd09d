-- What was said and opened, summed up for everything (zeros) and for each account, article, template and series. By time before thing, because
-- a time is made anew as a whole. Made from Tickets and Messages; every event is looked at once more.
create table DeskSums (
    Grain               int                not null,                      -- as in VisitSums, from the quarter of an hour on
    At                  int                not null,
    ThingId             uniqueidentifier   not null,
    Opened              int                not null,                      -- tickets
    Inbound             int                not null,                      -- messages
    Outbound            int                not null,
    primary key (Grain, At, ThingId)
);

-- The same of everything by the quarter of the day (0 to 95, UTC), for each month: when clients write.
create table DeskHours (
    Month               int                not null,
    Slot                int                not null,
    Opened              int                not null,
    Inbound             int                not null,
    Outbound            int                not null,
    primary key (Month, Slot)
);
update Rollups set Position = 0 where Name = 'desk';
