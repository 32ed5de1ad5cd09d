-- The schema in one script: what the scripts in before/ end with, table by table. An empty database begins with this; one that began
-- with those goes on with them and then stands here too. A column that came later stands behind the older ones, as it does there.
-- The same number and name in both folders; see ../README.md.
-- Every text column names its collation: BIN2 compares as .NET's ordinal comparison does, the other is for what people sort and search by.

-- ---------------------------------------------------------------- people and settings
create table Users (
    Id                  uniqueidentifier   not null primary key,
    Email               nvarchar(200)      collate Latin1_General_100_BIN2 not null,  -- kept in lower case; what one signs in with
    Name                nvarchar(200)      collate Latin1_General_CI_AI not null,
    Role                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Agent | Editor | Administrator
    PasswordHash        nvarchar(400)      collate Latin1_General_100_BIN2 not null,
    -- changes when password or role changes: old cookies end
    SecurityStamp       nvarchar(64)       collate Latin1_General_100_BIN2 not null,
    MustChangePassword  bit                not null default 0,
    TimeZone            nvarchar(100)      collate Latin1_General_100_BIN2 not null default 'UTC',  -- IANA
    Theme               nvarchar(20)       collate Latin1_General_100_BIN2 not null default 'auto',  -- auto | light | dark
    FailedSignIns       int                not null default 0,
    LockedUntil         datetime2(3)       null,
    LastSignInAt        datetime2(3)       null,
    DisabledAt          datetime2(3)       null,
    CreatedAt           datetime2(3)       not null,
    -- when a one-time password stops opening anything; null for a password of one's own
    PasswordExpiresAt   datetime2(3)       null,
    constraint UQ_Users_Email unique (Email)
);

-- A signed-in person's sessions: signing out ends one on the server, and not only in the browser that was asked.
create table Sessions (
    Id                  uniqueidentifier   not null primary key,
    UserId              uniqueidentifier   not null references Users (Id),
    -- browser and system, as the browser names itself, shortened
    Device              nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    Address             nvarchar(64)       collate Latin1_General_100_BIN2 not null,  -- where it was last used from
    StartedAt           datetime2(3)       not null,
    LastUsedAt          datetime2(3)       not null,                        -- to five minutes
    EndsAt              datetime2(3)       not null                         -- whatever happens; see SignIn:SessionDays
);
create index IX_Sessions_User on Sessions (UserId);

create table UserSkills (
    UserId              uniqueidentifier   not null references Users (Id),
    Skill               nvarchar(50)       collate Latin1_General_100_BIN2 not null,  -- lower case
    primary key (UserId, Skill)
);

create table ApiKeys (
    Id                  uniqueidentifier   not null primary key,
    Name                nvarchar(200)      collate Latin1_General_CI_AI not null,
    Role                nvarchar(20)       collate Latin1_General_100_BIN2 not null,
    Prefix              nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- the visible start, by which a key is found
    -- SHA-256, hex; the key itself is shown once and not kept
    KeyHash             nvarchar(64)       collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null,
    CreatedBy           uniqueidentifier   null references Users (Id),
    LastUsedAt          datetime2(3)       null,
    RevokedAt           datetime2(3)       null,
    constraint UQ_ApiKeys_Prefix unique (Prefix)
);

create table DataProtectionKeys (
    Id                  uniqueidentifier   not null primary key,
    FriendlyName        nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    Xml                 nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null
);

create table AppSettings (
    Name                nvarchar(100)      collate Latin1_General_100_BIN2 not null primary key,
    Value               nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    UpdatedAt           datetime2(3)       not null,
    UpdatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 null  -- by name: a person, or the program
);

-- When anything of this desk last ran: a database that was put back from a copy, or lay still, is told by it.
create table DeskLife (
    Name                nvarchar(20)       collate Latin1_General_100_BIN2 not null primary key,  -- 'desk': there is one
    AliveAt             datetime2(3)       not null,                        -- last sign of life of any node; never goes back
    -- somebody said that this is a copy; taken up by the next start or sign of life
    PutBackAt           datetime2(3)       null,
    -- the last interruption: nothing ran from here, or the copy is of this moment
    SilentFrom          datetime2(3)       null,
    SilentUntil         datetime2(3)       null,                            -- a start found that out
    PausedBecause       nvarchar(20)       collate Latin1_General_100_BIN2 null,  -- Silence or Copy
    PausedAt            datetime2(3)       null,
    ResumedAt           datetime2(3)       null,                            -- null while publishing is paused
    ResumedBy           nvarchar(200)      collate Latin1_General_100_BIN2 null,
    EndedAt             datetime2(3)       null,                            -- ended as it should; null while it runs, and after a kill
    CheckedAt           datetime2(3)       null,                            -- when the file was last read through and found well (embedded)
    BackedUpAt          datetime2(3)       null                             -- when the backup verb last made a copy
);

-- ---------------------------------------------------------------- queues: early, because accounts and templates name them
create table Queues (
    Id                  uniqueidentifier   not null primary key,
    Name                nvarchar(100)      collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null,
    RemovedAt           datetime2(3)       null                             -- its tickets keep its name in their log
);
create unique index UQ_Queues_Name on Queues (Name) where RemovedAt is null;

create table QueueMembers (
    QueueId             uniqueidentifier   not null references Queues (Id),
    UserId              uniqueidentifier   not null references Users (Id),
    primary key (QueueId, UserId)
);

-- Fields of a queue's own, beside those every ticket has.
create table TicketFields (
    Id                  uniqueidentifier   not null primary key,
    QueueId             uniqueidentifier   not null references Queues (Id),
    Name                nvarchar(100)      collate Latin1_General_100_BIN2 not null,
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- text | number | choice | date
    Choices             nvarchar(max)      collate Latin1_General_100_BIN2 not null,  -- one a line; empty for the other kinds
    Position            int                not null,
    CreatedAt           datetime2(3)       not null,
    RemovedAt           datetime2(3)       null                             -- what tickets hold in it stays
);
create index IX_TicketFields_QueueId on TicketFields (QueueId, Position);

-- ---------------------------------------------------------------- knowledge
create table Sources (
    Id                  uniqueidentifier   not null primary key,
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- folder | feed | api | demo
    Name                nvarchar(200)      collate Latin1_General_CI_AI not null,
    -- a folder, a feed's URL, or a fixed word for the others
    Location            nvarchar(800)      collate Latin1_General_100_BIN2 not null,
    BaseUrl             nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    IsInternal          bit                not null default 0,              -- may point at private addresses
    Enabled             bit                not null default 1,
    ETag                nvarchar(400)      collate Latin1_General_100_BIN2 null,
    LastModified        nvarchar(100)      collate Latin1_General_100_BIN2 null,  -- the header's text, sent back as it came
    LastReadAt          datetime2(3)       null,                            -- last time it answered, changed or not
    NextReadAt          datetime2(3)       null,
    LeaseUntil          datetime2(3)       null,
    FailureCount        int                not null default 0,
    LastError           nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    CreatedAt           datetime2(3)       not null,
    -- Draft | Validated: how far an article is trusted when it comes from here for the first time
    InitialState        nvarchar(20)       collate Latin1_General_100_BIN2 not null default 'Validated',
    constraint UQ_Sources_Kind_Location unique (Kind, Location)
);
create index IX_Sources_NextReadAt on Sources (NextReadAt);

create table Articles (
    Id                  uniqueidentifier   not null primary key,
    SourceId            uniqueidentifier   not null references Sources (Id),
    -- its name in the source: a path, a guid, the caller's id
    ExternalId          nvarchar(400)      collate Latin1_General_100_BIN2 not null,
    Slug                nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    Title               nvarchar(400)      collate Latin1_General_CI_AI not null,
    Summary             nvarchar(2000)     collate Latin1_General_CI_AI not null,
    -- where readers find it; without one it cannot be linked to
    Url                 nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    ImageUrl            nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    ImageAlt            nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    Language            nvarchar(35)       collate Latin1_General_100_BIN2 not null default 'en',
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Draft | Validated | Archived
    Audience            nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- external | internal
    Version             int                not null,                        -- the number of its newest version
    ContentHash         nvarchar(64)       collate Latin1_General_100_BIN2 not null,
    OwnerId             uniqueidentifier   null references Users (Id),
    ReviewAt            datetime2(3)       null,
    PublishedAt         datetime2(3)       null,                            -- as the source dates it
    CreatedAt           datetime2(3)       not null,
    UpdatedAt           datetime2(3)       not null,
    ArchivedAt          datetime2(3)       null,
    ReviewedAt          datetime2(3)       null,
    ReviewedBy          nvarchar(200)      collate Latin1_General_100_BIN2 null,
    -- a draft until then, as it says of itself; a job empties it when it has acted
    PublishAt           datetime2(3)       null,
    ExpireAt            datetime2(3)       null,                            -- a draft from then on, likewise
    -- a mark of its site maker that its words still hold, or lost words to: nobody posts it unseen; null: none
    Marks               nvarchar(200)      collate Latin1_General_100_BIN2 null,
    constraint UQ_Articles_Source_ExternalId unique (SourceId, ExternalId)
);
create index IX_Articles_UpdatedAt on Articles (UpdatedAt, Id);
create index IX_Articles_State on Articles (State, Audience, UpdatedAt);

create table ArticleVersions (
    ArticleId           uniqueidentifier   not null references Articles (Id),
    Number              int                not null,
    Title               nvarchar(400)      collate Latin1_General_100_BIN2 not null,
    Summary             nvarchar(2000)     collate Latin1_General_100_BIN2 not null,
    Format              nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- markdown | html
    Body                nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    PlainText           nvarchar(max)      collate Latin1_General_CI_AI not null,  -- what templates and search read
    MetadataJson        nvarchar(max)      collate Latin1_General_100_BIN2 not null,  -- front matter or feed fields that have no column
    ContentHash         nvarchar(64)       collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null,
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,  -- a person, a source or an API key, by name
    primary key (ArticleId, Number)
);

create table ArticleTags (
    ArticleId           uniqueidentifier   not null references Articles (Id),
    Tag                 nvarchar(100)      collate Latin1_General_100_BIN2 not null,
    primary key (ArticleId, Tag)
);
create index IX_ArticleTags_Tag on ArticleTags (Tag, ArticleId);

