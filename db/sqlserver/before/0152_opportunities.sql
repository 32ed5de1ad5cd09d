-- Chances to sell something, found in tickets, and everything that happened to them.
create table Opportunities (
    Id                  uniqueidentifier   not null primary key,
    TicketId            uniqueidentifier   not null references Tickets (Id),
    -- the words it was found in; by these and the ticket everything before it is found
    MessageId           uniqueidentifier   null references Messages (Id),
    Service             nvarchar(200)      collate Latin1_General_CI_AI not null,  -- what they might buy
    -- what it is worth, in millionths of Currency; null: not known yet
    Amount              bigint             null,
    Currency            nvarchar(3)        collate Latin1_General_100_BIN2 not null,  -- ISO 4217
    Stage               nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- New | Qualified | Proposed | Won | Lost
    OwnerId             uniqueidentifier   null references Users (Id),
    NextStep            nvarchar(500)      collate Latin1_General_CI_AI null,
    NextStepOn          nvarchar(10)       collate Latin1_General_100_BIN2 null,  -- a date, 2026-11-24
    Reason              nvarchar(1000)     collate Latin1_General_100_BIN2 null,  -- why it was won or lost
    Version             int                not null,
    CreatedAt           datetime2(3)       not null,
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    UpdatedAt           datetime2(3)       not null,
    ClosedAt            datetime2(3)       null                           -- when it was won or lost
);
create index IX_Opportunities_Stage on Opportunities (Stage, UpdatedAt, Id);
create index IX_Opportunities_TicketId on Opportunities (TicketId);
create index IX_Opportunities_CreatedAt on Opportunities (CreatedAt, Id);
create index IX_Opportunities_ClosedAt on Opportunities (ClosedAt, Id);

create table OpportunityEvents (
    OpportunityId       uniqueidentifier   not null references Opportunities (Id),
    Version             int                not null,                      -- the version the change led to
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- created | stage | changed
    Before              nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    After               nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    Actor               nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    ActorId             uniqueidentifier   null,
    OccurredAt          datetime2(3)       not null,
    primary key (OpportunityId, Version, Kind)
);
