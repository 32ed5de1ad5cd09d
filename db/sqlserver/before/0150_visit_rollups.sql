-- Visits summed up, so that five years of them are read in milliseconds. Everything here is made from Visits and can be made again (see Features/Insights/README.md).
-- Quarters count from 1 January 1970 UTC in 15 minutes, because no zone's day begins between them; days likewise; months are year * 12 + month - 1.
-- Firsts: different people, each counted at their first visit of an article on a day (UTC), so that they can be added up over any time and any links.
create table VisitQuarters (
    Quarter             int                not null,
    Code                nvarchar(12)       collate Latin1_General_100_BIN2 not null,
    People              int                not null,
    Firsts              int                not null,
    Unrecognised        int                not null,                      -- of the people: asked not to be tracked
    Previews            int                not null,
    Bots                int                not null,
    primary key (Quarter, Code)
);

create table VisitDays (
    Day                 int                not null,
    Code                nvarchar(12)       collate Latin1_General_100_BIN2 not null,
    People              int                not null,
    Firsts              int                not null,
    Unrecognised        int                not null,
    Previews            int                not null,
    Bots                int                not null,
    primary key (Day, Code)
);
create index IX_VisitDays_Code on VisitDays (Code, Day);

create table VisitMonths (
    Month               int                not null,
    Code                nvarchar(12)       collate Latin1_General_100_BIN2 not null,
    People              int                not null,
    Firsts              int                not null,
    Unrecognised        int                not null,
    Previews            int                not null,
    Bots                int                not null,
    primary key (Month, Code)
);
create index IX_VisitMonths_Code on VisitMonths (Code, Month);

-- All links together.
create table VisitTotals (
    Quarter             int                not null primary key,
    People              int                not null,
    Firsts              int                not null,
    Unrecognised        int                not null,
    Previews            int                not null,
    Bots                int                not null
);

-- Days whose visits changed since they were summed up. Only added to, and deleted once summed up.
create table VisitChanges (
    Seq                 bigint             identity primary key,
    Day                 int                not null,
    ArticleId           uniqueidentifier   null                           -- null: all of them
);
insert into VisitChanges (Day, ArticleId) select distinct datediff(day, '19700101', OccurredAt), null from Visits;

-- How far each sum has read, and the row that whoever works on it locks.
create table Rollups (
    Name                nvarchar(50)       collate Latin1_General_100_BIN2 not null primary key,  -- visits | desk
    Position            bigint             not null,
    DoneAt              datetime2(3)       null                           -- when it last had read everything
);
insert into Rollups (Name, Position) values ('visits', 0), ('desk', 0);