-- The terms of each article's newest version (see Features/Knowledge/Finding): made from the articles, and can be made again.
create table ArticleIndex (
    ArticleId           uniqueidentifier   not null primary key references Articles (Id),
    Version             int                not null,                        -- that was read
    Length              int                not null                         -- in terms
);

create table ArticleTerms (
    -- without accents, and without the stroke of a letter (đ, ł, ø)
    Term                nvarchar(80)       collate Latin1_General_100_BIN2 not null,
    ArticleId           uniqueidentifier   not null references Articles (Id),
    Times               int                not null,                        -- weighed by where it stands
    primary key (Term, ArticleId)
);
create index IX_ArticleTerms_ArticleId on ArticleTerms (ArticleId);

-- ---------------------------------------------------------------- templates
create table Templates (
    Id                  uniqueidentifier   not null primary key,
    Name                nvarchar(200)      collate Latin1_General_CI_AI not null,
    ShippedName         nvarchar(200)      collate Latin1_General_100_BIN2 null,  -- the file it came with, for the shipped ones
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- post | reply | acknowledgement | notice | digest
    LengthClass         nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- short | long
    Description         nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Active | Retired
    Version             int                not null,                        -- the number of its published version
    CreatedAt           datetime2(3)       not null,
    UpdatedAt           datetime2(3)       not null,
    FileName            nvarchar(100)      collate Latin1_General_100_BIN2 null,  -- its folder's name when it is a file
    SampleJson          nvarchar(max)      collate Latin1_General_100_BIN2 null,  -- sample.json, to the byte
    ShippedIgnored      nvarchar(64)       collate Latin1_General_100_BIN2 null,  -- hash of the shipped words that somebody did not want
    QueueId             uniqueidentifier   null references Queues (Id)      -- a macro's folder; null: everybody's
);
create unique index UQ_Templates_ShippedName on Templates (ShippedName) where ShippedName is not null;

create table TemplateVersions (
    TemplateId          uniqueidentifier   not null references Templates (Id),
    Number              int                not null,
    Body                nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    Note                nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    IsShipped           bit                not null default 0,              -- came with the product, unedited
    CreatedAt           datetime2(3)       not null,
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    -- of its body
    Language            nvarchar(35)       collate Latin1_General_100_BIN2 not null constraint DF_TemplateVersions_Language default 'en',
    TextsJson           nvarchar(max)      collate Latin1_General_100_BIN2 null,  -- the same in other languages: language -> body
    Reason              nvarchar(1000)     collate Latin1_General_100_BIN2 null,  -- why it was published although proofs failed
    primary key (TemplateId, Number)
);

-- The next version of a template, as somebody is writing it.
create table TemplateDrafts (
    TemplateId          uniqueidentifier   not null primary key references Templates (Id),
    BaseVersion         int                not null,                        -- the published version it began with; 0: none yet
    Name                nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    Description         nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    Language            nvarchar(35)       collate Latin1_General_100_BIN2 not null,
    Body                nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    TextsJson           nvarchar(max)      collate Latin1_General_100_BIN2 null,
    UpdatedAt           datetime2(3)       not null,
    UpdatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null
);

-- Articles by which a template is proved before it is published: what it must make of each.
create table TemplateProofs (
    Id                  uniqueidentifier   not null primary key,
    TemplateId          uniqueidentifier   not null references Templates (Id),
    Name                nvarchar(200)      collate Latin1_General_CI_AI not null,
    Network             nvarchar(40)       collate Latin1_General_100_BIN2 not null,  -- whose length holds
    ArticleJson         nvarchar(max)      collate Latin1_General_100_BIN2 not null,  -- the article as it was
    Organisation        nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    RenderedAt          datetime2(3)       not null,                        -- the time the template is told
    Expected            nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null,
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null
);
create index IX_TemplateProofs_TemplateId on TemplateProofs (TemplateId, Name);

-- Words tried against each other.
create table TemplateExperiments (
    Id                  uniqueidentifier   not null primary key,
    TemplateId          uniqueidentifier   not null references Templates (Id),
    Question            nvarchar(500)      collate Latin1_General_100_BIN2 not null,  -- what somebody wants to know
    PostsPerVariant     int                not null,                        -- decided before it begins: the stop rule
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
    Share               int                not null,                        -- of the posts, in percent
    Language            nvarchar(35)       collate Latin1_General_100_BIN2 not null,
    Body                nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    TextsJson           nvarchar(max)      collate Latin1_General_100_BIN2 null,
    primary key (ExperimentId, Letter)
);

-- A template being tried on every article, and what came of it.
create table WorstRuns (
    Id                  uniqueidentifier   not null primary key,
    TemplateId          uniqueidentifier   not null references Templates (Id),
    Version             int                null,                            -- which is tried; null: the draft as it was
    Language            nvarchar(35)       collate Latin1_General_100_BIN2 not null,
    Body                nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    TextsJson           nvarchar(max)      collate Latin1_General_100_BIN2 null,
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Running | Done | Stopped | TooSlow
    Articles            int                not null,                        -- how many there were when it began
    Tried               int                not null,
    Failing             int                not null,
    CasesJson           nvarchar(max)      collate Latin1_General_100_BIN2 not null,  -- the worst so far
    AfterArticleId      uniqueidentifier   not null,                        -- where it goes on
    StartedAt           datetime2(3)       not null,
    StartedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    EndedAt             datetime2(3)       null,
    StartedById         uniqueidentifier   null references Users (Id)       -- whom to tell that it has ended
);
create index IX_WorstRuns_TemplateId on WorstRuns (TemplateId, StartedAt);

-- ---------------------------------------------------------------- accounts
create table Accounts (
    Id                  uniqueidentifier   not null primary key,
    Network             nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- the adapter's key
    Name                nvarchar(200)      collate Latin1_General_CI_AI not null,  -- what we call it
    Handle              nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    RemoteId            nvarchar(400)      collate Latin1_General_100_BIN2 not null,
    Server              nvarchar(400)      collate Latin1_General_100_BIN2 not null default '',  -- empty where a network has only one
    AvatarUrl           nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    ProfileUrl          nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    SettingsJson        nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    SecretsCipher       nvarchar(max)      collate Latin1_General_100_BIN2 not null,  -- JSON under the data protection keys
    SecretsVersion      int                not null default 0,              -- grows with each refresh: single flight across nodes
    AccessExpiresAt     datetime2(3)       null,
    RefreshLeaseUntil   datetime2(3)       null,                            -- whoever renews the access holds this
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Active | Paused | NeedsReconnect
    PublishLastOkAt     datetime2(3)       null,
    PublishFailures     int                not null default 0,
    PublishRestUntil    datetime2(3)       null,
    PublishLastError    nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    ListenLastOkAt      datetime2(3)       null,
    ListenFailures      int                not null default 0,
    ListenRestUntil     datetime2(3)       null,
    ListenLastError     nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    NextListenAt        datetime2(3)       null,
    ListenLeaseUntil    datetime2(3)       null,
    CreatedAt           datetime2(3)       not null,
    UpdatedAt           datetime2(3)       not null,
    -- when even a renewal no longer helps and a person must connect the account again; null where that does not happen or is not told
    RefreshEndsAt       datetime2(3)       null,
    -- Listening | Publishing: for whom a limit that both draw on is kept
    FirstInLine         nvarchar(20)       collate Latin1_General_100_BIN2 not null constraint DF_Accounts_FirstInLine default 'Listening',
    MonthlyBudget       bigint             null,                            -- in millionths of the network's currency; null: no limit
    -- percent of the budget that posts may not use up
    ListeningShare      int                not null constraint DF_Accounts_ListeningShare default 20,
    -- be told at once where the network can; polling goes on all the same
    Streaming           bit                not null constraint DF_Accounts_Streaming default 1,
    StreamLeaseUntil    datetime2(3)       null,                            -- one node holds an account's stream
    -- why direct messages, which are read beside the mentions, are not: where our access does not cover them, the rest goes on
    DirectError         nvarchar(2000)     collate Latin1_General_100_BIN2 null,
    NextDirectAt        datetime2(3)       null,
    Language            nvarchar(35)       collate Latin1_General_100_BIN2 null,  -- what it speaks; null: the article's language
    DefaultQueueId      uniqueidentifier   null references Queues (Id),     -- where its tickets begin
    -- its access is gone, its posts and tickets stay; null: it is connected
    RemovedAt           datetime2(3)       null,
    RemovedBy           nvarchar(200)      collate Latin1_General_100_BIN2 null,
    -- when it was connected, or connected again after it had been removed; null: it never was removed, and CreatedAt says it
    ConnectedAt         datetime2(3)       null,
    -- nothing that was said before this becomes a ticket; null: all that is read does
    ListenFrom          datetime2(3)       null,
    -- what keeps it from being read is a fault that passes (it is away, it asks us to wait): a send that works ends it
    ListenPasses        bit                not null default 0
);
create unique index UQ_Accounts_Network_RemoteId on Accounts (Network, RemoteId, Server);
create index IX_Accounts_NextListenAt on Accounts (NextListenAt);

create table StreamCursors (
    AccountId           uniqueidentifier   not null references Accounts (Id),
    Stream              nvarchar(100)      collate Latin1_General_100_BIN2 not null,  -- e.g. mentions
    Position            nvarchar(max)      collate Latin1_General_100_BIN2 not null,  -- the network's own, as long as it likes
    UpdatedAt           datetime2(3)       not null,
    primary key (AccountId, Stream)
);

-- What an account may still do at its network: shared by all nodes.
create table RateBudgets (
    AccountId           uniqueidentifier   not null references Accounts (Id),
    Bucket              nvarchar(100)      collate Latin1_General_100_BIN2 not null,  -- the network's name for the limit
    MaxCalls            int                not null,                        -- in its unit: calls, or points
    Remaining           int                not null,
    ResetsAt            datetime2(3)       not null,
    -- the network said so; otherwise we count against what it documents
    IsReported          bit                not null,
    UpdatedAt           datetime2(3)       not null,
    primary key (AccountId, Bucket)
);

-- What stops all sending, or an account's.
create table Stops (
    Scope               nvarchar(40)       collate Latin1_General_100_BIN2 not null primary key,  -- 'all', or an account's id
    AccountId           uniqueidentifier   null references Accounts (Id),
    Reason              nvarchar(400)      collate Latin1_General_100_BIN2 not null,
    StoppedAt           datetime2(3)       not null,
    StoppedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null
);

