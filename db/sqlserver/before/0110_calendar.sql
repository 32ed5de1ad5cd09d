-- What a calendar reads: posts by day, by account and by article, each out of one index; where calendars elsewhere subscribe; what was just changed.
create index IX_Deliveries_Calendar on Deliveries (Kind, Part, DueAt, Id) include (AccountId, State, Network, ArticleId, PostId);
create index IX_Deliveries_Account_DueAt on Deliveries (AccountId, Kind, Part, DueAt, Id) include (State, PostId);
create index IX_Deliveries_Article_DueAt on Deliveries (ArticleId, Kind, Part, DueAt, Id) include (State, PostId);

create table CalendarFeeds (
    UserId              uniqueidentifier   not null primary key references Users (Id),
    -- SHA-256, hex; the address itself is shown once and not kept
    TokenHash           nvarchar(64)       collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null,
    LastReadAt          datetime2(3)       null,
    constraint UQ_CalendarFeeds_TokenHash unique (TokenHash)
);

-- A change of many that can be taken back for a while, by whoever made it.
create table CalendarUndos (
    Id                  uniqueidentifier   not null primary key,
    UserId              uniqueidentifier   not null references Users (Id),
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Moved | Cancelled | Approved
    -- each delivery as it stands after the change, and how it was before
    ItemsJson           nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null
);
create index IX_CalendarUndos_CreatedAt on CalendarUndos (CreatedAt);
