-- How far what was kept before has been taken apart anew into words to find it by; a job goes on where it stands.
create table SearchRefills (
    Name                nvarchar(40)       collate Latin1_General_100_BIN2 not null primary key,    -- what is refilled: messages, clients
    Way                 int                not null,                -- the way of making words it is refilled in
    After               nvarchar(40)       collate Latin1_General_100_BIN2 null,                    -- the last that was done; null: none yet
    DoneAt              datetime2(3)       null
);
-- Articles are read anew by the job that keeps their terms.
delete from ArticleIndex;
