-- A version's words in further languages, drafts, files, and proofs.
alter table TemplateVersions add
    Language            nvarchar(35)       not null constraint DF_TemplateVersions_Language default 'en',  -- of its body
    TextsJson           nvarchar(max)      null,            -- the same in other languages: language -> body
    Reason              nvarchar(1000)     null;            -- why it was published although proofs failed

alter table Templates add
    FileName            nvarchar(100)      null,            -- its folder's name when it is a file
    SampleJson          nvarchar(max)      null,            -- sample.json, to the byte
    ShippedIgnored      nvarchar(64)       null;            -- hash of the shipped words that somebody did not want

create table TemplateDrafts (
    TemplateId          uniqueidentifier   not null primary key references Templates (Id),
    BaseVersion         int                not null,        -- the published version it began with; 0: none yet
    Name                nvarchar(200)      not null,
    Description         nvarchar(1000)     not null,
    Language            nvarchar(35)       not null,
    Body                nvarchar(max)      not null,
    TextsJson           nvarchar(max)      null,
    UpdatedAt           datetime2(3)       not null,
    UpdatedBy           nvarchar(200)      not null
);

create table TemplateProofs (
    Id                  uniqueidentifier   not null primary key,
    TemplateId          uniqueidentifier   not null references Templates (Id),
    Name                nvarchar(200)      not null,
    Network             nvarchar(40)       not null,        -- whose length holds
    ArticleJson         nvarchar(max)      not null,        -- the article as it was
    Organisation        nvarchar(200)      not null,
    RenderedAt          datetime2(3)       not null,        -- the time the template is told
    Expected            nvarchar(max)      not null,
    CreatedAt           datetime2(3)       not null,
    CreatedBy           nvarchar(200)      not null
);
create index IX_TemplateProofs_TemplateId on TemplateProofs (TemplateId, Name);

alter table Accounts add Language nvarchar(35) null;        -- what it speaks; null: the article's language