-- Posts do not go out at night. An agent's answer does.
create table QuietHours (
    AccountId           uniqueidentifier   not null primary key references Accounts (Id),
    StartsAt            nvarchar(5)        collate Latin1_General_100_BIN2 not null,  -- local, e.g. 22:00
    EndsAt              nvarchar(5)        collate Latin1_General_100_BIN2 not null,  -- local; before StartsAt: the next day
    TimeZone            nvarchar(100)      collate Latin1_General_100_BIN2 not null  -- IANA
);

-- ---------------------------------------------------------------- posts, deliveries and their ledger
-- Pictures of posts.
create table Images (
    Id                  uniqueidentifier   not null primary key,
    MediaType           nvarchar(50)       collate Latin1_General_100_BIN2 not null,
    Width               int                not null,
    Height              int                not null,
    Bytes               varbinary(max)     not null,
    CreatedAt           datetime2(3)       not null,
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null
);
create index IX_Images_CreatedAt on Images (CreatedAt);

create table Posts (
    Id                  uniqueidentifier   not null primary key,
    ArticleId           uniqueidentifier   null references Articles (Id),
    ArticleVersion      int                null,
    TemplateId          uniqueidentifier   null references Templates (Id),
    TemplateVersion     int                null,
    Title               nvarchar(400)      collate Latin1_General_100_BIN2 not null,  -- how lists call it
    DueAt               datetime2(3)       not null,
    LocalTime           nvarchar(20)       collate Latin1_General_100_BIN2 null,  -- what the person chose, e.g. 2026-11-24T09:00
    TimeZone            nvarchar(100)      collate Latin1_General_100_BIN2 not null,  -- and in which zone
    -- the API caller's; the same key answers with the same post
    IdempotencyKey      nvarchar(200)      collate Latin1_General_100_BIN2 null,
    -- of the body that key came with: another body under it is refused
    RequestHash         nvarchar(64)       collate Latin1_General_100_BIN2 null,
    CreatedAt           datetime2(3)       not null,
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    CreatedById         uniqueidentifier   null,
    -- it goes out by itself up to this late; null: as the desk is set up
    GraceMinutes        int                null,
    -- and then: Missed | Ask | Publish; null: as the desk is set up
    WhenLate            nvarchar(20)       collate Latin1_General_100_BIN2 null,
    ExperimentId        uniqueidentifier   null references TemplateExperiments (Id),  -- the words that were tried against each other in it
    -- and which of them; empty as well when somebody wrote the words by hand
    Variant             nvarchar(1)        collate Latin1_General_100_BIN2 null,
    SeriesId            uniqueidentifier   null,
    -- the time zone data its moment was reckoned with, e.g. 2025b
    ZoneData            nvarchar(40)       collate Latin1_General_100_BIN2 null
);
create unique index UQ_Posts_IdempotencyKey on Posts (IdempotencyKey) where IdempotencyKey is not null;
create index IX_Posts_DueAt on Posts (DueAt, Id);
create index IX_Posts_ArticleId on Posts (ArticleId, DueAt);
create index IX_Posts_ExperimentId on Posts (ExperimentId, Variant) where ExperimentId is not null;
-- Which posts a template was used for.
create index IX_Posts_TemplateId on Posts (TemplateId, DueAt);
create index IX_Posts_SeriesId on Posts (SeriesId, DueAt) where SeriesId is not null;

create table PostImages (
    PostId              uniqueidentifier   not null references Posts (Id),
    Ordinal             int                not null,                        -- from 1, in the order they are shown
    ImageId             uniqueidentifier   not null references Images (Id),
    AltText             nvarchar(4000)     collate Latin1_General_100_BIN2 not null,
    primary key (PostId, Ordinal)
);
create index IX_PostImages_ImageId on PostImages (ImageId);

-- The time zone data changed and a waiting post's clock time means another moment now. It stays until somebody says.
create table ZoneChanges (
    PostId              uniqueidentifier   not null primary key references Posts (Id),
    WasDueAt            datetime2(3)       not null,
    NowDueAt            datetime2(3)       not null,
    ZoneData            nvarchar(40)       collate Latin1_General_100_BIN2 not null,  -- with which NowDueAt was reckoned
    FoundAt             datetime2(3)       not null,
    Decision            nvarchar(20)       collate Latin1_General_100_BIN2 null,  -- kept | moved
    DecidedAt           datetime2(3)       null,
    DecidedBy           nvarchar(200)      collate Latin1_General_100_BIN2 null
);

create table Deliveries (
    Id                  uniqueidentifier   not null primary key,
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- post | reply
    PostId              uniqueidentifier   null references Posts (Id),
    TicketId            uniqueidentifier   null,
    MessageId           uniqueidentifier   null,
    ArticleId           uniqueidentifier   null references Articles (Id),
    AccountId           uniqueidentifier   not null references Accounts (Id),
    Network             nvarchar(20)       collate Latin1_General_100_BIN2 not null,
    Body                nvarchar(max)      collate Latin1_General_CI_AI not null,  -- the words as they go out
    LinkUrl             nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    CardJson            nvarchar(max)      collate Latin1_General_100_BIN2 null,
    InReplyToRemoteId   nvarchar(400)      collate Latin1_General_100_BIN2 null,
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,
    Version             int                not null,                        -- counts the moves; a move names the one it starts from
    DueAt               datetime2(3)       not null,
    Attempts            int                not null default 0,              -- sends begun
    SendKey             nvarchar(100)      collate Latin1_General_100_BIN2 not null,  -- our name for the send, the same on every try
    SendCreatedAt       datetime2(3)       null,                            -- the time in the record, kept from the first try on
    SendStartedAt       datetime2(3)       null,
    LeaseUntil          datetime2(3)       null,                            -- until when a Publishing one is in somebody's hands
    RemoteId            nvarchar(400)      collate Latin1_General_100_BIN2 null,
    RemoteUrl           nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    PublishedAt         datetime2(3)       null,
    ErrorKind           nvarchar(40)       collate Latin1_General_100_BIN2 null,
    LastError           nvarchar(2000)     collate Latin1_General_100_BIN2 null,
    CreatedAt           datetime2(3)       not null,
    UpdatedAt           datetime2(3)       not null,
    ImageCount          int                not null constraint DF_Deliveries_ImageCount default 0,  -- of its post, that go out with it
    CardImageId         uniqueidentifier   null references Images (Id),     -- the picture of the link's card, kept before the first send
    Part                int                not null constraint DF_Deliveries_Part default 1,  -- its place in a thread
    PreviousId          uniqueidentifier   null references Deliveries (Id),  -- the part it answers; it waits until that one is out
    NextMetricsAt       datetime2(3)       null,                            -- when its numbers are read next; null: never
    -- when somebody let its words go out; empty as long as nobody has, and again after every edit
    ApprovedAt          datetime2(3)       null,
    ApprovedBy          nvarchar(200)      collate Latin1_General_100_BIN2 null,
    ApprovedById        uniqueidentifier   null,
    EditedById          uniqueidentifier   null,                            -- who wrote or last changed it; null: a program
    -- of its article, whose words these are, or for which somebody kept them
    ArticleVersion      int                null,
    -- it is out, and its article has changed since; empty again once somebody has looked
    OutdatedAt          datetime2(3)       null,
    -- of its words without the link: the same words make the same
    WordsHash           nvarchar(64)       collate Latin1_General_100_BIN2 null,
    GuardsWaivedAt      datetime2(3)       null,                            -- a person wants it out although a guard would hold it
    -- when the network was first seen to have it no more, though we did not take it back; null: it is there, as far as we know
    GoneAt              datetime2(3)       null,
    -- who sees it, in words, as its account was set when it was sent: the setting may change, what is out does not
    SentAs              nvarchar(400)      collate Latin1_General_100_BIN2 null,
    -- before it is sent the network is asked whether it is out, from this moment on; null: there is no need
    AskSince            datetime2(3)       null,
    -- when it was read back: an answer of ours that stood at the network and not here
    ReadBackAt          datetime2(3)       null
);
create index IX_Deliveries_PostId on Deliveries (PostId);
create index IX_Deliveries_DueAt on Deliveries (DueAt, Id);
create index IX_Deliveries_State on Deliveries (State, DueAt);
create index IX_Deliveries_RemoteId on Deliveries (AccountId, RemoteId);
create index IX_Deliveries_TicketId on Deliveries (TicketId);
create index IX_Deliveries_ArticleId on Deliveries (ArticleId, PublishedAt);
-- What follows a part, and which deliveries show a picture: looked up whenever one is published, or pictures are tidied.
create index IX_Deliveries_PreviousId on Deliveries (PreviousId);
create index IX_Deliveries_CardImageId on Deliveries (CardImageId);
create index IX_Deliveries_NextMetricsAt on Deliveries (NextMetricsAt) where NextMetricsAt is not null;
-- What a calendar reads: posts by day, by account and by article, each out of one index.
create index IX_Deliveries_Calendar on Deliveries (Kind, Part, DueAt, Id) include (AccountId, State, Network, ArticleId, PostId);
create index IX_Deliveries_Account_DueAt on Deliveries (AccountId, Kind, Part, DueAt, Id) include (State, PostId);
create index IX_Deliveries_Article_DueAt on Deliveries (ArticleId, Kind, Part, DueAt, Id) include (State, PostId);
create index IX_Deliveries_Outdated on Deliveries (OutdatedAt, Id) where OutdatedAt is not null;
create index IX_Deliveries_Account_Published on Deliveries (AccountId, PublishedAt);
create index IX_Deliveries_Words on Deliveries (AccountId, WordsHash, PublishedAt) where WordsHash is not null;
create index IX_Deliveries_Article_State on Deliveries (ArticleId, State);
create index IX_Deliveries_PutOff on Deliveries (AccountId, DueAt) where ErrorKind = 'GuardHourly';
create index IX_Deliveries_PublishedAt on Deliveries (PublishedAt, Id);

