-- Who is at a ticket, what each has read, who is named in a note, and the views people keep.
create table TicketPresence (
    TicketId            uniqueidentifier   not null references Tickets (Id),
    UserId              uniqueidentifier   not null references Users (Id),
    IsWriting           bit                not null,
    ExpiresAt           datetime2(3)       not null,                      -- a page says so again and again; when it stops, it is over
    primary key (TicketId, UserId)
);
create index IX_TicketPresence_ExpiresAt on TicketPresence (ExpiresAt);

create table TicketReads (
    UserId              uniqueidentifier   not null references Users (Id),
    TicketId            uniqueidentifier   not null references Tickets (Id),
    ReadAt              datetime2(3)       not null,                      -- the ticket's LastInboundAt that was seen
    primary key (UserId, TicketId)
);

create table TicketMentions (
    UserId              uniqueidentifier   not null references Users (Id),
    MessageId           uniqueidentifier   not null references Messages (Id),
    TicketId            uniqueidentifier   not null references Tickets (Id),
    CreatedAt           datetime2(3)       not null,
    primary key (UserId, MessageId)
);
create index IX_TicketMentions_Ticket on TicketMentions (UserId, TicketId);

create table SavedViews (
    Id                  uniqueidentifier   not null primary key,
    Name                nvarchar(60)       collate Latin1_General_CI_AI not null,
    OwnerId             uniqueidentifier   null references Users (Id),    -- null: everybody's
    Query               nvarchar(1000)     collate Latin1_General_100_BIN2 not null,  -- the list's address after the question mark
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null
);
create index IX_SavedViews_OwnerId on SavedViews (OwnerId);

-- What many tickets were before one change to all of them, so that it can be taken back.
create table BulkChanges (
    Id                  uniqueidentifier   not null primary key,
    ById                uniqueidentifier   not null references Users (Id),
    Says                nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    BeforeJson          nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null,
    UndoneAt            datetime2(3)       null
);
