-- Rules: if these hold, then do that; what each did, once an occasion; and the answers they send.
create table Rules (
    Id                  uniqueidentifier   not null primary key,
    Name                nvarchar(100)      collate Latin1_General_CI_AI not null,
    Position            int                not null,
    IsOn                bit                not null,
    Moment              nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Message | Change | Time
    ConditionsJson      nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    ActionsJson         nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    Version             int                not null,
    UpdatedAt           datetime2(3)       not null,
    UpdatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    RemovedAt           datetime2(3)       null                           -- what it did stays in the log of its tickets
);
create index IX_Rules_Moment on Rules (Moment, Position) where RemovedAt is null;

-- A rule runs once an occasion: a message, a change, the time since something. Whoever writes the row first runs it.
create table RuleRuns (
    RuleId              uniqueidentifier   not null references Rules (Id),
    TicketId            uniqueidentifier   not null references Tickets (Id),
    Occasion            nvarchar(100)      collate Latin1_General_100_BIN2 not null,
    Did                 nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    RanAt               datetime2(3)       not null,
    primary key (RuleId, TicketId, Occasion)
);
create index IX_RuleRuns_RanAt on RuleRuns (RuleId, RanAt);
create index IX_RuleRuns_TicketId on RuleRuns (TicketId);

-- Whose turn it was last, for taking turns.
create table RuleTurns (
    RuleId              uniqueidentifier   not null references Rules (Id),
    UserId              uniqueidentifier   not null references Users (Id),
    LastAt              datetime2(3)       not null,
    primary key (RuleId, UserId)
);

create table UserSkills (
    UserId              uniqueidentifier   not null references Users (Id),
    Skill               nvarchar(50)       collate Latin1_General_100_BIN2 not null,  -- lower case
    primary key (UserId, Skill)
);

-- Answers that rules send, made in the rule's transaction and rendered after it.
create table RuleAnswers (
    Id                  uniqueidentifier   not null primary key,
    RuleId              uniqueidentifier   not null references Rules (Id),
    TicketId            uniqueidentifier   not null references Tickets (Id),
    ClientId            uniqueidentifier   not null references Clients (Id),
    TemplateId          uniqueidentifier   not null references Templates (Id),
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- acknowledgement | reply
    CreatedAt           datetime2(3)       not null,
    SentAt              datetime2(3)       null,
    Problem             nvarchar(1000)     collate Latin1_General_100_BIN2 null
);
create index IX_RuleAnswers_Client on RuleAnswers (ClientId, Kind, CreatedAt);
create index IX_RuleAnswers_Ticket on RuleAnswers (TicketId, RuleId);

-- How much of a ticket's log rules have looked at.
alter table Tickets add RulesSeq bigint not null constraint DF_Tickets_RulesSeq default 0;
