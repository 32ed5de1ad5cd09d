-- What we promise, in versions that are never changed, and each ticket's clocks, worked out from its event log and written again whenever that grows.
create table SlaBooks (
    Version             int         not null primary key,
    InForceAt           text        not null,
    PoliciesJson        text        not null,
    CalendarsJson       text        not null,
    Change              text        not null,           -- what was changed, in a sentence
    CreatedBy           text        not null,
    CreatedById         text        null
);

create table TicketClocks (
    TicketId            text        not null references Tickets (Id),
    Kind                text        not null,           -- FirstReply | NextReply | Resolution
    StartedAt           text        not null,
    EndedAt             text        null,
    EndedBy             text        null,               -- answered | solved | closed
    IsPaused            integer     not null,
    Policy              text        null,
    Book                int         not null,
    TargetSeconds       bigint      null,
    SpentSeconds        bigint      not null,           -- open time, up to when it was written
    WarnsAt             text        null,
    DueAt               text        null,
    IsBreached          integer     not null,
    WarnedAt            text        null,               -- when the desk was told; kept when the clock is written again
    BreachToldAt        text        null,
    primary key (TicketId, Kind, StartedAt)
);
create index IX_TicketClocks_DueAt on TicketClocks (DueAt, TicketId) where EndedAt is null and DueAt is not null;
create index IX_TicketClocks_WarnsAt on TicketClocks (WarnsAt) where EndedAt is null and WarnedAt is null and WarnsAt is not null;
create index IX_TicketClocks_StartedAt on TicketClocks (StartedAt, Kind);

-- Grows with each event of a ticket, and is nothing again once its clocks were worked out.
alter table Tickets add column ClocksBehind int not null default 1;
