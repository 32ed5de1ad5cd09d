-- Macros in folders, articles found by words, links of replies, and articles reviewed by their owners.
alter table Templates add QueueId uniqueidentifier null references Queues (Id);  -- a macro's folder; null: everybody's

-- The terms of each article's newest version (see Features/Knowledge/Finding): made from the articles, and can be made again.
create table ArticleIndex (
    ArticleId           uniqueidentifier   not null primary key references Articles (Id),
    Version             int                not null,                      -- that was read
    Length              int                not null                       -- in terms
);

create table ArticleTerms (
    Term                nvarchar(80)       collate Latin1_General_100_BIN2 not null,
    ArticleId           uniqueidentifier   not null references Articles (Id),
    Times               int                not null,                      -- weighed by where it stands
    primary key (Term, ArticleId)
);
create index IX_ArticleTerms_ArticleId on ArticleTerms (ArticleId);

-- Somebody saw in a client's words that an article is not clear.
create table ArticleFlags (
    Id                  uniqueidentifier   not null primary key,
    ArticleId           uniqueidentifier   not null references Articles (Id),
    TicketId            uniqueidentifier   null references Tickets (Id),
    Why                 nvarchar(1000)     collate Latin1_General_100_BIN2 not null,  -- in a colleague's words
    CreatedAt           datetime2(3)       not null,
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    ResolvedAt          datetime2(3)       null,
    ResolvedBy          nvarchar(200)      collate Latin1_General_100_BIN2 null
);
create index IX_ArticleFlags_ArticleId on ArticleFlags (ArticleId, ResolvedAt);
create index IX_ArticleFlags_CreatedAt on ArticleFlags (CreatedAt, ArticleId);

alter table Articles add ReviewedAt datetime2(3) null;
alter table Articles add ReviewedBy nvarchar(200) collate Latin1_General_100_BIN2 null;

-- Short links in replies that are being written. They become TrackedLinks when the reply is sent.
create table ReplyLinks (
    Code                nvarchar(12)       collate Latin1_General_100_BIN2 not null primary key,
    TicketId            uniqueidentifier   not null references Tickets (Id),
    ArticleId           uniqueidentifier   not null references Articles (Id),
    Url                 nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    Target              nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    Campaign            nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null
);
create index IX_ReplyLinks_TicketId on ReplyLinks (TicketId);