create table DeliveryHistory (
    DeliveryId          uniqueidentifier   not null references Deliveries (Id),
    Version             int                not null,                        -- the version the move led to
    FromState           nvarchar(20)       collate Latin1_General_100_BIN2 null,  -- null: the delivery was made
    ToState             nvarchar(20)       collate Latin1_General_100_BIN2 not null,
    Reason              nvarchar(2000)     collate Latin1_General_100_BIN2 not null,
    Actor               nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    Node                nvarchar(100)      collate Latin1_General_100_BIN2 not null,
    OccurredAt          datetime2(3)       not null,
    primary key (DeliveryId, Version)
);

-- Work that is due. One row for each thing to look after; AvailableAt is its due time or the end of its lease, so one range of one index
-- answers "what next?".
create table Outbox (
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- deliver | ingest | ...
    RefId               uniqueidentifier   not null,
    AvailableAt         datetime2(3)       not null,
    LeaseOwner          nvarchar(100)      collate Latin1_General_100_BIN2 null,
    Attempts            int                not null default 0,              -- claims since it last got on
    LastError           nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    CreatedAt           datetime2(3)       not null,
    primary key (Kind, RefId)
);
create index IX_Outbox_AvailableAt on Outbox (AvailableAt);
-- Due work is claimed kind by kind, so that a backlog of one kind is not walked past to find another's.
create index IX_Outbox_Kind on Outbox (Kind, AvailableAt);

-- Every call that is billed. A send that the network refused is taken back by a row of its own with the amount negated.
create table Spending (
    Id                  uniqueidentifier   not null primary key,
    AccountId           uniqueidentifier   not null references Accounts (Id),
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Post | PostWithLink | Reply | Read | PostRead
    DeliveryId          uniqueidentifier   null references Deliveries (Id),
    Units               int                not null,
    Amount              bigint             not null,                        -- in millionths of the network's currency
    SpentAt             datetime2(3)       not null
);
create index IX_Spending_Account on Spending (AccountId, SpentAt, Kind, Amount);
create index IX_Spending_Delivery on Spending (DeliveryId);
create index IX_Spending_SpentAt on Spending (SpentAt, AccountId, Amount);

-- What a network says of our posts, as a time series. Its count of replies is held against ours (ReplyGaps).
create table PostMetrics (
    DeliveryId          uniqueidentifier   not null references Deliveries (Id),
    ReadAt              datetime2(3)       not null,
    Likes               int                null,                            -- null: the network does not say
    Reposts             int                null,
    Replies             int                null,
    Quotes              int                null,
    Views               bigint             null,
    primary key (DeliveryId, ReadAt)
);

-- Where calendars elsewhere subscribe.
create table CalendarFeeds (
    UserId              uniqueidentifier   not null primary key references Users (Id),
    -- SHA-256, hex; the address itself is shown once and not kept
    TokenHash           nvarchar(64)       collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null,
    LastReadAt          datetime2(3)       null,
    constraint UQ_CalendarFeeds_TokenHash unique (TokenHash)
);

-- A change of many that can be taken back for a while, by whoever made it.
create table CalendarUndos (
    Id                  uniqueidentifier   not null primary key,
    UserId              uniqueidentifier   not null references Users (Id),
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Moved | Cancelled | Approved
    -- each delivery as it stands after the change, and how it was before
    ItemsJson           nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null
);
create index IX_CalendarUndos_CreatedAt on CalendarUndos (CreatedAt);

-- ---------------------------------------------------------------- series
-- A series makes posts by itself: slots in local time, a queue of articles, templates in turn.
create table Series (
    Id                  uniqueidentifier   not null primary key,
    Name                nvarchar(200)      collate Latin1_General_CI_AI not null,
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Active | Paused
    TimeZone            nvarchar(100)      collate Latin1_General_100_BIN2 not null,  -- IANA
    SlotsJson           nvarchar(max)      collate Latin1_General_100_BIN2 not null,  -- [{"days":["Monday"],"time":"09:00"}]
    Queue               nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Hand | Tag | All
    Tag                 nvarchar(100)      collate Latin1_General_100_BIN2 null,
    RestDays            int                not null default 0,              -- an article posted within so many days is passed over
    Repeats             bit                not null default 0,              -- by hand: what was posted goes to the end
    StartsOn            nvarchar(10)       collate Latin1_General_100_BIN2 null,  -- local dates, both inclusive
    EndsOn              nvarchar(10)       collate Latin1_General_100_BIN2 null,
    HorizonDays         int                not null,                        -- posts are made so far ahead
    GraceMinutes        int                null,
    WhenLate            nvarchar(20)       collate Latin1_General_100_BIN2 null,
    Version             int                not null default 1,
    LastProblem         nvarchar(1000)     collate Latin1_General_100_BIN2 null,  -- why the last occurrence found no post
    CreatedAt           datetime2(3)       not null,
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    CreatedById         uniqueidentifier   null,
    UpdatedAt           datetime2(3)       not null,
    UpdatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null
);
create index IX_Series_Name on Series (Name, Id);

create table SeriesAccounts (
    SeriesId            uniqueidentifier   not null references Series (Id),
    AccountId           uniqueidentifier   not null references Accounts (Id),
    primary key (SeriesId, AccountId)
);

create table SeriesTemplates (
    SeriesId            uniqueidentifier   not null references Series (Id),
    Position            int                not null,
    TemplateId          uniqueidentifier   not null references Templates (Id),
    primary key (SeriesId, Position)
);
create index IX_SeriesTemplates_Template on SeriesTemplates (TemplateId);

create table SeriesArticles (
    SeriesId            uniqueidentifier   not null references Series (Id),
    ArticleId           uniqueidentifier   not null references Articles (Id),
    Position            int                not null,
    UsedCount           int                not null default 0,
    primary key (SeriesId, ArticleId)
);

-- One row for each slot of a day that a post was made for, or none could be. The key is what makes it once.
create table SeriesOccurrences (
    SeriesId            uniqueidentifier   not null references Series (Id),
    -- the slot's, e.g. 2026-11-24T09:00, whether or not clocks show it that day
    LocalTime           nvarchar(20)       collate Latin1_General_100_BIN2 not null,
    DueAt               datetime2(3)       not null,
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Planned | Made | Skipped
    PostId              uniqueidentifier   not null,                        -- chosen before the post is made
    ArticleId           uniqueidentifier   null references Articles (Id),
    TemplateId          uniqueidentifier   null,
    Note                nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    CreatedAt           datetime2(3)       not null,
    primary key (SeriesId, LocalTime)
);
create index IX_SeriesOccurrences_Due on SeriesOccurrences (SeriesId, DueAt);
create index IX_SeriesOccurrences_Article on SeriesOccurrences (ArticleId, State);

-- ---------------------------------------------------------------- links and visits
-- Our short link to an article from one delivery, and who followed it.
create table TrackedLinks (
    Code                nvarchar(12)       collate Latin1_General_100_BIN2 not null primary key,  -- what stands in the address: /l/{Code}
    DeliveryId          uniqueidentifier   not null references Deliveries (Id),
    ArticleId           uniqueidentifier   not null references Articles (Id),
    -- the article's address when the link was made; where it has moved since, the link follows
    Target              nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    Source              nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- utm_source: the network
    Campaign            nvarchar(200)      collate Latin1_General_100_BIN2 not null,  -- utm_campaign
    CreatedAt           datetime2(3)       not null,
    constraint UQ_TrackedLinks_DeliveryId unique (DeliveryId)
);
create index IX_TrackedLinks_ArticleId on TrackedLinks (ArticleId);
create index IX_TrackedLinks_CreatedAt on TrackedLinks (CreatedAt);

-- One row a visit. Nothing here says who it was: no address, no browser, no cookie.
create table Visits (
    Seq                 bigint             identity primary key,
    Code                nvarchar(12)       collate Latin1_General_100_BIN2 not null references TrackedLinks (Code),
    OccurredAt          datetime2(3)       not null,
    Class               nvarchar(10)       collate Latin1_General_100_BIN2 not null,  -- People | Preview | Bot
    -- why it is not counted among people; None where it is
    Reason              nvarchar(10)       collate Latin1_General_100_BIN2 not null,
    -- the same for one visitor of one article on one day; null for others than people, and for who asks not to be tracked
    Visitor             bigint             null,
    BatchId             uniqueidentifier   not null
);
create index IX_Visits_Code on Visits (Code, Class, OccurredAt) include (Visitor);
create index IX_Visits_OccurredAt on Visits (OccurredAt);

-- The spool files that are in the database already: a file found again after a crash is not counted twice.
create table VisitBatches (
    Id                  uniqueidentifier   not null primary key,
    Node                nvarchar(100)      collate Latin1_General_100_BIN2 not null,
    Visits              int                not null,
    DrainedAt           datetime2(3)       not null
);
create index IX_VisitBatches_DrainedAt on VisitBatches (DrainedAt);

-- What a day's visitors are hashed with. Deleted when the day is over: from then on nobody can tell from a hash whose it was.
create table VisitSalts (
    Day                 nvarchar(10)       collate Latin1_General_100_BIN2 not null primary key,  -- UTC, 2026-11-24
    Salt                nvarchar(64)       collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null
);

-- ---------------------------------------------------------------- listening
create table InboundItems (
    Id                  uniqueidentifier   not null primary key,
    AccountId           uniqueidentifier   not null references Accounts (Id),
    RemoteId            nvarchar(400)      collate Latin1_General_100_BIN2 not null,
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Reply | Mention | Quote | DirectMessage
    ItemJson            nvarchar(max)      collate Latin1_General_100_BIN2 not null,  -- as the adapter understood it
    RawJson             nvarchar(max)      collate Latin1_General_100_BIN2 not null,  -- as the network sent it
    Via                 nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- poll | push | backfill
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- New | Done | Ignored | Failed
    Outcome             nvarchar(1000)     collate Latin1_General_100_BIN2 null,  -- why ignored, or what failed
    FailedStep          nvarchar(100)      collate Latin1_General_100_BIN2 null,
    Attempts            int                not null default 0,
    ReceivedAt          datetime2(3)       not null,
    ProcessedAt         datetime2(3)       null,
    InReplyToId         nvarchar(400)      collate Latin1_General_100_BIN2 null,  -- the network's id of what it answers
    RemovedAt           datetime2(3)       null,                            -- when we learnt that its author, or the network, took it back
    -- when it is read again, to follow what becomes of it there; null: no more
    NextCheckAt         datetime2(3)       null,
    LetIn               bit                not null default 0,              -- a person wants it in a ticket, whatever would keep it out
    -- whose words they are, by the network's lasting id: found again when somebody asks for what we hold, or asks us to forget
    AuthorId            nvarchar(400)      collate Latin1_General_100_BIN2 null,
    constraint UQ_InboundItems_Account_RemoteId unique (AccountId, RemoteId)
);
create index IX_InboundItems_State on InboundItems (State, ReceivedAt);
-- How many wrote to an account in each hour: what silence is measured by.
create index IX_InboundItems_Account_ReceivedAt on InboundItems (AccountId, ReceivedAt);
-- The answers to one of our posts.
create index IX_InboundItems_InReplyTo on InboundItems (AccountId, InReplyToId);
create index IX_InboundItems_NextCheckAt on InboundItems (NextCheckAt) where NextCheckAt is not null;
create index IX_InboundItems_RemovedAt on InboundItems (RemovedAt) where RemovedAt is not null;
create index IX_InboundItems_AuthorId on InboundItems (AccountId, AuthorId);

