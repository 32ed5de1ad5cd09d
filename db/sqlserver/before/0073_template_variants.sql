-- Words tried against each other.
create table TemplateExperiments (
    Id                  uniqueidentifier   not null primary key,
    TemplateId          uniqueidentifier   not null references Templates (Id),
    Question            nvarchar(500)      collate Latin1_General_100_BIN2 not null,  -- what somebody wants to know
    PostsPerVariant     int                not null,                      -- decided before it begins: the stop rule
    StartedAt           datetime2(3)       not null,
    StartedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    EndedAt             datetime2(3)       null,
    EndedBy             nvarchar(200)      collate Latin1_General_100_BIN2 null,
    Outcome             nvarchar(1000)     collate Latin1_General_100_BIN2 null  -- what was decided, and why
);
create index IX_TemplateExperiments_TemplateId on TemplateExperiments (TemplateId, StartedAt);
create unique index UQ_TemplateExperiments_Running on TemplateExperiments (TemplateId) where EndedAt is null;

create table TemplateVariants (
    ExperimentId        uniqueidentifier   not null references TemplateExperiments (Id),
    Letter              nvarchar(1)        collate Latin1_General_100_BIN2 not null,  -- A is what was published
    Share               int                not null,                      -- of the posts, in percent
    Language            nvarchar(35)       collate Latin1_General_100_BIN2 not null,
    Body                nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    TextsJson           nvarchar(max)      collate Latin1_General_100_BIN2 null,
    primary key (ExperimentId, Letter)
);

alter table Posts add ExperimentId uniqueidentifier null references TemplateExperiments (Id);
alter table Posts add Variant nvarchar(1) collate Latin1_General_100_BIN2 null;  -- empty as well when somebody wrote the words by hand
