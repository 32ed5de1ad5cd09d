-- Tickets' life cycle: queues with members, tags, fields, merging, linking, snoozing; and what is known of a client.

-- ---------------------------------------------------------------- queues
create table Queues (
    Id                  uniqueidentifier   not null primary key,
    Name                nvarchar(100)      collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null,
    RemovedAt           datetime2(3)       null                           -- its tickets keep its name in their log
);

create table QueueMembers (
    QueueId             uniqueidentifier   not null references Queues (Id),
    UserId              uniqueidentifier   not null references Users (Id),
    primary key (QueueId, UserId)
);

-- Fields of a queue's own, beside those every ticket has.
create table TicketFields (
    Id                  uniqueidentifier   not null primary key,
    QueueId             uniqueidentifier   not null references Queues (Id),
    Name                nvarchar(100)      collate Latin1_General_100_BIN2 not null,
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- text | number | choice | date
    Choices             nvarchar(max)      collate Latin1_General_100_BIN2 not null,  -- one a line; empty for the other kinds
    Position            int                not null,
    CreatedAt           datetime2(3)       not null,
    RemovedAt           datetime2(3)       null                           -- what tickets hold in it stays
);
create index IX_TicketFields_QueueId on TicketFields (QueueId, Position);

create table TicketFieldValues (
    TicketId            uniqueidentifier   not null references Tickets (Id),
    FieldId             uniqueidentifier   not null references TicketFields (Id),
    Value               nvarchar(1000)     collate Latin1_General_100_BIN2 not null,  -- a number as 1234.5, a date as 2026-11-24
    primary key (TicketId, FieldId)
);

create table TicketTags (
    TicketId            uniqueidentifier   not null references Tickets (Id),
    Tag                 nvarchar(50)       collate Latin1_General_100_BIN2 not null,  -- lower case
    primary key (TicketId, Tag)
);
create index IX_TicketTags_Tag on TicketTags (Tag, TicketId);

-- Both directions have a row, so that one index answers "what is beside this one?".
create table TicketLinks (
    TicketId            uniqueidentifier   not null references Tickets (Id),
    OtherId             uniqueidentifier   not null references Tickets (Id),
    -- related | split: the other is where the words came from or went to
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null,
    primary key (TicketId, OtherId)
);

-- A merge moves nothing: the ticket that went into another says so, and is what it was when that is taken back.
create table TicketMerges (
    TicketId            uniqueidentifier   not null primary key references Tickets (Id),
    IntoId              uniqueidentifier   not null references Tickets (Id),
    WasStatus           nvarchar(20)       collate Latin1_General_100_BIN2 not null,
    MergedAt            datetime2(3)       not null,
    MergedBy            nvarchar(200)      collate Latin1_General_100_BIN2 not null
);
create index IX_TicketMerges_IntoId on TicketMerges (IntoId);

alter table Tickets add QueueId uniqueidentifier null references Queues (Id);
alter table Tickets add SnoozedUntil datetime2(3) null;                   -- out of sight until then, or until the client writes
alter table Tickets add MergedIntoId uniqueidentifier null references Tickets (Id);
alter table Tickets add SpamAt datetime2(3) null;
-- when we took in the client's newest words: what "unread" goes by
alter table Tickets add LastInboundAt datetime2(3) null;

alter table Accounts add DefaultQueueId uniqueidentifier null references Queues (Id);

-- What a name stood for, so that a clock or a rule can go by it when it has been renamed since.
alter table TicketEvents add BeforeId uniqueidentifier null;
alter table TicketEvents add AfterId uniqueidentifier null;

-- The log is only ever added to, so it holds no words of a client. Where an event has such words, they stand here and can be erased on request.
create table TicketEventWords (
    EventId             uniqueidentifier   not null primary key references TicketEvents (Id),
    TicketId            uniqueidentifier   not null references Tickets (Id),
    Before              nvarchar(max)      collate Latin1_General_100_BIN2 null,
    After               nvarchar(max)      collate Latin1_General_100_BIN2 null
);
create index IX_TicketEventWords_TicketId on TicketEventWords (TicketId);

-- ---------------------------------------------------------------- clients
alter table Clients add Company nvarchar(200) collate Latin1_General_100_BIN2 null;
alter table Clients add Website nvarchar(400) collate Latin1_General_100_BIN2 null;
alter table Clients add IsVip bit not null default 0;
alter table Clients add Consent nvarchar(20) collate Latin1_General_100_BIN2 not null default 'Unknown';  -- Unknown | Given | Withdrawn
alter table Clients add ConsentNote nvarchar(500) collate Latin1_General_100_BIN2 null;
alter table Clients add ConsentAt datetime2(3) null;
alter table Clients add BlockedAt datetime2(3) null;                      -- what they write is kept and makes no ticket
alter table Clients add ErasedAt datetime2(3) null;
-- the same person; tickets and handles stay where they are
alter table Clients add MatchedIntoId uniqueidentifier null references Clients (Id);
alter table Clients add Version int not null default 1;

-- Each match, row by row as it was, so that taking it back restores exactly.
create table ClientMatches (
    MatchId             uniqueidentifier   not null,
    ClientId            uniqueidentifier   not null references Clients (Id),
    IntoId              uniqueidentifier   not null references Clients (Id),
    WasIntoId           uniqueidentifier   null references Clients (Id),
    MatchedAt           datetime2(3)       not null,
    MatchedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    UnmatchedAt         datetime2(3)       null,
    UnmatchedBy         nvarchar(200)      collate Latin1_General_100_BIN2 null,
    primary key (MatchId, ClientId)
);
create index IX_ClientMatches_IntoId on ClientMatches (IntoId);
create index IX_ClientMatches_ClientId on ClientMatches (ClientId);

create table ClientNotes (
    Id                  uniqueidentifier   not null primary key,
    ClientId            uniqueidentifier   not null references Clients (Id),
    Body                nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    AuthorName          nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    AuthorId            uniqueidentifier   null references Users (Id),
    CreatedAt           datetime2(3)       not null
);
create index IX_ClientNotes_ClientId on ClientNotes (ClientId, CreatedAt);

-- Who changed what about a client. Without the words themselves: they would outlive an erasure.
create table ClientEvents (
    Id                  uniqueidentifier   not null primary key,
    ClientId            uniqueidentifier   not null references Clients (Id),
    -- changed | vip | consent | blocked | unblocked | matched | unmatched | exported | erased
    Kind                nvarchar(40)       collate Latin1_General_100_BIN2 not null,
    Detail              nvarchar(400)      collate Latin1_General_100_BIN2 null,
    Actor               nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    ActorId             uniqueidentifier   null,
    OccurredAt          datetime2(3)       not null
);
create index IX_ClientEvents_ClientId on ClientEvents (ClientId, OccurredAt);

-- A handle without what networks decorate it with: @Ann.Lee@example.social is annlee. What suggestions compare.
alter table Handles add Stem nvarchar(200) collate Latin1_General_100_BIN2 null;
-- Whose words they are, by the network's lasting id: found again when somebody asks for what we hold, or asks us to forget.
alter table InboundItems add AuthorId nvarchar(400) collate Latin1_General_100_BIN2 null;