-- What networks count of our posts' replies, held against what we heard: where it is more, or we could not hear, and how that was
-- filled.
create table ReplyGaps (
    Id                  uniqueidentifier   not null primary key,
    AccountId           uniqueidentifier   not null references Accounts (Id),
    DeliveryId          uniqueidentifier   null references Deliveries (Id),  -- of a gap in one post's replies
    -- Count: the network counts more than we heard | Outage: we could not hear
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,
    -- Open | Closed | Accepted: a person says that it is well so
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,
    FromAt              datetime2(3)       null,                            -- of an outage: the last read that worked
    ToAt                datetime2(3)       null,                            -- and the first that worked again
    Reported            int                null,                            -- replies the network counted when it was last looked at
    Unexplained         int                not null,                        -- of those, what nobody can account for
    BroughtIn           int                not null default 0,              -- messages brought in by reading threads again
    Tries               int                not null default 0,
    NextTryAt           datetime2(3)       null,                            -- null: no longer tried by itself
    Note                nvarchar(1000)     collate Latin1_General_CI_AI null,
    OpenedAt            datetime2(3)       not null,
    ClosedAt            datetime2(3)       null,
    ClosedBy            nvarchar(200)      collate Latin1_General_100_BIN2 null
);
create unique index UQ_ReplyGaps_OpenDelivery on ReplyGaps (DeliveryId) where State = 'Open' and DeliveryId is not null;
create index IX_ReplyGaps_NextTryAt on ReplyGaps (NextTryAt) where NextTryAt is not null;
create index IX_ReplyGaps_OpenedAt on ReplyGaps (OpenedAt, Id);

-- The last time a post's thread was read through, and what the network counts there but shows to nobody.
create table ReplyAudits (
    DeliveryId          uniqueidentifier   not null primary key references Deliveries (Id),
    ReadAt              datetime2(3)       not null,
    Shown               int                not null,
    NotShown            int                not null,
    IsComplete          bit                not null                         -- 0: the thread may be longer than the network shows at once
);

-- What was heard on a day, and what is unexplained of it, for somebody to sign.
create table ListeningStatements (
    Id                  uniqueidentifier   not null primary key,
    Day                 nvarchar(10)       collate Latin1_General_100_BIN2 not null,  -- e.g. 2026-11-24, in TimeZone
    TimeZone            nvarchar(100)      collate Latin1_General_100_BIN2 not null,
    FromAt              datetime2(3)       not null,
    ToAt                datetime2(3)       not null,
    FiguresJson         nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    Unexplained         int                not null,
    MadeAt              datetime2(3)       not null,
    SignedAt            datetime2(3)       null,
    SignedBy            nvarchar(200)      collate Latin1_General_100_BIN2 null,
    SignedById          uniqueidentifier   null,
    Remark              nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    constraint UQ_ListeningStatements_Day unique (Day)
);

-- ---------------------------------------------------------------- clients
create table Clients (
    Id                  uniqueidentifier   not null primary key,
    Name                nvarchar(200)      collate Latin1_General_CI_AI not null,
    CreatedAt           datetime2(3)       not null,
    Company             nvarchar(200)      collate Latin1_General_100_BIN2 null,
    Website             nvarchar(400)      collate Latin1_General_100_BIN2 null,
    IsVip               bit                not null default 0,
    Consent             nvarchar(20)       collate Latin1_General_100_BIN2 not null default 'Unknown',  -- Unknown | Given | Withdrawn
    ConsentNote         nvarchar(500)      collate Latin1_General_100_BIN2 null,
    ConsentAt           datetime2(3)       null,
    BlockedAt           datetime2(3)       null,                            -- what they write is kept and makes no ticket
    ErasedAt            datetime2(3)       null,
    MatchedIntoId       uniqueidentifier   null references Clients (Id),    -- the same person; tickets and handles stay where they are
    Version             int                not null default 1
);
create index IX_Clients_MatchedInto on Clients (MatchedIntoId) where MatchedIntoId is not null;
create index IX_Clients_Name on Clients (Name, Id);
create index IX_Clients_Website on Clients (Website) where Website is not null;
-- The list of clients, the newest first, a page at a time.
create index IX_Clients_Created on Clients (CreatedAt, Id) where MatchedIntoId is null;

create table Handles (
    Id                  uniqueidentifier   not null primary key,
    ClientId            uniqueidentifier   not null references Clients (Id),
    Network             nvarchar(20)       collate Latin1_General_100_BIN2 not null,
    RemoteId            nvarchar(400)      collate Latin1_General_100_BIN2 not null,
    Handle              nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    DisplayName         nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    AvatarUrl           nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    ProfileUrl          nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    CreatedAt           datetime2(3)       not null,
    UpdatedAt           datetime2(3)       not null,
    -- without what networks decorate it with: @Ann.Lee@example.social is annlee; what suggestions compare
    Stem                nvarchar(200)      collate Latin1_General_100_BIN2 null,
    constraint UQ_Handles_Network_RemoteId unique (Network, RemoteId)
);
create index IX_Handles_ClientId on Handles (ClientId);
create index IX_Handles_Stem on Handles (Stem);
create index IX_Handles_DisplayName on Handles (DisplayName);

-- Two clients that are the same person. Each match, row by row as it was, so that taking it back restores exactly.
create table ClientMatches (
    MatchId             uniqueidentifier   not null,
    ClientId            uniqueidentifier   not null references Clients (Id),
    IntoId              uniqueidentifier   not null references Clients (Id),
    WasIntoId           uniqueidentifier   null references Clients (Id),
    MatchedAt           datetime2(3)       not null,
    MatchedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    UnmatchedAt         datetime2(3)       null,
    UnmatchedBy         nvarchar(200)      collate Latin1_General_100_BIN2 null,
    primary key (MatchId, ClientId)
);
create index IX_ClientMatches_IntoId on ClientMatches (IntoId);
create index IX_ClientMatches_ClientId on ClientMatches (ClientId);

create table ClientNotes (
    Id                  uniqueidentifier   not null primary key,
    ClientId            uniqueidentifier   not null references Clients (Id),
    Body                nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    AuthorName          nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    AuthorId            uniqueidentifier   null references Users (Id),
    CreatedAt           datetime2(3)       not null
);
create index IX_ClientNotes_ClientId on ClientNotes (ClientId, CreatedAt);

-- Who changed what about a client. Without the words themselves: they would outlive an erasure.
create table ClientEvents (
    Id                  uniqueidentifier   not null primary key,
    ClientId            uniqueidentifier   not null references Clients (Id),
    -- changed | vip | consent | blocked | unblocked | matched | unmatched | exported | erased
    Kind                nvarchar(40)       collate Latin1_General_100_BIN2 not null,
    Detail              nvarchar(400)      collate Latin1_General_100_BIN2 null,
    Actor               nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    ActorId             uniqueidentifier   null,
    OccurredAt          datetime2(3)       not null
);
create index IX_ClientEvents_ClientId on ClientEvents (ClientId, OccurredAt);

-- The words clients are called by: of their name, their company, their handles and what those are called. One row a word and client,
-- kept by the use case that writes any of them.
create table ClientWords (
    Word                nvarchar(40)       collate Latin1_General_100_BIN2 not null,  -- folded: lower case, without accents
    ClientId            uniqueidentifier   not null references Clients (Id),
    primary key (Word, ClientId)
);
create index IX_ClientWords_Client on ClientWords (ClientId, Word);

