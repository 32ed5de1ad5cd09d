-- What networks count of our posts' replies, held against what we heard: gaps, how they were filled, and a statement for each day.
create table ReplyGaps (
    Id                  text        not null primary key,
    AccountId           text        not null references Accounts (Id),
    DeliveryId          text        null references Deliveries (Id),   -- of a gap in one post's replies
    Kind                text        not null,           -- Count: the network counts more than we heard | Outage: we could not hear
    State               text        not null,           -- Open | Closed | Accepted: a person says that it is well so
    FromAt              text        null,               -- of an outage: the last read that worked
    ToAt                text        null,               -- and the first that worked again
    Reported            int         null,               -- replies the network counted when it was last looked at
    Unexplained         int         not null,           -- of those, what nobody can account for
    Found               int         not null default 0, -- messages brought in by reading threads again
    Tries               int         not null default 0,
    NextTryAt           text        null,               -- null: no longer tried by itself
    Note                text        null,
    OpenedAt            text        not null,
    ClosedAt            text        null,
    ClosedBy            text        null
);

-- The last time a post's thread was read through, and what the network counts there but shows to nobody.
create table ReplyAudits (
    DeliveryId          text        not null primary key references Deliveries (Id),
    ReadAt              text        not null,
    Shown               int         not null,
    NotShown            int         not null,
    IsComplete          integer     not null            -- 0: the thread may be longer than the network shows at once
);

create table ListeningStatements (
    Id                  text        not null primary key,
    Day                 text        not null,           -- e.g. 2026-11-24, in TimeZone
    TimeZone            text        not null,
    FromAt              text        not null,
    ToAt                text        not null,
    FiguresJson         text        not null,
    Unexplained         int         not null,
    MadeAt              text        not null,
    SignedAt            text        null,
    SignedBy            text        null,
    SignedById          text        null,
    Remark              text        null,
    constraint UQ_ListeningStatements_Day unique (Day)
);

alter table InboundItems add column RemovedAt text null;        -- when we learnt that its author, or the network, took it back
alter table InboundItems add column NextCheckAt text null;      -- when it is read again, to follow what becomes of it there; null: no more
alter table InboundItems add column LetIn integer not null default 0;   -- a person wants it in a ticket, whatever would keep it out
alter table Messages add column EditedAt text null;             -- by its author, at the network
alter table Messages add column RemovedAt text null;
alter table Messages add column Language text null;             -- BCP 47, as the network says or we guess
