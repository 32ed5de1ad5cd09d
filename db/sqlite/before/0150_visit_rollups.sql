-- Visits summed up, so that five years of them are read in milliseconds. Everything here is made from Visits and can be made again (see Features/Insights/README.md).
-- Quarters count from 1 January 1970 UTC in 15 minutes, because no zone's day begins between them; days likewise; months are year * 12 + month - 1.
-- Firsts: different people, each counted at their first visit of an article on a day (UTC), so that they can be added up over any time and any links.
create table VisitQuarters (
    Quarter             int             not null,
    Code                text            not null,
    People              int             not null,
    Firsts              int             not null,
    Unrecognised        int             not null,       -- of the people: asked not to be tracked
    Previews            int             not null,
    Bots                int             not null,
    primary key (Quarter, Code)
) without rowid;

create table VisitDays (
    Day                 int             not null,
    Code                text            not null,
    People              int             not null,
    Firsts              int             not null,
    Unrecognised        int             not null,
    Previews            int             not null,
    Bots                int             not null,
    primary key (Day, Code)
) without rowid;
create index IX_VisitDays_Code on VisitDays (Code, Day);

create table VisitMonths (
    Month               int             not null,
    Code                text            not null,
    People              int             not null,
    Firsts              int             not null,
    Unrecognised        int             not null,
    Previews            int             not null,
    Bots                int             not null,
    primary key (Month, Code)
) without rowid;
create index IX_VisitMonths_Code on VisitMonths (Code, Month);

-- All links together.
create table VisitTotals (
    Quarter             int             not null primary key,
    People              int             not null,
    Firsts              int             not null,
    Unrecognised        int             not null,
    Previews            int             not null,
    Bots                int             not null
);

-- Days whose visits changed since they were summed up. Only added to, and deleted once summed up.
create table VisitChanges (
    Seq                 integer primary key autoincrement,
    Day                 int             not null,
    ArticleId           text            null            -- null: all of them
);
insert into VisitChanges (Day, ArticleId) select distinct cast(strftime('%s', OccurredAt) as integer) / 86400, null from Visits;

-- How far each sum has read, and the row that whoever works on it locks.
create table Rollups (
    Name                text            not null primary key,   -- visits | desk
    Position            bigint          not null,
    DoneAt              text            null                    -- when it last had read everything
);
insert into Rollups (Name, Position) values ('visits', 0), ('desk', 0);
