-- A version's words in further languages, drafts, files, and proofs.
alter table TemplateVersions add column Language text not null default 'en';  -- of its body
alter table TemplateVersions add column TextsJson text null;                  -- the same in other languages: language -> body
alter table TemplateVersions add column Reason text null;                     -- why it was published although proofs failed

alter table Templates add column FileName text null;          -- its folder's name when it is a file
alter table Templates add column SampleJson text null;        -- sample.json, to the byte
alter table Templates add column ShippedIgnored text null;    -- hash of the shipped words that somebody did not want

create table TemplateDrafts (
    TemplateId          text        not null primary key references Templates (Id),
    BaseVersion         int         not null,           -- the published version it began with; 0: none yet
    Name                text        not null,
    Description         text        not null,
    Language            text        not null,
    Body                text        not null,
    TextsJson           text        null,
    UpdatedAt           text        not null,
    UpdatedBy           text        not null
);

create table TemplateProofs (
    Id                  text        not null primary key,
    TemplateId          text        not null references Templates (Id),
    Name                text        not null,
    Network             text        not null,           -- whose length holds
    ArticleJson         text        not null,           -- the article as it was
    Organisation        text        not null,
    RenderedAt          text        not null,           -- the time the template is told
    Expected            text        not null,
    CreatedAt           text        not null,
    CreatedBy           text        not null
);
create index IX_TemplateProofs_TemplateId on TemplateProofs (TemplateId, Name);

alter table Accounts add column Language text null;           -- what it speaks; null: the article's language
