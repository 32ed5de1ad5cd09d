-- When anything of this desk last ran: a database that was put back from a copy, or lay still, is told by it.
create table DeskLife (
    Name                nvarchar(20)       collate Latin1_General_100_BIN2 not null primary key,  -- 'desk': there is one
    AliveAt             datetime2(3)       not null,           -- last sign of life of any node; never goes back
    PutBackAt           datetime2(3)       null,               -- somebody said that this is a copy; taken up by the next start or sign of life
    SilentFrom          datetime2(3)       null,               -- the last interruption: nothing ran from here, or the copy is of this moment
    SilentUntil         datetime2(3)       null,               -- a start found that out
    PausedBecause       nvarchar(20)       collate Latin1_General_100_BIN2 null,  -- Silence or Copy
    PausedAt            datetime2(3)       null,
    ResumedAt           datetime2(3)       null,               -- null while publishing is paused
    ResumedBy           nvarchar(200)      collate Latin1_General_100_BIN2 null,
    EndedAt             datetime2(3)       null,               -- ended as it should; null while it runs, and after a kill
    CheckedAt           datetime2(3)       null,               -- when the file was last read through and found well (embedded)
    BackedUpAt          datetime2(3)       null                -- when the backup verb last made a copy
);

-- Before it is sent the network is asked whether it is out, from this moment on; null: there is no need.
alter table Deliveries add AskSince datetime2(3) null;

-- An answer of ours that stood at the network and not here, read back when.
alter table Deliveries add ReadBackAt datetime2(3) null;
