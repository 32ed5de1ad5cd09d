-- Sums that are read by ranges of their key lie in its order: half the reads. As SQL Server keeps them from the start.
drop table VisitTotals;
create table VisitTotals (
    Quarter             int             not null primary key,
    People              int             not null,
    Firsts              int             not null,
    Unrecognised        int             not null,
    Previews            int             not null,
    Bots                int             not null
) without rowid;
insert into VisitTotals (Quarter, People, Firsts, Unrecognised, Previews, Bots)
select Quarter, sum(People), sum(Firsts), sum(Unrecognised), sum(Previews), sum(Bots) from VisitQuarters group by Quarter;

drop table DeskQuarters;
create table DeskQuarters (
    Quarter             int             not null,
    AccountId           text            not null references Accounts (Id),
    Opened              int             not null,
    Inbound             int             not null,
    Outbound            int             not null,
    primary key (Quarter, AccountId)
) without rowid;
delete from TicketTimes;
update Rollups set Position = 0 where Name = 'desk';
