-- What people are told: one row a happening, one row for each person told of it.
create table Notices (
    Id                  uniqueidentifier   not null primary key,
    -- delivery.failed | account.stopped | ..., see NoticeKinds
    Kind                nvarchar(40)       collate Latin1_General_100_BIN2 not null,
    Title               nvarchar(400)      collate Latin1_General_CI_AI not null,
    Body                nvarchar(2000)     collate Latin1_General_CI_AI not null,
    -- where something can be done about it, in this portal
    Link                nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    DedupeKey           nvarchar(200)      collate Latin1_General_100_BIN2 null,  -- while one with this key is open, no second is raised
    CreatedAt           datetime2(3)       not null,
    ResolvedAt          datetime2(3)       null                           -- it is mended: nobody needs to read it any more
);
create unique index UQ_Notices_DedupeKey on Notices (DedupeKey) where DedupeKey is not null and ResolvedAt is null;
create index IX_Notices_CreatedAt on Notices (CreatedAt, Id);

create table NoticeReaders (
    NoticeId            uniqueidentifier   not null references Notices (Id),
    UserId              uniqueidentifier   not null references Users (Id),
    CreatedAt           datetime2(3)       not null,                      -- the notice's, so that a person's list pages by one index
    ReadAt              datetime2(3)       null,
    primary key (NoticeId, UserId)
);
create index IX_NoticeReaders_User on NoticeReaders (UserId, CreatedAt, NoticeId);
create index IX_NoticeReaders_Unread on NoticeReaders (UserId, NoticeId) where ReadAt is null;

-- What programs elsewhere are told. Written in the transaction that makes it true; kept only while somebody wants it.
create table WebhookEndpoints (
    Id                  uniqueidentifier   not null primary key,
    Name                nvarchar(200)      collate Latin1_General_CI_AI not null,
    Url                 nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    EventTypes          nvarchar(2000)     collate Latin1_General_100_BIN2 not null,  -- ' ticket.created delivery.failed ', or ' * '
    -- JSON under the data protection keys: the secret, and the one before while both sign
    SecretsCipher       nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    AllowPrivate        bit                not null default 0,            -- may lead into our own network
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Active | Paused | Disabled
    FailingSince        datetime2(3)       null,                          -- no delivery has succeeded since
    LastOkAt            datetime2(3)       null,
    LastError           nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    Version             int                not null default 1,
    CreatedAt           datetime2(3)       not null,
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    RemovedAt           datetime2(3)       null
);

create table WebhookEvents (
    Id                  uniqueidentifier   not null primary key,
    Type                nvarchar(60)       collate Latin1_General_100_BIN2 not null,
    SubjectId           uniqueidentifier   not null,                      -- the ticket, message or delivery it is about
    DataJson            nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    OccurredAt          datetime2(3)       not null
);
create index IX_WebhookEvents_OccurredAt on WebhookEvents (OccurredAt, Id);
