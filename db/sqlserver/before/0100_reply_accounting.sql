-- What networks count of our posts' replies, held against what we heard: gaps, how they were filled, and a statement for each day.
create table ReplyGaps (
    Id                  uniqueidentifier   not null primary key,
    AccountId           uniqueidentifier   not null references Accounts (Id),
    DeliveryId          uniqueidentifier   null references Deliveries (Id),  -- of a gap in one post's replies
    -- Count: the network counts more than we heard | Outage: we could not hear
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,
    -- Open | Closed | Accepted: a person says that it is well so
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,
    FromAt              datetime2(3)       null,                          -- of an outage: the last read that worked
    ToAt                datetime2(3)       null,                          -- and the first that worked again
    Reported            int                null,                          -- replies the network counted when it was last looked at
    Unexplained         int                not null,                      -- of those, what nobody can account for
    BroughtIn           int                not null default 0,            -- messages brought in by reading threads again
    Tries               int                not null default 0,
    NextTryAt           datetime2(3)       null,                          -- null: no longer tried by itself
    Note                nvarchar(1000)     collate Latin1_General_CI_AI null,
    OpenedAt            datetime2(3)       not null,
    ClosedAt            datetime2(3)       null,
    ClosedBy            nvarchar(200)      collate Latin1_General_100_BIN2 null
);

-- The last time a post's thread was read through, and what the network counts there but shows to nobody.
create table ReplyAudits (
    DeliveryId          uniqueidentifier   not null primary key references Deliveries (Id),
    ReadAt              datetime2(3)       not null,
    Shown               int                not null,
    NotShown            int                not null,
    IsComplete          bit                not null                       -- 0: the thread may be longer than the network shows at once
);

create table ListeningStatements (
    Id                  uniqueidentifier   not null primary key,
    Day                 nvarchar(10)       collate Latin1_General_100_BIN2 not null,  -- e.g. 2026-11-24, in TimeZone
    TimeZone            nvarchar(100)      collate Latin1_General_100_BIN2 not null,
    FromAt              datetime2(3)       not null,
    ToAt                datetime2(3)       not null,
    FiguresJson         nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    Unexplained         int                not null,
    MadeAt              datetime2(3)       not null,
    SignedAt            datetime2(3)       null,
    SignedBy            nvarchar(200)      collate Latin1_General_100_BIN2 null,
    SignedById          uniqueidentifier   null,
    Remark              nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    constraint UQ_ListeningStatements_Day unique (Day)
);

alter table InboundItems add RemovedAt datetime2(3) null;                 -- when we learnt that its author, or the network, took it back
-- when it is read again, to follow what becomes of it there; null: no more
alter table InboundItems add NextCheckAt datetime2(3) null;
alter table InboundItems add LetIn bit not null default 0;                -- a person wants it in a ticket, whatever would keep it out
alter table Messages add EditedAt datetime2(3) null;                      -- by its author, at the network
alter table Messages add RemovedAt datetime2(3) null;
alter table Messages add Language nvarchar(35) collate Latin1_General_100_BIN2 null;  -- BCP 47, as the network says or we guess
