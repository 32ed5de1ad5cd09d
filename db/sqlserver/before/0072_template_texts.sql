-- A version's words in further languages, drafts, files, and proofs.
-- of its body
alter table TemplateVersions add Language nvarchar(35) collate Latin1_General_100_BIN2 not null
    constraint DF_TemplateVersions_Language default 'en';
-- the same in other languages: language -> body
alter table TemplateVersions add TextsJson nvarchar(max) collate Latin1_General_100_BIN2 null;
alter table TemplateVersions add Reason nvarchar(1000) collate Latin1_General_100_BIN2 null;  -- why it was published although proofs failed

alter table Templates add FileName nvarchar(100) collate Latin1_General_100_BIN2 null;  -- its folder's name when it is a file
alter table Templates add SampleJson nvarchar(max) collate Latin1_General_100_BIN2 null;  -- sample.json, to the byte
-- hash of the shipped words that somebody did not want
alter table Templates add ShippedIgnored nvarchar(64) collate Latin1_General_100_BIN2 null;

create table TemplateDrafts (
    TemplateId          uniqueidentifier   not null primary key references Templates (Id),
    BaseVersion         int                not null,                      -- the published version it began with; 0: none yet
    Name                nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    Description         nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    Language            nvarchar(35)       collate Latin1_General_100_BIN2 not null,
    Body                nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    TextsJson           nvarchar(max)      collate Latin1_General_100_BIN2 null,
    UpdatedAt           datetime2(3)       not null,
    UpdatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null
);

create table TemplateProofs (
    Id                  uniqueidentifier   not null primary key,
    TemplateId          uniqueidentifier   not null references Templates (Id),
    Name                nvarchar(200)      collate Latin1_General_CI_AI not null,
    Network             nvarchar(40)       collate Latin1_General_100_BIN2 not null,  -- whose length holds
    ArticleJson         nvarchar(max)      collate Latin1_General_100_BIN2 not null,  -- the article as it was
    Organisation        nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    RenderedAt          datetime2(3)       not null,                      -- the time the template is told
    Expected            nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null,
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null
);
create index IX_TemplateProofs_TemplateId on TemplateProofs (TemplateId, Name);

alter table Accounts add Language nvarchar(35) collate Latin1_General_100_BIN2 null;  -- what it speaks; null: the article's language
