-- What we promise, in versions that are never changed, and each ticket's clocks, worked out from its event log and written again whenever that grows.
create table SlaBooks (
    Version             int                not null primary key,
    InForceAt           datetime2(3)       not null,
    PoliciesJson        nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    CalendarsJson       nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    Change              nvarchar(400)      collate Latin1_General_100_BIN2 not null,  -- what was changed, in a sentence
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    CreatedById         uniqueidentifier   null
);

create table TicketClocks (
    TicketId            uniqueidentifier   not null references Tickets (Id),
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- FirstReply | NextReply | Resolution
    StartedAt           datetime2(3)       not null,
    EndedAt             datetime2(3)       null,
    EndedBy             nvarchar(20)       collate Latin1_General_100_BIN2 null,  -- answered | solved | closed
    IsPaused            bit                not null,
    Policy              nvarchar(100)      collate Latin1_General_100_BIN2 null,
    Book                int                not null,
    TargetSeconds       bigint             null,
    SpentSeconds        bigint             not null,                      -- open time, up to when it was written
    WarnsAt             datetime2(3)       null,
    DueAt               datetime2(3)       null,
    IsBreached          bit                not null,
    WarnedAt            datetime2(3)       null,                          -- when the desk was told; kept when the clock is written again
    BreachToldAt        datetime2(3)       null,
    primary key (TicketId, Kind, StartedAt)
);
create index IX_TicketClocks_DueAt on TicketClocks (DueAt, TicketId) where EndedAt is null and DueAt is not null;
create index IX_TicketClocks_WarnsAt on TicketClocks (WarnsAt) where EndedAt is null and WarnedAt is null and WarnsAt is not null;
create index IX_TicketClocks_StartedAt on TicketClocks (StartedAt, Kind);

-- Grows with each event of a ticket, and is nothing again once its clocks were worked out.
alter table Tickets add ClocksBehind int not null constraint DF_Tickets_ClocksBehind default 1;
