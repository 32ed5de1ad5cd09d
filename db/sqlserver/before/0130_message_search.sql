-- The words of messages: one row a word and message. Kept by the use case that writes a message; full-text predicates are not everywhere.
create table MessageWords (
    Word                nvarchar(40)       collate Latin1_General_100_BIN2 not null,  -- folded: lower case, without accents
    Seq                 bigint             not null,                      -- the message's
    primary key (Word, Seq)
);
create index IX_MessageWords_Seq on MessageWords (Seq);
