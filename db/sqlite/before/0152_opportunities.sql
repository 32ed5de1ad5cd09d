-- Chances to sell something, found in tickets, and everything that happened to them.
create table Opportunities (
    Id                  text            not null primary key,
    TicketId            text            not null references Tickets (Id),
    MessageId           text            null references Messages (Id),  -- the words it was found in; by these and the ticket everything before it is found
    Service             text            not null,       -- what they might buy
    Amount              bigint          null,           -- what it is worth, in millionths of Currency; null: not known yet
    Currency            text            not null,       -- ISO 4217
    Stage               text            not null,       -- New | Qualified | Proposed | Won | Lost
    OwnerId             text            null references Users (Id),
    NextStep            text            null,
    NextStepOn          text            null,           -- a date, 2026-11-24
    Reason              text            null,           -- why it was won or lost
    Version             int             not null,
    CreatedAt           text            not null,
    CreatedBy           text            not null,
    UpdatedAt           text            not null,
    ClosedAt            text            null            -- when it was won or lost
);
create index IX_Opportunities_Stage on Opportunities (Stage, UpdatedAt, Id);
create index IX_Opportunities_TicketId on Opportunities (TicketId);
create index IX_Opportunities_CreatedAt on Opportunities (CreatedAt, Id);
create index IX_Opportunities_ClosedAt on Opportunities (ClosedAt, Id);

create table OpportunityEvents (
    OpportunityId       text            not null references Opportunities (Id),
    Version             int             not null,       -- the version the change led to
    Kind                text            not null,       -- created | stage | changed
    Before              text            null,
    After               text            null,
    Actor               text            not null,
    ActorId             text            null,
    OccurredAt          text            not null,
    primary key (OpportunityId, Version, Kind)
);
