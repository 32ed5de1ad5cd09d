-- Macros in folders, articles found by words, links of replies, and articles reviewed by their owners.
alter table Templates add column QueueId text null references Queues (Id);  -- a macro's folder; null: everybody's

-- The terms of each article's newest version (see Features/Knowledge/Finding): made from the articles, and can be made again.
create table ArticleIndex (
    ArticleId           text        not null primary key references Articles (Id),
    Version             int         not null,           -- that was read
    Length              int         not null            -- in terms
);

create table ArticleTerms (
    Term                text        not null,
    ArticleId           text        not null references Articles (Id),
    Times               int         not null,           -- weighed by where it stands
    primary key (Term, ArticleId)
) without rowid;
create index IX_ArticleTerms_ArticleId on ArticleTerms (ArticleId);

-- Somebody saw in a client's words that an article is not clear.
create table ArticleFlags (
    Id                  text        not null primary key,
    ArticleId           text        not null references Articles (Id),
    TicketId            text        null references Tickets (Id),
    Why                 text        not null,           -- in a colleague's words
    CreatedAt           text        not null,
    CreatedBy           text        not null,
    ResolvedAt          text        null,
    ResolvedBy          text        null
);
create index IX_ArticleFlags_ArticleId on ArticleFlags (ArticleId, ResolvedAt);
create index IX_ArticleFlags_CreatedAt on ArticleFlags (CreatedAt, ArticleId);

alter table Articles add column ReviewedAt text null;
alter table Articles add column ReviewedBy text null;

-- Short links in replies that are being written. They become TrackedLinks when the reply is sent.
create table ReplyLinks (
    Code                text        not null primary key,
    TicketId            text        not null references Tickets (Id),
    ArticleId           text        not null references Articles (Id),
    Url                 text        not null,
    Target              text        not null,
    Campaign            text        not null,
    CreatedAt           text        not null
);
create index IX_ReplyLinks_TicketId on ReplyLinks (TicketId);
