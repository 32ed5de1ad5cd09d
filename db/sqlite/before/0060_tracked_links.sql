-- Our short link to an article from one delivery, and who followed it.
create table TrackedLinks (
    Code                text        not null primary key,   -- what stands in the address: /l/{Code}
    DeliveryId          text        not null references Deliveries (Id),
    ArticleId           text        not null references Articles (Id),
    Target              text        not null,           -- the article's address when the link was made; where it has moved since, the link follows
    Source              text        not null,           -- utm_source: the network
    Campaign            text        not null,           -- utm_campaign
    CreatedAt           text        not null,
    constraint UQ_TrackedLinks_DeliveryId unique (DeliveryId)
);
create index IX_TrackedLinks_ArticleId on TrackedLinks (ArticleId);
create index IX_TrackedLinks_CreatedAt on TrackedLinks (CreatedAt);

-- One row a visit. Nothing here says who it was: no address, no browser, no cookie.
create table Visits (
    Seq                 integer primary key autoincrement,
    Code                text        not null references TrackedLinks (Code),
    OccurredAt          text        not null,
    Class               text        not null,           -- People | Preview | Bot
    Reason              text        not null,           -- why it is not counted among people; None where it is
    Visitor             integer     null,               -- the same for one visitor of one article on one day; null for others than people, and for who asks not to be tracked
    BatchId             text        not null
);
create index IX_Visits_Code on Visits (Code, Class, OccurredAt);
create index IX_Visits_OccurredAt on Visits (OccurredAt);

-- The spool files that are in the database already: a file found again after a crash is not counted twice.
create table VisitBatches (
    Id                  text        not null primary key,
    Node                text        not null,
    Visits              int         not null,
    DrainedAt           text        not null
);
create index IX_VisitBatches_DrainedAt on VisitBatches (DrainedAt);

-- What a day's visitors are hashed with. Deleted when the day is over: from then on nobody can tell from a hash whose it was.
create table VisitSalts (
    Day                 text        not null primary key,   -- UTC, 2026-11-24
    Salt                text        not null,
    CreatedAt           text        not null
);
