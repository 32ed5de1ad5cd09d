-- E-mail on its way: rendered when it is sent, so that no words lie here.
create table Mails (
    Id                  uniqueidentifier   not null primary key,
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- notice | digest | bridge
    UserId              uniqueidentifier   null references Users (Id),    -- to whom; null: to the desk beyond the bridge
    RefId               uniqueidentifier   null,                          -- the notice or message it is about
    Day                 nvarchar(10)       collate Latin1_General_100_BIN2 null,  -- a digest's, in its reader's zone, e.g. 2026-11-24
    -- Waiting | Sent | Nothing (there was nothing to say any more) | Failed
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,
    Attempts            int                not null default 0,
    LastError           nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    CreatedAt           datetime2(3)       not null,
    SentAt              datetime2(3)       null
);
create unique index UQ_Mails_Digest on Mails (UserId, Day) where Day is not null;
create unique index UQ_Mails_Ref on Mails (Kind, RefId, UserId) where RefId is not null;
create index IX_Mails_CreatedAt on Mails (CreatedAt, Id);

-- How each person wants to be told; where there is no row, as the kind is usually told.
create table NoticeWishes (
    UserId              uniqueidentifier   not null references Users (Id),
    Kind                nvarchar(40)       collate Latin1_General_100_BIN2 not null,
    How                 nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- AtOnce | Digest | Portal
    primary key (UserId, Kind)
);
create table DigestTimes (
    UserId              uniqueidentifier   not null primary key references Users (Id),
    LocalTime           nvarchar(5)        collate Latin1_General_100_BIN2 not null  -- by their own clock, e.g. 08:00; empty: no digest
);