-- ---------------------------------------------------------------- tickets
create table Tickets (
    Id                  uniqueidentifier   not null primary key,
    Number              bigint             not null,                        -- what people say; counts up
    Subject             nvarchar(400)      collate Latin1_General_100_BIN2 not null,
    Status              nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- New | Open | Pending | OnHold | Solved | Closed
    Priority            nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Low | Normal | High | Urgent
    ClientId            uniqueidentifier   not null references Clients (Id),
    AccountId           uniqueidentifier   not null references Accounts (Id),
    Network             nvarchar(20)       collate Latin1_General_100_BIN2 not null,
    ThreadId            nvarchar(400)      collate Latin1_General_100_BIN2 not null,  -- the network's id of the thread's first message
    DeliveryId          uniqueidentifier   null references Deliveries (Id),  -- what the client was answering
    PostId              uniqueidentifier   null references Posts (Id),
    ArticleId           uniqueidentifier   null references Articles (Id),
    AssigneeId          uniqueidentifier   null references Users (Id),
    FollowUpOfId        uniqueidentifier   null references Tickets (Id),
    Version             int                not null default 1,
    CreatedAt           datetime2(3)       not null,
    UpdatedAt           datetime2(3)       not null,
    LastActivityAt      datetime2(3)       not null,
    SolvedAt            datetime2(3)       null,
    ClosedAt            datetime2(3)       null,
    QueueId             uniqueidentifier   null references Queues (Id),
    SnoozedUntil        datetime2(3)       null,                            -- out of sight until then, or until the client writes
    MergedIntoId        uniqueidentifier   null references Tickets (Id),    -- see TicketMerges
    SpamAt              datetime2(3)       null,
    -- when we took in the client's newest words: what "unread" goes by
    LastInboundAt       datetime2(3)       null,
    -- grows with each event of a ticket, and is nothing again once its clocks were worked out
    ClocksBehind        int                not null constraint DF_Tickets_ClocksBehind default 1,
    -- how much of the ticket's log rules have looked at
    RulesSeq            bigint             not null constraint DF_Tickets_RulesSeq default 0,
    constraint UQ_Tickets_Number unique (Number)
);
create index IX_Tickets_Activity on Tickets (LastActivityAt, Id);
create index IX_Tickets_Status on Tickets (Status, LastActivityAt, Id);
create index IX_Tickets_Assignee on Tickets (AssigneeId, Status, LastActivityAt);
create index IX_Tickets_Client on Tickets (ClientId, AccountId, LastActivityAt);
create index IX_Tickets_Article on Tickets (ArticleId);
create index IX_Tickets_Thread on Tickets (AccountId, ThreadId);
create index IX_Tickets_CreatedAt on Tickets (CreatedAt, Id);
create index IX_Tickets_DeliveryId on Tickets (DeliveryId);
create index IX_Tickets_Queue on Tickets (QueueId, Status, LastActivityAt);
create index IX_Tickets_SnoozedUntil on Tickets (SnoozedUntil) where SnoozedUntil is not null;
create index IX_Tickets_MergedInto on Tickets (MergedIntoId) where MergedIntoId is not null;
create index IX_Tickets_ClocksBehind on Tickets (ClocksBehind) where ClocksBehind > 0;
-- A ticket's page names what follows it up: without this each page reads every ticket there is.
create index IX_Tickets_FollowUpOf on Tickets (FollowUpOfId) where FollowUpOfId is not null;
-- What agents look at all day, each view in the order in which it is shown, and what the numbers at the views are counted from. Unsolved
-- is said as what it is not: said as a list of four statuses, SQLite reads those four from IX_Tickets_Status and sorts twenty thousand
-- tickets to show fifty.
create index IX_Tickets_Unsolved on Tickets (SnoozedUntil, LastActivityAt, Id) where Status <> 'Solved' and Status <> 'Closed';
create index IX_Tickets_UnsolvedAssignee on Tickets (AssigneeId, SnoozedUntil, LastActivityAt, Id)
    where Status <> 'Solved' and Status <> 'Closed';
create index IX_Tickets_UnsolvedQueue on Tickets (QueueId, SnoozedUntil, LastActivityAt, Id)
    where Status <> 'Solved' and Status <> 'Closed';
create index IX_Tickets_UnsolvedCounts on Tickets (SnoozedUntil, QueueId, AssigneeId) where Status <> 'Solved' and Status <> 'Closed';

create table TicketNumbers (
    Name                nvarchar(20)       collate Latin1_General_100_BIN2 not null primary key,
    LastNumber          bigint             not null
);

create table Messages (
    Seq                 bigint             identity(1, 1) not null,         -- many things happen in one millisecond
    Id                  uniqueidentifier   not null primary key,
    TicketId            uniqueidentifier   not null references Tickets (Id),
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- inbound | outbound | note
    AuthorId            uniqueidentifier   null references Users (Id),      -- ours
    AuthorName          nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    HandleId            uniqueidentifier   null references Handles (Id),    -- theirs
    AccountId           uniqueidentifier   null references Accounts (Id),
    RemoteId            nvarchar(400)      collate Latin1_General_100_BIN2 null,
    InReplyToRemoteId   nvarchar(400)      collate Latin1_General_100_BIN2 null,
    Body                nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    Url                 nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    DeliveryId          uniqueidentifier   null references Deliveries (Id),
    InboundItemId       uniqueidentifier   null references InboundItems (Id),
    SaidAt              datetime2(3)       not null,                        -- by the network's clock for theirs, by ours for ours
    CreatedAt           datetime2(3)       not null,
    EditedAt            datetime2(3)       null,                            -- by its author, at the network
    RemovedAt           datetime2(3)       null,                            -- when we learnt that its author, or the network, took it back
    Language            nvarchar(35)       collate Latin1_General_100_BIN2 null  -- BCP 47, as the network says or we guess
);
create unique index UQ_Messages_Seq on Messages (Seq) include (TicketId);
create index IX_Messages_Ticket on Messages (TicketId, SaidAt, Seq);
create unique index UQ_Messages_Account_RemoteId on Messages (AccountId, RemoteId) where RemoteId is not null;
create index IX_Messages_Kind_CreatedAt on Messages (Kind, CreatedAt, AuthorId);
create index IX_Messages_TicketKind on Messages (TicketId, Kind, CreatedAt, Seq);

-- The words of messages: one row a word and message. Kept by the use case that writes a message; full-text predicates are not
-- everywhere.
create table MessageWords (
    Word                nvarchar(40)       collate Latin1_General_100_BIN2 not null,  -- folded: lower case, without accents
    Seq                 bigint             not null,                        -- the message's
    primary key (Word, Seq)
);
create index IX_MessageWords_Seq on MessageWords (Seq);

-- How far what was kept before has been taken apart anew into words to find it by; a job goes on where it stands.
create table SearchRefills (
    Name                nvarchar(40)       collate Latin1_General_100_BIN2 not null primary key,  -- what is refilled: messages, clients
    Way                 int                not null,                        -- the way of making words it is refilled in
    After               nvarchar(40)       collate Latin1_General_100_BIN2 null,  -- the last that was done; null: none yet
    DoneAt              datetime2(3)       null
);

create table TicketEvents (
    Seq                 bigint             identity(1, 1) not null,         -- many things happen in one millisecond
    Id                  uniqueidentifier   not null primary key,
    TicketId            uniqueidentifier   not null references Tickets (Id),
    -- created | status | priority | assignee | message | note | ...
    Kind                nvarchar(40)       collate Latin1_General_100_BIN2 not null,
    Before              nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    After               nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    Actor               nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    ActorId             uniqueidentifier   null,
    OccurredAt          datetime2(3)       not null,
    -- what a name stood for, so that a clock or a rule can go by it when it has been renamed since
    BeforeId            uniqueidentifier   null,
    AfterId             uniqueidentifier   null                             -- likewise
);
create unique index UQ_TicketEvents_Seq on TicketEvents (Seq) include (TicketId, OccurredAt);
create index IX_TicketEvents_Ticket on TicketEvents (TicketId, Seq);
-- Of a thread of fifty thousand messages the few that matter are found by what they are, without the rest: for its clocks, rules and
-- times.
create index IX_TicketEvents_Kind on TicketEvents (TicketId, Kind, OccurredAt, Seq);
create index IX_TicketEvents_After on TicketEvents (AfterId, Kind) where AfterId is not null;

-- The log is only ever added to, so it holds no words of a client. Where an event has such words, they stand here and can be erased on
-- request.
create table TicketEventWords (
    EventId             uniqueidentifier   not null primary key references TicketEvents (Id),
    TicketId            uniqueidentifier   not null references Tickets (Id),
    Before              nvarchar(max)      collate Latin1_General_100_BIN2 null,
    After               nvarchar(max)      collate Latin1_General_100_BIN2 null
);
create index IX_TicketEventWords_TicketId on TicketEventWords (TicketId);

-- A half-written reply, saved as it is typed.
create table ReplyDrafts (
    TicketId            uniqueidentifier   not null references Tickets (Id),
    UserId              uniqueidentifier   not null references Users (Id),
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- reply | note
    Body                nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    UpdatedAt           datetime2(3)       not null,
    primary key (TicketId, UserId, Kind)
);

-- Short links in replies that are being written. They become TrackedLinks when the reply is sent.
create table ReplyLinks (
    Code                nvarchar(12)       collate Latin1_General_100_BIN2 not null primary key,
    TicketId            uniqueidentifier   not null references Tickets (Id),
    ArticleId           uniqueidentifier   not null references Articles (Id),
    Url                 nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    Target              nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    Campaign            nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null
);
create index IX_ReplyLinks_TicketId on ReplyLinks (TicketId);

create table TicketFieldValues (
    TicketId            uniqueidentifier   not null references Tickets (Id),
    FieldId             uniqueidentifier   not null references TicketFields (Id),
    Value               nvarchar(1000)     collate Latin1_General_100_BIN2 not null,  -- a number as 1234.5, a date as 2026-11-24
    primary key (TicketId, FieldId)
);

create table TicketTags (
    TicketId            uniqueidentifier   not null references Tickets (Id),
    Tag                 nvarchar(50)       collate Latin1_General_100_BIN2 not null,  -- lower case
    primary key (TicketId, Tag)
);
create index IX_TicketTags_Tag on TicketTags (Tag, TicketId);

-- Both directions have a row, so that one index answers "what is beside this one?".
create table TicketLinks (
    TicketId            uniqueidentifier   not null references Tickets (Id),
    OtherId             uniqueidentifier   not null references Tickets (Id),
    -- related | split: the other is where the words came from or went to
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null,
    primary key (TicketId, OtherId)
);

-- A merge moves nothing: the ticket that went into another says so, and is what it was when that is taken back.
create table TicketMerges (
    TicketId            uniqueidentifier   not null primary key references Tickets (Id),
    IntoId              uniqueidentifier   not null references Tickets (Id),
    WasStatus           nvarchar(20)       collate Latin1_General_100_BIN2 not null,
    MergedAt            datetime2(3)       not null,
    MergedBy            nvarchar(200)      collate Latin1_General_100_BIN2 not null
);
create index IX_TicketMerges_IntoId on TicketMerges (IntoId);

-- Who is at a ticket.
create table TicketPresence (
    TicketId            uniqueidentifier   not null references Tickets (Id),
    UserId              uniqueidentifier   not null references Users (Id),
    IsWriting           bit                not null,
    ExpiresAt           datetime2(3)       not null,                        -- a page says so again and again; when it stops, it is over
    primary key (TicketId, UserId)
);
create index IX_TicketPresence_ExpiresAt on TicketPresence (ExpiresAt);

-- What each has read.
create table TicketReads (
    UserId              uniqueidentifier   not null references Users (Id),
    TicketId            uniqueidentifier   not null references Tickets (Id),
    ReadAt              datetime2(3)       not null,                        -- the ticket's LastInboundAt that was seen
    primary key (UserId, TicketId)
);

-- Who is named in a note.
create table TicketMentions (
    UserId              uniqueidentifier   not null references Users (Id),
    MessageId           uniqueidentifier   not null references Messages (Id),
    TicketId            uniqueidentifier   not null references Tickets (Id),
    CreatedAt           datetime2(3)       not null,
    primary key (UserId, MessageId)
);
create index IX_TicketMentions_Ticket on TicketMentions (UserId, TicketId);

