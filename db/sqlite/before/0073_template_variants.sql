-- Words tried against each other.
create table TemplateExperiments (
    Id                  text         not null primary key,
    TemplateId          text         not null references Templates (Id),
    Question            text        not null,        -- what somebody wants to know
    PostsPerVariant     int                not null,        -- decided before it begins: the stop rule
    StartedAt           text        not null,
    StartedBy           text        not null,
    EndedAt             text        null,
    EndedBy             text        null,
    Outcome             text        null             -- what was decided, and why
);
create index IX_TemplateExperiments_TemplateId on TemplateExperiments (TemplateId, StartedAt);
create unique index UQ_TemplateExperiments_Running on TemplateExperiments (TemplateId) where EndedAt is null;

create table TemplateVariants (
    ExperimentId        text         not null references TemplateExperiments (Id),
    Letter              text        not null,        -- A is what was published
    Share               int                not null,        -- of the posts, in percent
    Language            text        not null,
    Body                text        not null,
    TextsJson           text        null,
    primary key (ExperimentId, Letter)
);

alter table Posts add column ExperimentId text null references TemplateExperiments (Id);
alter table Posts add column Variant text null;                -- empty as well when somebody wrote the words by hand
