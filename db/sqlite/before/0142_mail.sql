-- E-mail on its way: rendered when it is sent, so that no words lie here.
create table Mails (
    Id                  text        not null primary key,
    Kind                text        not null,           -- notice | digest | bridge
    UserId              text        null references Users (Id),  -- to whom; null: to the desk beyond the bridge
    RefId               text        null,               -- the notice or message it is about
    Day                 text        null,               -- a digest's, in its reader's zone, e.g. 2026-11-24
    State               text        not null,           -- Waiting | Sent | Nothing (there was nothing to say any more) | Failed
    Attempts            int         not null default 0,
    LastError           text        null,
    CreatedAt           text        not null,
    SentAt              text        null
);
create unique index UQ_Mails_Digest on Mails (UserId, Day) where Day is not null;
create unique index UQ_Mails_Ref on Mails (Kind, RefId, UserId) where RefId is not null;
create index IX_Mails_CreatedAt on Mails (CreatedAt, Id);

-- How each person wants to be told; where there is no row, as the kind is usually told.
create table NoticeWishes (
    UserId              text        not null references Users (Id),
    Kind                text        not null,
    How                 text        not null,           -- AtOnce | Digest | Portal
    primary key (UserId, Kind)
);
create table DigestTimes (
    UserId              text        not null primary key references Users (Id),
    LocalTime           text        not null            -- by their own clock, e.g. 08:00; empty: no digest
);
