-- Our short link to an article from one delivery, and who followed it.
create table TrackedLinks (
    Code                nvarchar(12)       collate Latin1_General_100_BIN2 not null primary key,  -- what stands in the address: /l/{Code}
    DeliveryId          uniqueidentifier   not null references Deliveries (Id),
    ArticleId           uniqueidentifier   not null references Articles (Id),
    -- the article's address when the link was made; where it has moved since, the link follows
    Target              nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    Source              nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- utm_source: the network
    Campaign            nvarchar(200)      collate Latin1_General_100_BIN2 not null,  -- utm_campaign
    CreatedAt           datetime2(3)       not null,
    constraint UQ_TrackedLinks_DeliveryId unique (DeliveryId)
);
create index IX_TrackedLinks_ArticleId on TrackedLinks (ArticleId);
create index IX_TrackedLinks_CreatedAt on TrackedLinks (CreatedAt);

-- One row a visit. Nothing here says who it was: no address, no browser, no cookie.
create table Visits (
    Seq                 bigint             identity primary key,
    Code                nvarchar(12)       collate Latin1_General_100_BIN2 not null references TrackedLinks (Code),
    OccurredAt          datetime2(3)       not null,
    Class               nvarchar(10)       collate Latin1_General_100_BIN2 not null,  -- People | Preview | Bot
    -- why it is not counted among people; None where it is
    Reason              nvarchar(10)       collate Latin1_General_100_BIN2 not null,
    -- the same for one visitor of one article on one day; null for others than people, and for who asks not to be tracked
    Visitor             bigint             null,
    BatchId             uniqueidentifier   not null
);
create index IX_Visits_Code on Visits (Code, Class, OccurredAt) include (Visitor);
create index IX_Visits_OccurredAt on Visits (OccurredAt);

-- The spool files that are in the database already: a file found again after a crash is not counted twice.
create table VisitBatches (
    Id                  uniqueidentifier   not null primary key,
    Node                nvarchar(100)      collate Latin1_General_100_BIN2 not null,
    Visits              int                not null,
    DrainedAt           datetime2(3)       not null
);
create index IX_VisitBatches_DrainedAt on VisitBatches (DrainedAt);

-- What a day's visitors are hashed with. Deleted when the day is over: from then on nobody can tell from a hash whose it was.
create table VisitSalts (
    Day                 nvarchar(10)       collate Latin1_General_100_BIN2 not null primary key,  -- UTC, 2026-11-24
    Salt                nvarchar(64)       collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null
);
