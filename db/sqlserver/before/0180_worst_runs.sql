-- A template being tried on every article, and what came of it.
create table WorstRuns (
    Id                  uniqueidentifier   not null primary key,
    TemplateId          uniqueidentifier   not null references Templates (Id),
    Version             int                null,                          -- which is tried; null: the draft as it was
    Language            nvarchar(35)       collate Latin1_General_100_BIN2 not null,
    Body                nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    TextsJson           nvarchar(max)      collate Latin1_General_100_BIN2 null,
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Running | Done | Stopped | TooSlow
    Articles            int                not null,                      -- how many there were when it began
    Tried               int                not null,
    Failing             int                not null,
    CasesJson           nvarchar(max)      collate Latin1_General_100_BIN2 not null,  -- the worst so far
    AfterArticleId      uniqueidentifier   not null,                      -- where it goes on
    StartedAt           datetime2(3)       not null,
    StartedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    EndedAt             datetime2(3)       null
);
create index IX_WorstRuns_TemplateId on WorstRuns (TemplateId, StartedAt);
