-- Who is at a ticket, what each has read, who is named in a note, and the views people keep.
create table TicketPresence (
    TicketId            text not null references Tickets (Id),
    UserId              text not null references Users (Id),
    IsWriting           integer not null,
    ExpiresAt           text not null,          -- a page says so again and again; when it stops, it is over
    primary key (TicketId, UserId)
);
create index IX_TicketPresence_ExpiresAt on TicketPresence (ExpiresAt);

create table TicketReads (
    UserId              text not null references Users (Id),
    TicketId            text not null references Tickets (Id),
    ReadAt              text not null,          -- the ticket's LastInboundAt that was seen
    primary key (UserId, TicketId)
);

create table TicketMentions (
    UserId              text not null references Users (Id),
    MessageId           text not null references Messages (Id),
    TicketId            text not null references Tickets (Id),
    CreatedAt           text not null,
    primary key (UserId, MessageId)
);
create index IX_TicketMentions_Ticket on TicketMentions (UserId, TicketId);

create table SavedViews (
    Id                  text not null primary key,
    Name                text not null,
    OwnerId             text null references Users (Id),   -- null: everybody's
    Query               text not null,         -- the list's address after the question mark
    CreatedBy           text not null,
    CreatedAt           text not null
);
create index IX_SavedViews_OwnerId on SavedViews (OwnerId);

-- What many tickets were before one change to all of them, so that it can be taken back.
create table BulkChanges (
    Id                  text not null primary key,
    ById                text not null references Users (Id),
    Says                text not null,
    BeforeJson          text not null,
    CreatedAt           text not null,
    UndoneAt            text null
);
