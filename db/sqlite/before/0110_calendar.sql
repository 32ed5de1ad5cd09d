-- What a calendar reads: posts by day, by account and by article, each out of one index; where calendars elsewhere subscribe; what was just changed.
create index IX_Deliveries_Calendar on Deliveries (Kind, Part, DueAt, Id, AccountId, State, Network, ArticleId, PostId);
create index IX_Deliveries_Account_DueAt on Deliveries (AccountId, Kind, Part, DueAt, Id, State, PostId);
create index IX_Deliveries_Article_DueAt on Deliveries (ArticleId, Kind, Part, DueAt, Id, State, PostId);

create table CalendarFeeds (
    UserId              text        not null primary key references Users (Id),
    TokenHash           text        not null,           -- SHA-256, hex; the address itself is shown once and not kept
    CreatedAt           text        not null,
    LastReadAt          text        null,
    constraint UQ_CalendarFeeds_TokenHash unique (TokenHash)
);

-- A change of many that can be taken back for a while, by whoever made it.
create table CalendarUndos (
    Id                  text        not null primary key,
    UserId              text        not null references Users (Id),
    Kind                text        not null,           -- Moved | Cancelled | Approved
    ItemsJson           text        not null,           -- each delivery as it stands after the change, and how it was before
    CreatedAt           text        not null
);
create index IX_CalendarUndos_CreatedAt on CalendarUndos (CreatedAt);