-- The views people keep.
create table SavedViews (
    Id                  uniqueidentifier   not null primary key,
    Name                nvarchar(60)       collate Latin1_General_CI_AI not null,
    OwnerId             uniqueidentifier   null references Users (Id),      -- null: everybody's
    Query               nvarchar(1000)     collate Latin1_General_100_BIN2 not null,  -- the list's address after the question mark
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null
);
create index IX_SavedViews_OwnerId on SavedViews (OwnerId);

-- What many tickets were before one change to all of them, so that it can be taken back.
create table BulkChanges (
    Id                  uniqueidentifier   not null primary key,
    ById                uniqueidentifier   not null references Users (Id),
    Says                nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    BeforeJson          nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    CreatedAt           datetime2(3)       not null,
    UndoneAt            datetime2(3)       null
);

-- Somebody saw in a client's words that an article is not clear.
create table ArticleFlags (
    Id                  uniqueidentifier   not null primary key,
    ArticleId           uniqueidentifier   not null references Articles (Id),
    TicketId            uniqueidentifier   null references Tickets (Id),
    Why                 nvarchar(1000)     collate Latin1_General_100_BIN2 not null,  -- in a colleague's words
    CreatedAt           datetime2(3)       not null,
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    ResolvedAt          datetime2(3)       null,
    ResolvedBy          nvarchar(200)      collate Latin1_General_100_BIN2 null
);
create index IX_ArticleFlags_ArticleId on ArticleFlags (ArticleId, ResolvedAt);
create index IX_ArticleFlags_CreatedAt on ArticleFlags (CreatedAt, ArticleId);

-- ---------------------------------------------------------------- promises and rules
-- What we promise, in versions that are never changed.
create table SlaBooks (
    Version             int                not null primary key,
    InForceAt           datetime2(3)       not null,
    PoliciesJson        nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    CalendarsJson       nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    Change              nvarchar(400)      collate Latin1_General_100_BIN2 not null,  -- what was changed, in a sentence
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    CreatedById         uniqueidentifier   null
);

-- Books of SLA policies that a person applied to tickets that were open then: clocks that ran go by them from the clock's start.
create table SlaApplied (
    Version             int                not null primary key references SlaBooks (Version),
    AppliedAt           datetime2(3)       not null,
    AppliedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    AppliedById         uniqueidentifier   null
);

-- Each ticket's clocks, worked out from its event log and written again whenever that grows.
create table TicketClocks (
    TicketId            uniqueidentifier   not null references Tickets (Id),
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- FirstReply | NextReply | Resolution
    StartedAt           datetime2(3)       not null,
    EndedAt             datetime2(3)       null,
    EndedBy             nvarchar(20)       collate Latin1_General_100_BIN2 null,  -- answered | solved | closed
    IsPaused            bit                not null,
    Policy              nvarchar(100)      collate Latin1_General_100_BIN2 null,
    Book                int                not null,
    TargetSeconds       bigint             null,
    SpentSeconds        bigint             not null,                        -- open time, up to when it was written
    WarnsAt             datetime2(3)       null,
    DueAt               datetime2(3)       null,
    IsBreached          bit                not null,
    WarnedAt            datetime2(3)       null,                            -- when the desk was told; kept when the clock is written again
    BreachToldAt        datetime2(3)       null,
    primary key (TicketId, Kind, StartedAt)
);
create index IX_TicketClocks_DueAt on TicketClocks (DueAt, TicketId) where EndedAt is null and DueAt is not null;
create index IX_TicketClocks_WarnsAt on TicketClocks (WarnsAt) where EndedAt is null and WarnedAt is null and WarnsAt is not null;
create index IX_TicketClocks_StartedAt on TicketClocks (StartedAt, Kind);
-- Promises by when their clocks ended: how many were kept.
create index IX_TicketClocks_EndedAt on TicketClocks (EndedAt, Kind, IsBreached, TargetSeconds);

-- Rules: if these hold, then do that.
create table Rules (
    Id                  uniqueidentifier   not null primary key,
    Name                nvarchar(100)      collate Latin1_General_CI_AI not null,
    Position            int                not null,
    IsOn                bit                not null,
    Moment              nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Message | Change | Time
    ConditionsJson      nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    ActionsJson         nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    Version             int                not null,
    UpdatedAt           datetime2(3)       not null,
    UpdatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    RemovedAt           datetime2(3)       null                             -- what it did stays in the log of its tickets
);
create index IX_Rules_Moment on Rules (Moment, Position) where RemovedAt is null;

-- A rule runs once an occasion: a message, a change, the time since something. Whoever writes the row first runs it.
create table RuleRuns (
    RuleId              uniqueidentifier   not null references Rules (Id),
    TicketId            uniqueidentifier   not null references Tickets (Id),
    Occasion            nvarchar(100)      collate Latin1_General_100_BIN2 not null,
    Did                 nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    RanAt               datetime2(3)       not null,
    primary key (RuleId, TicketId, Occasion)
);
create index IX_RuleRuns_RanAt on RuleRuns (RuleId, RanAt);
create index IX_RuleRuns_TicketId on RuleRuns (TicketId);

-- Whose turn it was last, for taking turns.
create table RuleTurns (
    RuleId              uniqueidentifier   not null references Rules (Id),
    UserId              uniqueidentifier   not null references Users (Id),
    LastAt              datetime2(3)       not null,
    primary key (RuleId, UserId)
);

-- Answers that rules send, made in the rule's transaction and rendered after it.
create table RuleAnswers (
    Id                  uniqueidentifier   not null primary key,
    RuleId              uniqueidentifier   not null references Rules (Id),
    TicketId            uniqueidentifier   not null references Tickets (Id),
    ClientId            uniqueidentifier   not null references Clients (Id),
    TemplateId          uniqueidentifier   not null references Templates (Id),
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- acknowledgement | reply
    CreatedAt           datetime2(3)       not null,
    SentAt              datetime2(3)       null,
    Problem             nvarchar(1000)     collate Latin1_General_100_BIN2 null
);
create index IX_RuleAnswers_Client on RuleAnswers (ClientId, Kind, CreatedAt);
create index IX_RuleAnswers_Ticket on RuleAnswers (TicketId, RuleId);

-- ---------------------------------------------------------------- opportunities
-- Chances to sell something, found in tickets.
create table Opportunities (
    Id                  uniqueidentifier   not null primary key,
    TicketId            uniqueidentifier   not null references Tickets (Id),
    -- the words it was found in; by these and the ticket everything before it is found
    MessageId           uniqueidentifier   null references Messages (Id),
    Service             nvarchar(200)      collate Latin1_General_CI_AI not null,  -- what they might buy
    -- what it is worth, in millionths of Currency; null: not known yet
    Amount              bigint             null,
    Currency            nvarchar(3)        collate Latin1_General_100_BIN2 not null,  -- ISO 4217
    Stage               nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- New | Qualified | Proposed | Won | Lost
    OwnerId             uniqueidentifier   null references Users (Id),
    NextStep            nvarchar(500)      collate Latin1_General_CI_AI null,
    NextStepOn          nvarchar(10)       collate Latin1_General_100_BIN2 null,  -- a date, 2026-11-24
    Reason              nvarchar(1000)     collate Latin1_General_100_BIN2 null,  -- why it was won or lost
    Version             int                not null,
    CreatedAt           datetime2(3)       not null,
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    UpdatedAt           datetime2(3)       not null,
    ClosedAt            datetime2(3)       null                             -- when it was won or lost
);
create index IX_Opportunities_Stage on Opportunities (Stage, UpdatedAt, Id);
create index IX_Opportunities_TicketId on Opportunities (TicketId);
create index IX_Opportunities_CreatedAt on Opportunities (CreatedAt, Id);
create index IX_Opportunities_ClosedAt on Opportunities (ClosedAt, Id);

-- Everything that happened to a chance.
create table OpportunityEvents (
    OpportunityId       uniqueidentifier   not null references Opportunities (Id),
    Version             int                not null,                        -- the version the change led to
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- created | stage | changed
    Before              nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    After               nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    Actor               nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    ActorId             uniqueidentifier   null,
    OccurredAt          datetime2(3)       not null,
    primary key (OpportunityId, Version, Kind)
);

-- ---------------------------------------------------------------- notices, mail, the bridge
-- What people are told: one row a happening, and in NoticeReaders one row for each person told of it.
create table Notices (
    Id                  uniqueidentifier   not null primary key,
    -- delivery.failed | account.stopped | ..., see NoticeKinds
    Kind                nvarchar(40)       collate Latin1_General_100_BIN2 not null,
    Title               nvarchar(400)      collate Latin1_General_CI_AI not null,
    Body                nvarchar(2000)     collate Latin1_General_CI_AI not null,
    -- where something can be done about it, in this portal
    Link                nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    DedupeKey           nvarchar(200)      collate Latin1_General_100_BIN2 null,  -- while one with this key is open, no second is raised
    CreatedAt           datetime2(3)       not null,
    ResolvedAt          datetime2(3)       null                             -- it is mended: nobody needs to read it any more
);
create unique index UQ_Notices_DedupeKey on Notices (DedupeKey) where DedupeKey is not null and ResolvedAt is null;
create index IX_Notices_CreatedAt on Notices (CreatedAt, Id);

create table NoticeReaders (
    NoticeId            uniqueidentifier   not null references Notices (Id),
    UserId              uniqueidentifier   not null references Users (Id),
    CreatedAt           datetime2(3)       not null,                        -- the notice's, so that a person's list pages by one index
    ReadAt              datetime2(3)       null,
    primary key (NoticeId, UserId)
);
create index IX_NoticeReaders_User on NoticeReaders (UserId, CreatedAt, NoticeId);
create index IX_NoticeReaders_Unread on NoticeReaders (UserId, NoticeId) where ReadAt is null;

-- How each person wants to be told; where there is no row, as the kind is usually told.
create table NoticeWishes (
    UserId              uniqueidentifier   not null references Users (Id),
    Kind                nvarchar(40)       collate Latin1_General_100_BIN2 not null,
    How                 nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- AtOnce | Digest | Portal
    primary key (UserId, Kind)
);

