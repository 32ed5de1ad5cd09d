-- How far what was kept before has been taken apart anew into words to find it by; a job goes on where it stands.
create table SearchRefills (
    Name                text        not null primary key,   -- what is refilled: messages, clients
    Way                 integer     not null,               -- the way of making words it is refilled in
    After               text        null,                   -- the last that was done; null: none yet
    DoneAt              text        null
);
-- Articles are read anew by the job that keeps their terms.
delete from ArticleIndex;
