-- A template being tried on every article, and what came of it.
create table WorstRuns (
    Id                  text        not null primary key,
    TemplateId          text        not null references Templates (Id),
    Version             int         null,               -- which is tried; null: the draft as it was
    Language            text        not null,
    Body                text        not null,
    TextsJson           text        null,
    State               text        not null,           -- Running | Done | Stopped | TooSlow
    Articles            int         not null,           -- how many there were when it began
    Tried               int         not null,
    Failing             int         not null,
    CasesJson           text        not null,           -- the worst so far
    AfterArticleId      text        not null,           -- where it goes on
    StartedAt           text        not null,
    StartedBy           text        not null,
    EndedAt             text        null
);
create index IX_WorstRuns_TemplateId on WorstRuns (TemplateId, StartedAt);
