-- What people are told: one row a happening, one row for each person told of it.
create table Notices (
    Id                  text        not null primary key,
    Kind                text        not null,           -- delivery.failed | account.stopped | ..., see NoticeKinds
    Title               text        not null,
    Body                text        not null,
    Link                text        not null,           -- where something can be done about it, in this portal
    DedupeKey           text        null,               -- while one with this key is open, no second is raised
    CreatedAt           text        not null,
    ResolvedAt          text        null                -- it is mended: nobody needs to read it any more
);
create unique index UQ_Notices_DedupeKey on Notices (DedupeKey) where DedupeKey is not null and ResolvedAt is null;
create index IX_Notices_CreatedAt on Notices (CreatedAt, Id);

create table NoticeReaders (
    NoticeId            text        not null references Notices (Id),
    UserId              text        not null references Users (Id),
    CreatedAt           text        not null,           -- the notice's, so that a person's list pages by one index
    ReadAt              text        null,
    primary key (NoticeId, UserId)
);
create index IX_NoticeReaders_User on NoticeReaders (UserId, CreatedAt, NoticeId);
create index IX_NoticeReaders_Unread on NoticeReaders (UserId, NoticeId) where ReadAt is null;

-- What programs elsewhere are told. Written in the transaction that makes it true; kept only while somebody wants it.
create table WebhookEndpoints (
    Id                  text        not null primary key,
    Name                text        not null,
    Url                 text        not null,
    EventTypes          text        not null,           -- ' ticket.created delivery.failed ', or ' * '
    SecretsCipher       text        not null,           -- JSON under the data protection keys: the secret, and the one before while both sign
    AllowPrivate        integer     not null default 0, -- may lead into our own network
    State               text        not null,           -- Active | Paused | Disabled
    FailingSince        text        null,               -- no delivery has succeeded since
    LastOkAt            text        null,
    LastError           text        null,
    Version             int         not null default 1,
    CreatedAt           text        not null,
    CreatedBy           text        not null,
    RemovedAt           text        null
);

create table WebhookEvents (
    Id                  text        not null primary key,
    Type                text        not null,
    SubjectId           text        not null,           -- the ticket, message or delivery it is about
    DataJson            text        not null,
    OccurredAt          text        not null
);
create index IX_WebhookEvents_OccurredAt on WebhookEvents (OccurredAt, Id);
