-- Visits summed up for everything (zeros) and for each article, account, template and series, so that a period of years is a few hundred rows of
-- each. Made from VisitQuarters and VisitDays, as those are made from Visits; everything is summed up anew once.
create table VisitSums (
    ThingId             uniqueidentifier   not null,
    -- 1 a quarter of an hour (not for articles, which have too many, and not for everything: VisitTotals), 2 a day, 3 a month, 4 a year
    Grain               int                not null,
    -- which: as VisitQuarters, VisitDays and VisitMonths count them; the year
    At                  int                not null,
    People              int                not null,
    Firsts              int                not null,
    Unrecognised        int                not null,
    Previews            int                not null,
    Bots                int                not null,
    primary key (ThingId, Grain, At)
);
insert into VisitChanges (Day, ArticleId) select distinct Quarter / 96, null from VisitTotals;
