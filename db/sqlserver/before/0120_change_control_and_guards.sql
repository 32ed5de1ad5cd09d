-- What a delivery's words were written from, what they say, and who sends them all the same; and what stops all sending.
-- of its article, whose words these are, or for which somebody kept them
alter table Deliveries add ArticleVersion int null;
-- it is out, and its article has changed since; empty again once somebody has looked
alter table Deliveries add OutdatedAt datetime2(3) null;
-- of its words without the link: the same words make the same
alter table Deliveries add WordsHash nvarchar(64) collate Latin1_General_100_BIN2 null;
alter table Deliveries add GuardsWaivedAt datetime2(3) null;              -- a person wants it out although a guard would hold it

create table Stops (
    Scope               nvarchar(40)       collate Latin1_General_100_BIN2 not null primary key,  -- 'all', or an account's id
    AccountId           uniqueidentifier   null references Accounts (Id),
    Reason              nvarchar(400)      collate Latin1_General_100_BIN2 not null,
    StoppedAt           datetime2(3)       not null,
    StoppedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null
);

-- Posts do not go out at night. An agent's answer does.
create table QuietHours (
    AccountId           uniqueidentifier   not null primary key references Accounts (Id),
    StartsAt            nvarchar(5)        collate Latin1_General_100_BIN2 not null,  -- local, e.g. 22:00
    EndsAt              nvarchar(5)        collate Latin1_General_100_BIN2 not null,  -- local; before StartsAt: the next day
    TimeZone            nvarchar(100)      collate Latin1_General_100_BIN2 not null  -- IANA
);
