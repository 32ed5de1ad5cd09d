-- What a delivery's words were written from, what they say, and who sends them all the same; and what stops all sending.
alter table Deliveries add column ArticleVersion int null;        -- of its article, whose words these are, or for which somebody kept them
alter table Deliveries add column OutdatedAt text null;           -- it is out, and its article has changed since; empty again once somebody has looked
alter table Deliveries add column WordsHash text null;            -- of its words without the link: the same words make the same
alter table Deliveries add column GuardsWaivedAt text null;       -- a person wants it out although a guard would hold it

create table Stops (
    Scope               text        not null primary key,   -- 'all', or an account's id
    AccountId           text        null references Accounts (Id),
    Reason              text        not null,
    StoppedAt           text        not null,
    StoppedBy           text        not null
);

-- Posts do not go out at night. An agent's answer does.
create table QuietHours (
    AccountId           text        not null primary key references Accounts (Id),
    StartsAt            text        not null,           -- local, e.g. 22:00
    EndsAt              text        not null,           -- local; before StartsAt: the next day
    TimeZone            text        not null            -- IANA
);
