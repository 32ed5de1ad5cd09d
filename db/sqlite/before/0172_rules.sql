-- Rules: if these hold, then do that; what each did, once an occasion; and the answers they send.
create table Rules (
    Id                  text        not null primary key,
    Name                text        not null,
    Position            int         not null,
    IsOn                integer     not null,
    Moment              text        not null,           -- Message | Change | Time
    ConditionsJson      text        not null,
    ActionsJson         text        not null,
    Version             int         not null,
    UpdatedAt           text        not null,
    UpdatedBy           text        not null,
    RemovedAt           text        null                -- what it did stays in the log of its tickets
);
create index IX_Rules_Moment on Rules (Moment, Position) where RemovedAt is null;

-- A rule runs once an occasion: a message, a change, the time since something. Whoever writes the row first runs it.
create table RuleRuns (
    RuleId              text        not null references Rules (Id),
    TicketId            text        not null references Tickets (Id),
    Occasion            text        not null,
    Did                 text        not null,
    RanAt               text        not null,
    primary key (RuleId, TicketId, Occasion)
);
create index IX_RuleRuns_RanAt on RuleRuns (RuleId, RanAt);
create index IX_RuleRuns_TicketId on RuleRuns (TicketId);

-- Whose turn it was last, for taking turns.
create table RuleTurns (
    RuleId              text        not null references Rules (Id),
    UserId              text        not null references Users (Id),
    LastAt              text        not null,
    primary key (RuleId, UserId)
);

create table UserSkills (
    UserId              text        not null references Users (Id),
    Skill               text        not null,           -- lower case
    primary key (UserId, Skill)
);

-- Answers that rules send, made in the rule's transaction and rendered after it.
create table RuleAnswers (
    Id                  text        not null primary key,
    RuleId              text        not null references Rules (Id),
    TicketId            text        not null references Tickets (Id),
    ClientId            text        not null references Clients (Id),
    TemplateId          text        not null references Templates (Id),
    Kind                text        not null,           -- acknowledgement | reply
    CreatedAt           text        not null,
    SentAt              text        null,
    Problem             text        null
);
create index IX_RuleAnswers_Client on RuleAnswers (ClientId, Kind, CreatedAt);
create index IX_RuleAnswers_Ticket on RuleAnswers (TicketId, RuleId);

-- How much of a ticket's log rules have looked at.
alter table Tickets add column RulesSeq bigint not null default 0;
