-- A series makes posts by itself: slots in local time, a queue of articles, templates in turn.
create table Series (
    Id                  text        not null primary key,
    Name                text        not null,
    State               text        not null,           -- Active | Paused
    TimeZone            text        not null,           -- IANA
    SlotsJson           text        not null,           -- [{"days":["Monday"],"time":"09:00"}]
    Queue               text        not null,           -- Hand | Tag | All
    Tag                 text        null,
    RestDays            int         not null default 0, -- an article posted within so many days is passed over
    Repeats             integer     not null default 0, -- by hand: what was posted goes to the end
    StartsOn            text        null,               -- local dates, both inclusive
    EndsOn              text        null,
    HorizonDays         int         not null,           -- posts are made so far ahead
    GraceMinutes        int         null,
    WhenLate            text        null,
    Version             int         not null default 1,
    LastProblem         text        null,               -- why the last occurrence found no post
    CreatedAt           text        not null,
    CreatedBy           text        not null,
    CreatedById         text        null,
    UpdatedAt           text        not null,
    UpdatedBy           text        not null
);
create index IX_Series_Name on Series (Name, Id);

create table SeriesAccounts (
    SeriesId            text        not null references Series (Id),
    AccountId           text        not null references Accounts (Id),
    primary key (SeriesId, AccountId)
);

create table SeriesTemplates (
    SeriesId            text        not null references Series (Id),
    Position            int         not null,
    TemplateId          text        not null references Templates (Id),
    primary key (SeriesId, Position)
);
create index IX_SeriesTemplates_Template on SeriesTemplates (TemplateId);

create table SeriesArticles (
    SeriesId            text        not null references Series (Id),
    ArticleId           text        not null references Articles (Id),
    Position            int         not null,
    UsedCount           int         not null default 0,
    primary key (SeriesId, ArticleId)
);

-- One row for each slot of a day that a post was made for, or none could be. The key is what makes it once.
create table SeriesOccurrences (
    SeriesId            text        not null references Series (Id),
    LocalTime           text        not null,           -- the slot's, e.g. 2026-11-24T09:00, whether or not clocks show it that day
    DueAt               text        not null,
    State               text        not null,           -- Planned | Made | Skipped
    PostId              text        not null,           -- chosen before the post is made
    ArticleId           text        null references Articles (Id),
    TemplateId          text        null,
    Note                text        null,
    CreatedAt           text        not null,
    primary key (SeriesId, LocalTime)
);
create index IX_SeriesOccurrences_Due on SeriesOccurrences (SeriesId, DueAt);

alter table Posts add column SeriesId text null;
alter table Posts add column ZoneData text null;        -- the time zone data its moment was reckoned with, e.g. 2025b

-- The time zone data changed and a waiting post's clock time means another moment now. It stays until somebody says.
create table ZoneChanges (
    PostId              text        not null primary key references Posts (Id),
    WasDueAt            text        not null,
    NowDueAt            text        not null,
    ZoneData            text        not null,           -- with which NowDueAt was reckoned
    FoundAt             text        not null,
    Decision            text        null,               -- kept | moved
    DecidedAt           text        null,
    DecidedBy           text        null
);
