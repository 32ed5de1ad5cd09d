-- When anything of this desk last ran: a database that was put back from a copy, or lay still, is told by it.
create table DeskLife (
    Name                text        not null primary key,   -- 'desk': there is one
    AliveAt             text        not null,           -- last sign of life of any node; never goes back
    PutBackAt           text        null,               -- somebody said that this is a copy; taken up by the next start or sign of life
    SilentFrom          text        null,               -- the last interruption: nothing ran from here, or the copy is of this moment
    SilentUntil         text        null,               -- a start found that out
    PausedBecause       text        null,               -- Silence or Copy
    PausedAt            text        null,
    ResumedAt           text        null,               -- null while publishing is paused
    ResumedBy           text        null,
    EndedAt             text        null,               -- ended as it should; null while it runs, and after a kill
    CheckedAt           text        null,               -- when the file was last read through and found well (embedded)
    BackedUpAt          text        null                -- when the backup verb last made a copy
);

-- Before it is sent the network is asked whether it is out, from this moment on; null: there is no need.
alter table Deliveries add column AskSince text null;

-- An answer of ours that stood at the network and not here, read back when.
alter table Deliveries add column ReadBackAt text null;