create table DigestTimes (
    UserId              uniqueidentifier   not null primary key references Users (Id),
    LocalTime           nvarchar(5)        collate Latin1_General_100_BIN2 not null  -- by their own clock, e.g. 08:00; empty: no digest
);

-- E-mail on its way: rendered when it is sent, so that no words lie here.
create table Mails (
    Id                  uniqueidentifier   not null primary key,
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- notice | digest | bridge
    UserId              uniqueidentifier   null references Users (Id),      -- to whom; null: to the desk beyond the bridge
    RefId               uniqueidentifier   null,                            -- the notice or message it is about
    Day                 nvarchar(10)       collate Latin1_General_100_BIN2 null,  -- a digest's, in its reader's zone, e.g. 2026-11-24
    -- Waiting | Sent | Nothing (there was nothing to say any more) | Failed
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,
    Attempts            int                not null default 0,
    LastError           nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    CreatedAt           datetime2(3)       not null,
    SentAt              datetime2(3)       null,
    -- the mail's own, from its first try on: what comes back names it
    MessageId           nvarchar(400)      collate Latin1_General_100_BIN2 null
);
create unique index UQ_Mails_Digest on Mails (UserId, Day) where Day is not null;
create unique index UQ_Mails_Ref on Mails (Kind, RefId, UserId) where RefId is not null;
create index IX_Mails_CreatedAt on Mails (CreatedAt, Id);
create index IX_Mails_MessageId on Mails (MessageId) where MessageId is not null;

-- Each mail that came back over the bridge, once, and what became of it. Its words are in the ticket or nowhere.
create table BridgeMails (
    MessageHash         nvarchar(64)       collate Latin1_General_100_BIN2 not null primary key,  -- SHA-256 of its Message-ID, hex
    FromAddress         nvarchar(320)      collate Latin1_General_100_BIN2 not null,
    Subject             nvarchar(400)      collate Latin1_General_100_BIN2 not null,
    Outcome             nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Replied | Noted | Ignored
    Reason              nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    TicketId            uniqueidentifier   null references Tickets (Id),
    Via                 nvarchar(10)       collate Latin1_General_100_BIN2 not null,  -- imap | hook
    TakenAt             datetime2(3)       not null
);
create index IX_BridgeMails_TakenAt on BridgeMails (TakenAt);

-- ---------------------------------------------------------------- webhooks
-- Programs elsewhere that are told.
create table WebhookEndpoints (
    Id                  uniqueidentifier   not null primary key,
    Name                nvarchar(200)      collate Latin1_General_CI_AI not null,
    Url                 nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    EventTypes          nvarchar(2000)     collate Latin1_General_100_BIN2 not null,  -- ' ticket.created delivery.failed ', or ' * '
    -- JSON under the data protection keys: the secret, and the one before while both sign
    SecretsCipher       nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    AllowPrivate        bit                not null default 0,              -- may lead into our own network
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Active | Paused | Disabled
    FailingSince        datetime2(3)       null,                            -- no delivery has succeeded since
    LastOkAt            datetime2(3)       null,
    LastError           nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    Version             int                not null default 1,
    CreatedAt           datetime2(3)       not null,
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    RemovedAt           datetime2(3)       null,
    Failures            int                not null default 0,              -- calls that failed in a row, whichever event
    RestUntil           datetime2(3)       null                             -- it does not answer: no call before this
);

-- What those programs are told. Written in the transaction that makes it true; kept only while somebody wants it.
create table WebhookEvents (
    Id                  uniqueidentifier   not null primary key,
    Type                nvarchar(60)       collate Latin1_General_100_BIN2 not null,
    SubjectId           uniqueidentifier   not null,                        -- the ticket, message or delivery it is about
    DataJson            nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    OccurredAt          datetime2(3)       not null
);
create index IX_WebhookEvents_OccurredAt on WebhookEvents (OccurredAt, Id);

-- One event to one endpoint, and each try of it.
create table WebhookDeliveries (
    Id                  uniqueidentifier   not null primary key,
    EndpointId          uniqueidentifier   not null references WebhookEndpoints (Id),
    EventId             uniqueidentifier   not null references WebhookEvents (Id),
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Waiting | Delivered | Failed
    Attempts            int                not null default 0,              -- calls made, replays included
    -- calls made since it was last set going: its rung on the ladder
    Tries               int                not null default 0,
    Status              int                null,                            -- what the last call was answered with
    LastError           nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    NextAt              datetime2(3)       null,
    DeliveredAt         datetime2(3)       null,
    CreatedAt           datetime2(3)       not null,                        -- the event's time
    constraint UQ_WebhookDeliveries_Endpoint_Event unique (EndpointId, EventId)
);
create index IX_WebhookDeliveries_Endpoint on WebhookDeliveries (EndpointId, CreatedAt, Id);
create index IX_WebhookDeliveries_Event on WebhookDeliveries (EventId);

create table WebhookAttempts (
    DeliveryId          uniqueidentifier   not null references WebhookDeliveries (Id),
    Number              int                not null,
    StartedAt           datetime2(3)       not null,
    Milliseconds        int                not null,
    Status              int                null,                            -- null: no answer
    Said                nvarchar(1000)     collate Latin1_General_100_BIN2 null,  -- the beginning of the answer, or why there was none
    primary key (DeliveryId, Number)
);

-- ---------------------------------------------------------------- sums
-- Visits summed up, so that five years of them are read in milliseconds. All of it is made from Visits and can be made again (see
-- Features/Insights/README.md).
-- Quarters count from 1 January 1970 UTC in 15 minutes, because no zone's day begins between them; days likewise; months are year * 12 +
-- month - 1.
-- Firsts: different people, each counted at their first visit of an article on a day (UTC), so that they can be added up over any time
-- and any links.
create table VisitQuarters (
    Quarter             int                not null,
    Code                nvarchar(12)       collate Latin1_General_100_BIN2 not null,
    People              int                not null,
    Firsts              int                not null,
    Unrecognised        int                not null,                        -- of the people: asked not to be tracked
    Previews            int                not null,
    Bots                int                not null,
    primary key (Quarter, Code)
);

create table VisitDays (
    Day                 int                not null,
    Code                nvarchar(12)       collate Latin1_General_100_BIN2 not null,
    People              int                not null,
    Firsts              int                not null,
    Unrecognised        int                not null,
    Previews            int                not null,
    Bots                int                not null,
    primary key (Day, Code)
);
create index IX_VisitDays_Code on VisitDays (Code, Day);

create table VisitMonths (
    Month               int                not null,
    Code                nvarchar(12)       collate Latin1_General_100_BIN2 not null,
    People              int                not null,
    Firsts              int                not null,
    Unrecognised        int                not null,
    Previews            int                not null,
    Bots                int                not null,
    primary key (Month, Code)
);
create index IX_VisitMonths_Code on VisitMonths (Code, Month);

-- All links together.
create table VisitTotals (
    Quarter             int                not null primary key,
    People              int                not null,
    Firsts              int                not null,
    Unrecognised        int                not null,
    Previews            int                not null,
    Bots                int                not null
);

-- Visits summed up for everything (zeros) and for each article, account, template and series, so that a period of years is a few hundred
-- rows of each. Made from VisitQuarters and VisitDays.
create table VisitSums (
    ThingId             uniqueidentifier   not null,
    -- 1 a quarter of an hour (not for articles, which have too many, and not for everything: VisitTotals), 2 a day, 3 a month, 4 a year
    Grain               int                not null,
    -- which: as VisitQuarters, VisitDays and VisitMonths count them; the year
    At                  int                not null,
    People              int                not null,
    Firsts              int                not null,
    Unrecognised        int                not null,
    Previews            int                not null,
    Bots                int                not null,
    primary key (ThingId, Grain, At)
);

-- Days whose visits changed since they were summed up. Only added to, and deleted once summed up.
create table VisitChanges (
    Seq                 bigint             identity primary key,
    Day                 int                not null,
    ArticleId           uniqueidentifier   null                             -- null: all of them
);

-- What tickets took. Made from Tickets, Messages and TicketEvents, and can be made again.
create table TicketTimes (
    TicketId            uniqueidentifier   not null primary key references Tickets (Id),
    OpenedAt            datetime2(3)       not null,
    FirstReplyAt        datetime2(3)       null,                            -- our first answer was written
    FirstReplySeconds   int                null,
    SolvedAt            datetime2(3)       null,                            -- for good: null again while it is open again
    SolveSeconds        int                null,
    LastInboundAt       datetime2(3)       null,
    LastOutboundAt      datetime2(3)       null
);
create index IX_TicketTimes_FirstReplyAt on TicketTimes (FirstReplyAt, FirstReplySeconds);
create index IX_TicketTimes_SolvedAt on TicketTimes (SolvedAt, SolveSeconds);

-- How much was said when. Made from Tickets and Messages, and can be made again.
create table DeskQuarters (
    Quarter             int                not null,                        -- as in VisitQuarters
    AccountId           uniqueidentifier   not null references Accounts (Id),
    Opened              int                not null,                        -- tickets
    Inbound             int                not null,                        -- messages
    Outbound            int                not null,
    primary key (Quarter, AccountId)
);

-- What was said and opened, summed up for everything (zeros) and for each account, article, template and series. By time before thing,
-- because a time is made anew as a whole. Made from Tickets and Messages.
create table DeskSums (
    Grain               int                not null,                        -- as in VisitSums, from the quarter of an hour on
    At                  int                not null,
    ThingId             uniqueidentifier   not null,
    Opened              int                not null,                        -- tickets
    Inbound             int                not null,                        -- messages
    Outbound            int                not null,
    primary key (Grain, At, ThingId)
);

-- The same of everything by the quarter of the day (0 to 95, UTC), for each month: when clients write.
create table DeskHours (
    Month               int                not null,
    Slot                int                not null,
    Opened              int                not null,
    Inbound             int                not null,
    Outbound            int                not null,
    primary key (Month, Slot)
);

-- How far each sum has read, and the row that whoever works on it locks.
create table Rollups (
    Name                nvarchar(50)       collate Latin1_General_100_BIN2 not null primary key,  -- visits | desk
    Position            bigint             not null,
    DoneAt              datetime2(3)       null                             -- when it last had read everything
);
insert into Rollups (Name, Position) values ('visits', 0), ('desk', 0);
