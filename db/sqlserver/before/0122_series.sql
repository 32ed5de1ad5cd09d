-- A series makes posts by itself: slots in local time, a queue of articles, templates in turn.
create table Series (
    Id                  uniqueidentifier   not null primary key,
    Name                nvarchar(200)      collate Latin1_General_CI_AI not null,
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Active | Paused
    TimeZone            nvarchar(100)      collate Latin1_General_100_BIN2 not null,  -- IANA
    SlotsJson           nvarchar(max)      collate Latin1_General_100_BIN2 not null,  -- [{"days":["Monday"],"time":"09:00"}]
    Queue               nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Hand | Tag | All
    Tag                 nvarchar(100)      collate Latin1_General_100_BIN2 null,
    RestDays            int                not null default 0,            -- an article posted within so many days is passed over
    Repeats             bit                not null default 0,            -- by hand: what was posted goes to the end
    StartsOn            nvarchar(10)       collate Latin1_General_100_BIN2 null,  -- local dates, both inclusive
    EndsOn              nvarchar(10)       collate Latin1_General_100_BIN2 null,
    HorizonDays         int                not null,                      -- posts are made so far ahead
    GraceMinutes        int                null,
    WhenLate            nvarchar(20)       collate Latin1_General_100_BIN2 null,
    Version             int                not null default 1,
    LastProblem         nvarchar(1000)     collate Latin1_General_100_BIN2 null,  -- why the last occurrence found no post
    CreatedAt           datetime2(3)       not null,
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    CreatedById         uniqueidentifier   null,
    UpdatedAt           datetime2(3)       not null,
    UpdatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null
);
create index IX_Series_Name on Series (Name, Id);

create table SeriesAccounts (
    SeriesId            uniqueidentifier   not null references Series (Id),
    AccountId           uniqueidentifier   not null references Accounts (Id),
    primary key (SeriesId, AccountId)
);

create table SeriesTemplates (
    SeriesId            uniqueidentifier   not null references Series (Id),
    Position            int                not null,
    TemplateId          uniqueidentifier   not null references Templates (Id),
    primary key (SeriesId, Position)
);
create index IX_SeriesTemplates_Template on SeriesTemplates (TemplateId);

create table SeriesArticles (
    SeriesId            uniqueidentifier   not null references Series (Id),
    ArticleId           uniqueidentifier   not null references Articles (Id),
    Position            int                not null,
    UsedCount           int                not null default 0,
    primary key (SeriesId, ArticleId)
);

-- One row for each slot of a day that a post was made for, or none could be. The key is what makes it once.
create table SeriesOccurrences (
    SeriesId            uniqueidentifier   not null references Series (Id),
    -- the slot's, e.g. 2026-11-24T09:00, whether or not clocks show it that day
    LocalTime           nvarchar(20)       collate Latin1_General_100_BIN2 not null,
    DueAt               datetime2(3)       not null,
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Planned | Made | Skipped
    PostId              uniqueidentifier   not null,                      -- chosen before the post is made
    ArticleId           uniqueidentifier   null references Articles (Id),
    TemplateId          uniqueidentifier   null,
    Note                nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    CreatedAt           datetime2(3)       not null,
    primary key (SeriesId, LocalTime)
);
create index IX_SeriesOccurrences_Due on SeriesOccurrences (SeriesId, DueAt);

alter table Posts add SeriesId uniqueidentifier null;
-- the time zone data its moment was reckoned with, e.g. 2025b
alter table Posts add ZoneData nvarchar(40) collate Latin1_General_100_BIN2 null;

-- The time zone data changed and a waiting post's clock time means another moment now. It stays until somebody says.
create table ZoneChanges (
    PostId              uniqueidentifier   not null primary key references Posts (Id),
    WasDueAt            datetime2(3)       not null,
    NowDueAt            datetime2(3)       not null,
    ZoneData            nvarchar(40)       collate Latin1_General_100_BIN2 not null,  -- with which NowDueAt was reckoned
    FoundAt             datetime2(3)       not null,
    Decision            nvarchar(20)       collate Latin1_General_100_BIN2 null,  -- kept | moved
    DecidedAt           datetime2(3)       null,
    DecidedBy           nvarchar(200)      collate Latin1_General_100_BIN2 null
);
