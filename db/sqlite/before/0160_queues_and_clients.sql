-- Tickets' life cycle: queues with members, tags, fields, merging, linking, snoozing; and what is known of a client.

-- ---------------------------------------------------------------- queues
create table Queues (
    Id                  text not null primary key,
    Name                text not null,
    CreatedAt           text not null,
    RemovedAt           text null                -- its tickets keep its name in their log
);

create table QueueMembers (
    QueueId             text not null references Queues (Id),
    UserId              text not null references Users (Id),
    primary key (QueueId, UserId)
);

-- Fields of a queue's own, beside those every ticket has.
create table TicketFields (
    Id                  text not null primary key,
    QueueId             text not null references Queues (Id),
    Name                text not null,
    Kind                text not null,           -- text | number | choice | date
    Choices             text not null,           -- one a line; empty for the other kinds
    Position            int not null,
    CreatedAt           text not null,
    RemovedAt           text null                -- what tickets hold in it stays
);
create index IX_TicketFields_QueueId on TicketFields (QueueId, Position);

create table TicketFieldValues (
    TicketId            text not null references Tickets (Id),
    FieldId             text not null references TicketFields (Id),
    Value               text not null,           -- a number as 1234.5, a date as 2026-11-24
    primary key (TicketId, FieldId)
);

create table TicketTags (
    TicketId            text not null references Tickets (Id),
    Tag                 text not null,           -- lower case
    primary key (TicketId, Tag)
);
create index IX_TicketTags_Tag on TicketTags (Tag, TicketId);

-- Both directions have a row, so that one index answers "what is beside this one?".
create table TicketLinks (
    TicketId            text not null references Tickets (Id),
    OtherId             text not null references Tickets (Id),
    Kind                text not null,           -- related | split: the other is where the words came from or went to
    CreatedAt           text not null,
    primary key (TicketId, OtherId)
);

-- A merge moves nothing: the ticket that went into another says so, and is what it was when that is taken back.
create table TicketMerges (
    TicketId            text not null primary key references Tickets (Id),
    IntoId              text not null references Tickets (Id),
    WasStatus           text not null,
    MergedAt            text not null,
    MergedBy            text not null
);
create index IX_TicketMerges_IntoId on TicketMerges (IntoId);

alter table Tickets add column QueueId text null references Queues (Id);
alter table Tickets add column SnoozedUntil text null;      -- out of sight until then, or until the client writes
alter table Tickets add column MergedIntoId text null references Tickets (Id);
alter table Tickets add column SpamAt text null;
alter table Tickets add column LastInboundAt text null;     -- when we took in the client's newest words: what "unread" goes by

alter table Accounts add column DefaultQueueId text null references Queues (Id);

-- What a name stood for, so that a clock or a rule can go by it when it has been renamed since.
alter table TicketEvents add column BeforeId text null;
alter table TicketEvents add column AfterId text null;

-- The log is only ever added to, so it holds no words of a client. Where an event has such words, they stand here and can be erased on request.
create table TicketEventWords (
    EventId             text not null primary key references TicketEvents (Id),
    TicketId            text not null references Tickets (Id),
    Before              text null,
    After               text null
);
create index IX_TicketEventWords_TicketId on TicketEventWords (TicketId);

-- ---------------------------------------------------------------- clients
alter table Clients add column Company text null;
alter table Clients add column Website text null;
alter table Clients add column IsVip integer not null default 0;
alter table Clients add column Consent text not null default 'Unknown';    -- Unknown | Given | Withdrawn
alter table Clients add column ConsentNote text null;
alter table Clients add column ConsentAt text null;
alter table Clients add column BlockedAt text null;        -- what they write is kept and makes no ticket
alter table Clients add column ErasedAt text null;
alter table Clients add column MatchedIntoId text null references Clients (Id);   -- the same person; tickets and handles stay where they are
alter table Clients add column Version int not null default 1;

-- Each match, row by row as it was, so that taking it back restores exactly.
create table ClientMatches (
    MatchId             text not null,
    ClientId            text not null references Clients (Id),
    IntoId              text not null references Clients (Id),
    WasIntoId           text null references Clients (Id),
    MatchedAt           text not null,
    MatchedBy           text not null,
    UnmatchedAt         text null,
    UnmatchedBy         text null,
    primary key (MatchId, ClientId)
);
create index IX_ClientMatches_IntoId on ClientMatches (IntoId);
create index IX_ClientMatches_ClientId on ClientMatches (ClientId);

create table ClientNotes (
    Id                  text not null primary key,
    ClientId            text not null references Clients (Id),
    Body                text not null,
    AuthorName          text not null,
    AuthorId            text null references Users (Id),
    CreatedAt           text not null
);
create index IX_ClientNotes_ClientId on ClientNotes (ClientId, CreatedAt);

-- Who changed what about a client. Without the words themselves: they would outlive an erasure.
create table ClientEvents (
    Id                  text not null primary key,
    ClientId            text not null references Clients (Id),
    Kind                text not null,           -- changed | vip | consent | blocked | unblocked | matched | unmatched | exported | erased
    Detail              text null,
    Actor               text not null,
    ActorId             text null,
    OccurredAt          text not null
);
create index IX_ClientEvents_ClientId on ClientEvents (ClientId, OccurredAt);

-- A handle without what networks decorate it with: @Ann.Lee@example.social is annlee. What suggestions compare.
alter table Handles add column Stem text null;
-- Whose words they are, by the network's lasting id: found again when somebody asks for what we hold, or asks us to forget.
alter table InboundItems add column AuthorId text null;
