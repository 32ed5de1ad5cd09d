-- The schema in one script: what the scripts in before/ end with, table by table. An empty database begins with this; one that began
-- with those goes on with them and then stands here too. A column that came later stands behind the older ones, as it does there.
-- The same number and name in both folders; see ../README.md.

-- ---------------------------------------------------------------- people and settings
create table Users (
    Id                  text        not null primary key,
    Email               text        not null,             -- kept in lower case; what one signs in with
    Name                text        not null,
    Role                text        not null,             -- Agent | Editor | Administrator
    PasswordHash        text        not null,
    SecurityStamp       text        not null,             -- changes when password or role changes: old cookies end
    MustChangePassword  integer     not null default 0,
    TimeZone            text        not null default 'UTC',  -- IANA
    Theme               text        not null default 'auto',  -- auto | light | dark
    FailedSignIns       int         not null default 0,
    LockedUntil         text        null,
    LastSignInAt        text        null,
    DisabledAt          text        null,
    CreatedAt           text        not null,
    -- when a one-time password stops opening anything; null for a password of one's own
    PasswordExpiresAt   text        null,
    constraint UQ_Users_Email unique (Email)
);

-- A signed-in person's sessions: signing out ends one on the server, and not only in the browser that was asked.
create table Sessions (
    Id                  text        not null primary key,
    UserId              text        not null references Users (Id),
    Device              text        not null,             -- browser and system, as the browser names itself, shortened
    Address             text        not null,             -- where it was last used from
    StartedAt           text        not null,
    LastUsedAt          text        not null,             -- to five minutes
    EndsAt              text        not null              -- whatever happens; see SignIn:SessionDays
);
create index IX_Sessions_User on Sessions (UserId);

create table UserSkills (
    UserId              text        not null references Users (Id),
    Skill               text        not null,             -- lower case
    primary key (UserId, Skill)
);

create table ApiKeys (
    Id                  text        not null primary key,
    Name                text        not null,
    Role                text        not null,
    Prefix              text        not null,             -- the visible start, by which a key is found
    KeyHash             text        not null,             -- SHA-256, hex; the key itself is shown once and not kept
    CreatedAt           text        not null,
    CreatedBy           text        null references Users (Id),
    LastUsedAt          text        null,
    RevokedAt           text        null,
    constraint UQ_ApiKeys_Prefix unique (Prefix)
);

create table DataProtectionKeys (
    Id                  text        not null primary key,
    FriendlyName        text        not null,
    Xml                 text        not null,
    CreatedAt           text        not null
);

create table AppSettings (
    Name                text        not null primary key,
    Value               text        not null,
    UpdatedAt           text        not null,
    UpdatedBy           text        null                  -- by name: a person, or the program
);

-- When anything of this desk last ran: a database that was put back from a copy, or lay still, is told by it.
create table DeskLife (
    Name                text        not null primary key,  -- 'desk': there is one
    AliveAt             text        not null,             -- last sign of life of any node; never goes back
    PutBackAt           text        null,                 -- somebody said that this is a copy; taken up by the next start or sign of life
    SilentFrom          text        null,                 -- the last interruption: nothing ran from here, or the copy is of this moment
    SilentUntil         text        null,                 -- a start found that out
    PausedBecause       text        null,                 -- Silence or Copy
    PausedAt            text        null,
    ResumedAt           text        null,                 -- null while publishing is paused
    ResumedBy           text        null,
    EndedAt             text        null,                 -- ended as it should; null while it runs, and after a kill
    CheckedAt           text        null,                 -- when the file was last read through and found well (embedded)
    BackedUpAt          text        null                  -- when the backup verb last made a copy
);

-- ---------------------------------------------------------------- queues: early, because accounts and templates name them
create table Queues (
    Id                  text        not null primary key,
    Name                text        not null,
    CreatedAt           text        not null,
    RemovedAt           text        null                  -- its tickets keep its name in their log
);
create unique index UQ_Queues_Name on Queues (Name) where RemovedAt is null;

create table QueueMembers (
    QueueId             text        not null references Queues (Id),
    UserId              text        not null references Users (Id),
    primary key (QueueId, UserId)
);

-- Fields of a queue's own, beside those every ticket has.
create table TicketFields (
    Id                  text        not null primary key,
    QueueId             text        not null references Queues (Id),
    Name                text        not null,
    Kind                text        not null,             -- text | number | choice | date
    Choices             text        not null,             -- one a line; empty for the other kinds
    Position            int         not null,
    CreatedAt           text        not null,
    RemovedAt           text        null                  -- what tickets hold in it stays
);
create index IX_TicketFields_QueueId on TicketFields (QueueId, Position);

-- ---------------------------------------------------------------- knowledge
create table Sources (
    Id                  text        not null primary key,
    Kind                text        not null,             -- folder | feed | api | demo
    Name                text        not null,
    Location            text        not null,             -- a folder, a feed's URL, or a fixed word for the others
    BaseUrl             text        null,
    IsInternal          integer     not null default 0,   -- may point at private addresses
    Enabled             integer     not null default 1,
    ETag                text        null,
    LastModified        text        null,                 -- the header's text, sent back as it came
    LastReadAt          text        null,                 -- last time it answered, changed or not
    NextReadAt          text        null,
    LeaseUntil          text        null,
    FailureCount        int         not null default 0,
    LastError           text        null,
    CreatedAt           text        not null,
    -- Draft | Validated: how far an article is trusted when it comes from here for the first time
    InitialState        text        not null default 'Validated',
    constraint UQ_Sources_Kind_Location unique (Kind, Location)
);
create index IX_Sources_NextReadAt on Sources (NextReadAt);

create table Articles (
    Id                  text        not null primary key,
    SourceId            text        not null references Sources (Id),
    ExternalId          text        not null,             -- its name in the source: a path, a guid, the caller's id
    Slug                text        not null,
    Title               text        not null,
    Summary             text        not null,
    Url                 text        null,                 -- where readers find it; without one it cannot be linked to
    ImageUrl            text        null,
    ImageAlt            text        null,
    Language            text        not null default 'en',
    State               text        not null,             -- Draft | Validated | Archived
    Audience            text        not null,             -- external | internal
    Version             int         not null,             -- the number of its newest version
    ContentHash         text        not null,
    OwnerId             text        null references Users (Id),
    ReviewAt            text        null,
    PublishedAt         text        null,                 -- as the source dates it
    CreatedAt           text        not null,
    UpdatedAt           text        not null,
    ArchivedAt          text        null,
    ReviewedAt          text        null,
    ReviewedBy          text        null,
    PublishAt           text        null,                 -- a draft until then, as it says of itself; a job empties it when it has acted
    ExpireAt            text        null,                 -- a draft from then on, likewise
    -- a mark of its site maker that its words still hold, or lost words to: nobody posts it unseen; null: none
    Marks               text        null,
    constraint UQ_Articles_Source_ExternalId unique (SourceId, ExternalId)
);
create index IX_Articles_UpdatedAt on Articles (UpdatedAt, Id);
create index IX_Articles_State on Articles (State, Audience, UpdatedAt);

create table ArticleVersions (
    ArticleId           text        not null references Articles (Id),
    Number              int         not null,
    Title               text        not null,
    Summary             text        not null,
    Format              text        not null,             -- markdown | html
    Body                text        not null,
    PlainText           text        not null,             -- what templates and search read
    MetadataJson        text        not null,             -- front matter or feed fields that have no column
    ContentHash         text        not null,
    CreatedAt           text        not null,
    CreatedBy           text        not null,             -- a person, a source or an API key, by name
    primary key (ArticleId, Number)
);

create table ArticleTags (
    ArticleId           text        not null references Articles (Id),
    Tag                 text        not null,
    primary key (ArticleId, Tag)
);
create index IX_ArticleTags_Tag on ArticleTags (Tag, ArticleId);

-- The terms of each article's newest version (see Features/Knowledge/Finding): made from the articles, and can be made again.
create table ArticleIndex (
    ArticleId           text        not null primary key references Articles (Id),
    Version             int         not null,             -- that was read
    Length              int         not null              -- in terms
);

create table ArticleTerms (
    Term                text        not null,             -- without accents, and without the stroke of a letter (đ, ł, ø)
    ArticleId           text        not null references Articles (Id),
    Times               int         not null,             -- weighed by where it stands
    primary key (Term, ArticleId)
) without rowid;
create index IX_ArticleTerms_ArticleId on ArticleTerms (ArticleId);

-- ---------------------------------------------------------------- templates
create table Templates (
    Id                  text        not null primary key,
    Name                text        not null,
    ShippedName         text        null,                 -- the file it came with, for the shipped ones
    Kind                text        not null,             -- post | reply | acknowledgement | notice | digest
    LengthClass         text        not null,             -- short | long
    Description         text        not null,
    State               text        not null,             -- Active | Retired
    Version             int         not null,             -- the number of its published version
    CreatedAt           text        not null,
    UpdatedAt           text        not null,
    FileName            text        null,                 -- its folder's name when it is a file
    SampleJson          text        null,                 -- sample.json, to the byte
    ShippedIgnored      text        null,                 -- hash of the shipped words that somebody did not want
    QueueId             text        null references Queues (Id)  -- a macro's folder; null: everybody's
);
create unique index UQ_Templates_ShippedName on Templates (ShippedName) where ShippedName is not null;

create table TemplateVersions (
    TemplateId          text        not null references Templates (Id),
    Number              int         not null,
    Body                text        not null,
    Note                text        not null,
    IsShipped           integer     not null default 0,   -- came with the product, unedited
    CreatedAt           text        not null,
    CreatedBy           text        not null,
    Language            text        not null default 'en',  -- of its body
    TextsJson           text        null,                 -- the same in other languages: language -> body
    Reason              text        null,                 -- why it was published although proofs failed
    primary key (TemplateId, Number)
);

-- The next version of a template, as somebody is writing it.
create table TemplateDrafts (
    TemplateId          text        not null primary key references Templates (Id),
    BaseVersion         int         not null,             -- the published version it began with; 0: none yet
    Name                text        not null,
    Description         text        not null,
    Language            text        not null,
    Body                text        not null,
    TextsJson           text        null,
    UpdatedAt           text        not null,
    UpdatedBy           text        not null
);

-- Articles by which a template is proved before it is published: what it must make of each.
create table TemplateProofs (
    Id                  text        not null primary key,
    TemplateId          text        not null references Templates (Id),
    Name                text        not null,
    Network             text        not null,             -- whose length holds
    ArticleJson         text        not null,             -- the article as it was
    Organisation        text        not null,
    RenderedAt          text        not null,             -- the time the template is told
    Expected            text        not null,
    CreatedAt           text        not null,
    CreatedBy           text        not null
);
create index IX_TemplateProofs_TemplateId on TemplateProofs (TemplateId, Name);

-- Words tried against each other.
create table TemplateExperiments (
    Id                  text        not null primary key,
    TemplateId          text        not null references Templates (Id),
    Question            text        not null,             -- what somebody wants to know
    PostsPerVariant     int         not null,             -- decided before it begins: the stop rule
    StartedAt           text        not null,
    StartedBy           text        not null,
    EndedAt             text        null,
    EndedBy             text        null,
    Outcome             text        null                  -- what was decided, and why
);
create index IX_TemplateExperiments_TemplateId on TemplateExperiments (TemplateId, StartedAt);
create unique index UQ_TemplateExperiments_Running on TemplateExperiments (TemplateId) where EndedAt is null;

create table TemplateVariants (
    ExperimentId        text        not null references TemplateExperiments (Id),
    Letter              text        not null,             -- A is what was published
    Share               int         not null,             -- of the posts, in percent
    Language            text        not null,
    Body                text        not null,
    TextsJson           text        null,
    primary key (ExperimentId, Letter)
);

-- A template being tried on every article, and what came of it.
create table WorstRuns (
    Id                  text        not null primary key,
    TemplateId          text        not null references Templates (Id),
    Version             int         null,                 -- which is tried; null: the draft as it was
    Language            text        not null,
    Body                text        not null,
    TextsJson           text        null,
    State               text        not null,             -- Running | Done | Stopped | TooSlow
    Articles            int         not null,             -- how many there were when it began
    Tried               int         not null,
    Failing             int         not null,
    CasesJson           text        not null,             -- the worst so far
    AfterArticleId      text        not null,             -- where it goes on
    StartedAt           text        not null,
    StartedBy           text        not null,
    EndedAt             text        null,
    StartedById         text        null references Users (Id)  -- whom to tell that it has ended
);
create index IX_WorstRuns_TemplateId on WorstRuns (TemplateId, StartedAt);

-- ---------------------------------------------------------------- accounts
create table Accounts (
    Id                  text        not null primary key,
    Network             text        not null,             -- the adapter's key
    Name                text        not null,             -- what we call it
    Handle              text        not null,
    RemoteId            text        not null,
    Server              text        not null default '',  -- empty where a network has only one
    AvatarUrl           text        null,
    ProfileUrl          text        null,
    SettingsJson        text        not null,
    SecretsCipher       text        not null,             -- JSON under the data protection keys
    SecretsVersion      int         not null default 0,   -- grows with each refresh: single flight across nodes
    AccessExpiresAt     text        null,
    RefreshLeaseUntil   text        null,                 -- whoever renews the access holds this
    State               text        not null,             -- Active | Paused | NeedsReconnect
    PublishLastOkAt     text        null,
    PublishFailures     int         not null default 0,
    PublishRestUntil    text        null,
    PublishLastError    text        null,
    ListenLastOkAt      text        null,
    ListenFailures      int         not null default 0,
    ListenRestUntil     text        null,
    ListenLastError     text        null,
    NextListenAt        text        null,
    ListenLeaseUntil    text        null,
    CreatedAt           text        not null,
    UpdatedAt           text        not null,
    -- when even a renewal no longer helps and a person must connect the account again; null where that does not happen or is not told
    RefreshEndsAt       text        null,
    FirstInLine         text        not null default 'Listening',  -- Listening | Publishing: for whom a limit that both draw on is kept
    MonthlyBudget       bigint      null,                 -- in millionths of the network's currency; null: no limit
    ListeningShare      int         not null default 20,  -- percent of the budget that posts may not use up
    Streaming           integer     not null default 1,   -- be told at once where the network can; polling goes on all the same
    StreamLeaseUntil    text        null,                 -- one node holds an account's stream
    -- why direct messages, which are read beside the mentions, are not: where our access does not cover them, the rest goes on
    DirectError         text        null,
    NextDirectAt        text        null,
    Language            text        null,                 -- what it speaks; null: the article's language
    DefaultQueueId      text        null references Queues (Id),  -- where its tickets begin
    RemovedAt           text        null,                 -- its access is gone, its posts and tickets stay; null: it is connected
    RemovedBy           text        null,
    -- when it was connected, or connected again after it had been removed; null: it never was removed, and CreatedAt says it
    ConnectedAt         text        null,
    ListenFrom          text        null,                 -- nothing that was said before this becomes a ticket; null: all that is read does
    -- what keeps it from being read is a fault that passes (it is away, it asks us to wait): a send that works ends it
    ListenPasses        integer     not null default 0
);
create unique index UQ_Accounts_Network_RemoteId on Accounts (Network, RemoteId, Server);
create index IX_Accounts_NextListenAt on Accounts (NextListenAt);

create table StreamCursors (
    AccountId           text        not null references Accounts (Id),
    Stream              text        not null,             -- e.g. mentions
    Position            text        not null,             -- the network's own, as long as it likes
    UpdatedAt           text        not null,
    primary key (AccountId, Stream)
);

-- What an account may still do at its network: shared by all nodes.
create table RateBudgets (
    AccountId           text        not null references Accounts (Id),
    Bucket              text        not null,             -- the network's name for the limit
    MaxCalls            int         not null,             -- in its unit: calls, or points
    Remaining           int         not null,
    ResetsAt            text        not null,
    IsReported          integer     not null,             -- the network said so; otherwise we count against what it documents
    UpdatedAt           text        not null,
    primary key (AccountId, Bucket)
);

-- What stops all sending, or an account's.
create table Stops (
    Scope               text        not null primary key,  -- 'all', or an account's id
    AccountId           text        null references Accounts (Id),
    Reason              text        not null,
    StoppedAt           text        not null,
    StoppedBy           text        not null
);

-- Posts do not go out at night. An agent's answer does.
create table QuietHours (
    AccountId           text        not null primary key references Accounts (Id),
    StartsAt            text        not null,             -- local, e.g. 22:00
    EndsAt              text        not null,             -- local; before StartsAt: the next day
    TimeZone            text        not null              -- IANA
);

-- ---------------------------------------------------------------- posts, deliveries and their ledger
-- Pictures of posts.
create table Images (
    Id                  text        not null primary key,
    MediaType           text        not null,
    Width               int         not null,
    Height              int         not null,
    Bytes               blob        not null,
    CreatedAt           text        not null,
    CreatedBy           text        not null
);
create index IX_Images_CreatedAt on Images (CreatedAt);

create table Posts (
    Id                  text        not null primary key,
    ArticleId           text        null references Articles (Id),
    ArticleVersion      int         null,
    TemplateId          text        null references Templates (Id),
    TemplateVersion     int         null,
    Title               text        not null,             -- how lists call it
    DueAt               text        not null,
    LocalTime           text        null,                 -- what the person chose, e.g. 2026-11-24T09:00
    TimeZone            text        not null,             -- and in which zone
    IdempotencyKey      text        null,                 -- the API caller's; the same key answers with the same post
    RequestHash         text        null,                 -- of the body that key came with: another body under it is refused
    CreatedAt           text        not null,
    CreatedBy           text        not null,
    CreatedById         text        null,
    GraceMinutes        int         null,                 -- it goes out by itself up to this late; null: as the desk is set up
    WhenLate            text        null,                 -- and then: Missed | Ask | Publish; null: as the desk is set up
    ExperimentId        text        null references TemplateExperiments (Id),  -- the words that were tried against each other in it
    Variant             text        null,                 -- and which of them; empty as well when somebody wrote the words by hand
    SeriesId            text        null,
    ZoneData            text        null                  -- the time zone data its moment was reckoned with, e.g. 2025b
);
create unique index UQ_Posts_IdempotencyKey on Posts (IdempotencyKey) where IdempotencyKey is not null;
create index IX_Posts_DueAt on Posts (DueAt, Id);
create index IX_Posts_ArticleId on Posts (ArticleId, DueAt);
create index IX_Posts_ExperimentId on Posts (ExperimentId, Variant) where ExperimentId is not null;
-- Which posts a template was used for.
create index IX_Posts_TemplateId on Posts (TemplateId, DueAt);
create index IX_Posts_SeriesId on Posts (SeriesId, DueAt) where SeriesId is not null;

create table PostImages (
    PostId              text        not null references Posts (Id),
    Ordinal             int         not null,             -- from 1, in the order they are shown
    ImageId             text        not null references Images (Id),
    AltText             text        not null,
    primary key (PostId, Ordinal)
);
create index IX_PostImages_ImageId on PostImages (ImageId);

-- The time zone data changed and a waiting post's clock time means another moment now. It stays until somebody says.
create table ZoneChanges (
    PostId              text        not null primary key references Posts (Id),
    WasDueAt            text        not null,
    NowDueAt            text        not null,
    ZoneData            text        not null,             -- with which NowDueAt was reckoned
    FoundAt             text        not null,
    Decision            text        null,                 -- kept | moved
    DecidedAt           text        null,
    DecidedBy           text        null
);

create table Deliveries (
    Id                  text        not null primary key,
    Kind                text        not null,             -- post | reply
    PostId              text        null references Posts (Id),
    TicketId            text        null,
    MessageId           text        null,
    ArticleId           text        null references Articles (Id),
    AccountId           text        not null references Accounts (Id),
    Network             text        not null,
    Body                text        not null,             -- the words as they go out
    LinkUrl             text        null,
    CardJson            text        null,
    InReplyToRemoteId   text        null,
    State               text        not null,
    Version             int         not null,             -- counts the moves; a move names the one it starts from
    DueAt               text        not null,
    Attempts            int         not null default 0,   -- sends begun
    SendKey             text        not null,             -- our name for the send, the same on every try
    SendCreatedAt       text        null,                 -- the time in the record, kept from the first try on
    SendStartedAt       text        null,
    LeaseUntil          text        null,                 -- until when a Publishing one is in somebody's hands
    RemoteId            text        null,
    RemoteUrl           text        null,
    PublishedAt         text        null,
    ErrorKind           text        null,
    LastError           text        null,
    CreatedAt           text        not null,
    UpdatedAt           text        not null,
    ImageCount          int         not null default 0,   -- of its post, that go out with it
    CardImageId         text        null references Images (Id),  -- the picture of the link's card, kept before the first send
    Part                int         not null default 1,   -- its place in a thread
    PreviousId          text        null references Deliveries (Id),  -- the part it answers; it waits until that one is out
    NextMetricsAt       text        null,                 -- when its numbers are read next; null: never
    -- when somebody let its words go out; empty as long as nobody has, and again after every edit
    ApprovedAt          text        null,
    ApprovedBy          text        null,
    ApprovedById        text        null,
    EditedById          text        null,                 -- who wrote or last changed it; null: a program
    ArticleVersion      int         null,                 -- of its article, whose words these are, or for which somebody kept them
    -- it is out, and its article has changed since; empty again once somebody has looked
    OutdatedAt          text        null,
    WordsHash           text        null,                 -- of its words without the link: the same words make the same
    GuardsWaivedAt      text        null,                 -- a person wants it out although a guard would hold it
    -- when the network was first seen to have it no more, though we did not take it back; null: it is there, as far as we know
    GoneAt              text        null,
    -- who sees it, in words, as its account was set when it was sent: the setting may change, what is out does not
    SentAs              text        null,
    -- before it is sent the network is asked whether it is out, from this moment on; null: there is no need
    AskSince            text        null,
    ReadBackAt          text        null                  -- when it was read back: an answer of ours that stood at the network and not here
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
create index IX_Deliveries_Calendar on Deliveries (Kind, Part, DueAt, Id, AccountId, State, Network, ArticleId, PostId);
create index IX_Deliveries_Account_DueAt on Deliveries (AccountId, Kind, Part, DueAt, Id, State, PostId);
create index IX_Deliveries_Article_DueAt on Deliveries (ArticleId, Kind, Part, DueAt, Id, State, PostId);
create index IX_Deliveries_Outdated on Deliveries (OutdatedAt, Id) where OutdatedAt is not null;
create index IX_Deliveries_Account_Published on Deliveries (AccountId, PublishedAt);
create index IX_Deliveries_Words on Deliveries (AccountId, WordsHash, PublishedAt) where WordsHash is not null;
create index IX_Deliveries_Article_State on Deliveries (ArticleId, State);
create index IX_Deliveries_PutOff on Deliveries (AccountId, DueAt) where ErrorKind = 'GuardHourly';
create index IX_Deliveries_PublishedAt on Deliveries (PublishedAt, Id);

create table DeliveryHistory (
    DeliveryId          text        not null references Deliveries (Id),
    Version             int         not null,             -- the version the move led to
    FromState           text        null,                 -- null: the delivery was made
    ToState             text        not null,
    Reason              text        not null,
    Actor               text        not null,
    Node                text        not null,
    OccurredAt          text        not null,
    primary key (DeliveryId, Version)
);

-- Work that is due. One row for each thing to look after; AvailableAt is its due time or the end of its lease, so one range of one index
-- answers "what next?".
create table Outbox (
    Kind                text        not null,             -- deliver | ingest | ...
    RefId               text        not null,
    AvailableAt         text        not null,
    LeaseOwner          text        null,
    Attempts            int         not null default 0,   -- claims since it last got on
    LastError           text        null,
    CreatedAt           text        not null,
    primary key (Kind, RefId)
);
create index IX_Outbox_AvailableAt on Outbox (AvailableAt);
-- Due work is claimed kind by kind, so that a backlog of one kind is not walked past to find another's.
create index IX_Outbox_Kind on Outbox (Kind, AvailableAt);

-- Every call that is billed. A send that the network refused is taken back by a row of its own with the amount negated.
create table Spending (
    Id                  text        not null primary key,
    AccountId           text        not null references Accounts (Id),
    Kind                text        not null,             -- Post | PostWithLink | Reply | Read | PostRead
    DeliveryId          text        null references Deliveries (Id),
    Units               int         not null,
    Amount              bigint      not null,             -- in millionths of the network's currency
    SpentAt             text        not null
);
create index IX_Spending_Account on Spending (AccountId, SpentAt, Kind, Amount);
create index IX_Spending_Delivery on Spending (DeliveryId);
create index IX_Spending_SpentAt on Spending (SpentAt, AccountId, Amount);

-- What a network says of our posts, as a time series. Its count of replies is held against ours (ReplyGaps).
create table PostMetrics (
    DeliveryId          text        not null references Deliveries (Id),
    ReadAt              text        not null,
    Likes               int         null,                 -- null: the network does not say
    Reposts             int         null,
    Replies             int         null,
    Quotes              int         null,
    Views               bigint      null,
    primary key (DeliveryId, ReadAt)
);

-- Where calendars elsewhere subscribe.
create table CalendarFeeds (
    UserId              text        not null primary key references Users (Id),
    TokenHash           text        not null,             -- SHA-256, hex; the address itself is shown once and not kept
    CreatedAt           text        not null,
    LastReadAt          text        null,
    constraint UQ_CalendarFeeds_TokenHash unique (TokenHash)
);

-- A change of many that can be taken back for a while, by whoever made it.
create table CalendarUndos (
    Id                  text        not null primary key,
    UserId              text        not null references Users (Id),
    Kind                text        not null,             -- Moved | Cancelled | Approved
    ItemsJson           text        not null,             -- each delivery as it stands after the change, and how it was before
    CreatedAt           text        not null
);
create index IX_CalendarUndos_CreatedAt on CalendarUndos (CreatedAt);

-- ---------------------------------------------------------------- series
-- A series makes posts by itself: slots in local time, a queue of articles, templates in turn.
create table Series (
    Id                  text        not null primary key,
    Name                text        not null,
    State               text        not null,             -- Active | Paused
    TimeZone            text        not null,             -- IANA
    SlotsJson           text        not null,             -- [{"days":["Monday"],"time":"09:00"}]
    Queue               text        not null,             -- Hand | Tag | All
    Tag                 text        null,
    RestDays            int         not null default 0,   -- an article posted within so many days is passed over
    Repeats             integer     not null default 0,   -- by hand: what was posted goes to the end
    StartsOn            text        null,                 -- local dates, both inclusive
    EndsOn              text        null,
    HorizonDays         int         not null,             -- posts are made so far ahead
    GraceMinutes        int         null,
    WhenLate            text        null,
    Version             int         not null default 1,
    LastProblem         text        null,                 -- why the last occurrence found no post
    CreatedAt           text        not null,
    CreatedBy           text        not null,
    CreatedById         text        null,
    UpdatedAt           text        not null,
    UpdatedBy           text        not null
);
create index IX_Series_Name on Series (Name, Id);

create table SeriesAccounts (
    SeriesId            text        not null references Series (Id),
    AccountId           text        not null references Accounts (Id),
    primary key (SeriesId, AccountId)
);

create table SeriesTemplates (
    SeriesId            text        not null references Series (Id),
    Position            int         not null,
    TemplateId          text        not null references Templates (Id),
    primary key (SeriesId, Position)
);
create index IX_SeriesTemplates_Template on SeriesTemplates (TemplateId);

create table SeriesArticles (
    SeriesId            text        not null references Series (Id),
    ArticleId           text        not null references Articles (Id),
    Position            int         not null,
    UsedCount           int         not null default 0,
    primary key (SeriesId, ArticleId)
);

-- One row for each slot of a day that a post was made for, or none could be. The key is what makes it once.
create table SeriesOccurrences (
    SeriesId            text        not null references Series (Id),
    LocalTime           text        not null,             -- the slot's, e.g. 2026-11-24T09:00, whether or not clocks show it that day
    DueAt               text        not null,
    State               text        not null,             -- Planned | Made | Skipped
    PostId              text        not null,             -- chosen before the post is made
    ArticleId           text        null references Articles (Id),
    TemplateId          text        null,
    Note                text        null,
    CreatedAt           text        not null,
    primary key (SeriesId, LocalTime)
);
create index IX_SeriesOccurrences_Due on SeriesOccurrences (SeriesId, DueAt);
create index IX_SeriesOccurrences_Article on SeriesOccurrences (ArticleId, State);

-- ---------------------------------------------------------------- links and visits
-- Our short link to an article from one delivery, and who followed it.
create table TrackedLinks (
    Code                text        not null primary key,  -- what stands in the address: /l/{Code}
    DeliveryId          text        not null references Deliveries (Id),
    ArticleId           text        not null references Articles (Id),
    -- the article's address when the link was made; where it has moved since, the link follows
    Target              text        not null,
    Source              text        not null,             -- utm_source: the network
    Campaign            text        not null,             -- utm_campaign
    CreatedAt           text        not null,
    constraint UQ_TrackedLinks_DeliveryId unique (DeliveryId)
);
create index IX_TrackedLinks_ArticleId on TrackedLinks (ArticleId);
create index IX_TrackedLinks_CreatedAt on TrackedLinks (CreatedAt);

-- One row a visit. Nothing here says who it was: no address, no browser, no cookie.
create table Visits (
    Seq                 integer     primary key autoincrement,
    Code                text        not null references TrackedLinks (Code),
    OccurredAt          text        not null,
    Class               text        not null,             -- People | Preview | Bot
    Reason              text        not null,             -- why it is not counted among people; None where it is
    -- the same for one visitor of one article on one day; null for others than people, and for who asks not to be tracked
    Visitor             integer     null,
    BatchId             text        not null
);
create index IX_Visits_Code on Visits (Code, Class, OccurredAt);
create index IX_Visits_OccurredAt on Visits (OccurredAt);

-- The spool files that are in the database already: a file found again after a crash is not counted twice.
create table VisitBatches (
    Id                  text        not null primary key,
    Node                text        not null,
    Visits              int         not null,
    DrainedAt           text        not null
);
create index IX_VisitBatches_DrainedAt on VisitBatches (DrainedAt);

-- What a day's visitors are hashed with. Deleted when the day is over: from then on nobody can tell from a hash whose it was.
create table VisitSalts (
    Day                 text        not null primary key,  -- UTC, 2026-11-24
    Salt                text        not null,
    CreatedAt           text        not null
);

-- ---------------------------------------------------------------- listening
create table InboundItems (
    Id                  text        not null primary key,
    AccountId           text        not null references Accounts (Id),
    RemoteId            text        not null,
    Kind                text        not null,             -- Reply | Mention | Quote | DirectMessage
    ItemJson            text        not null,             -- as the adapter understood it
    RawJson             text        not null,             -- as the network sent it
    Via                 text        not null,             -- poll | push | backfill
    State               text        not null,             -- New | Done | Ignored | Failed
    Outcome             text        null,                 -- why ignored, or what failed
    FailedStep          text        null,
    Attempts            int         not null default 0,
    ReceivedAt          text        not null,
    ProcessedAt         text        null,
    InReplyToId         text        null,                 -- the network's id of what it answers
    RemovedAt           text        null,                 -- when we learnt that its author, or the network, took it back
    NextCheckAt         text        null,                 -- when it is read again, to follow what becomes of it there; null: no more
    LetIn               integer     not null default 0,   -- a person wants it in a ticket, whatever would keep it out
    -- whose words they are, by the network's lasting id: found again when somebody asks for what we hold, or asks us to forget
    AuthorId            text        null,
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
    Id                  text        not null primary key,
    AccountId           text        not null references Accounts (Id),
    DeliveryId          text        null references Deliveries (Id),  -- of a gap in one post's replies
    Kind                text        not null,             -- Count: the network counts more than we heard | Outage: we could not hear
    State               text        not null,             -- Open | Closed | Accepted: a person says that it is well so
    FromAt              text        null,                 -- of an outage: the last read that worked
    ToAt                text        null,                 -- and the first that worked again
    Reported            int         null,                 -- replies the network counted when it was last looked at
    Unexplained         int         not null,             -- of those, what nobody can account for
    BroughtIn           int         not null default 0,   -- messages brought in by reading threads again
    Tries               int         not null default 0,
    NextTryAt           text        null,                 -- null: no longer tried by itself
    Note                text        null,
    OpenedAt            text        not null,
    ClosedAt            text        null,
    ClosedBy            text        null
);
create unique index UQ_ReplyGaps_OpenDelivery on ReplyGaps (DeliveryId) where State = 'Open' and DeliveryId is not null;
create index IX_ReplyGaps_NextTryAt on ReplyGaps (NextTryAt) where NextTryAt is not null;
create index IX_ReplyGaps_OpenedAt on ReplyGaps (OpenedAt, Id);

-- The last time a post's thread was read through, and what the network counts there but shows to nobody.
create table ReplyAudits (
    DeliveryId          text        not null primary key references Deliveries (Id),
    ReadAt              text        not null,
    Shown               int         not null,
    NotShown            int         not null,
    IsComplete          integer     not null              -- 0: the thread may be longer than the network shows at once
);

-- What was heard on a day, and what is unexplained of it, for somebody to sign.
create table ListeningStatements (
    Id                  text        not null primary key,
    Day                 text        not null,             -- e.g. 2026-11-24, in TimeZone
    TimeZone            text        not null,
    FromAt              text        not null,
    ToAt                text        not null,
    FiguresJson         text        not null,
    Unexplained         int         not null,
    MadeAt              text        not null,
    SignedAt            text        null,
    SignedBy            text        null,
    SignedById          text        null,
    Remark              text        null,
    constraint UQ_ListeningStatements_Day unique (Day)
);

-- ---------------------------------------------------------------- clients
create table Clients (
    Id                  text        not null primary key,
    Name                text        not null,
    CreatedAt           text        not null,
    Company             text        null,
    Website             text        null,
    IsVip               integer     not null default 0,
    Consent             text        not null default 'Unknown',  -- Unknown | Given | Withdrawn
    ConsentNote         text        null,
    ConsentAt           text        null,
    BlockedAt           text        null,                 -- what they write is kept and makes no ticket
    ErasedAt            text        null,
    MatchedIntoId       text        null references Clients (Id),  -- the same person; tickets and handles stay where they are
    Version             int         not null default 1
);
create index IX_Clients_MatchedInto on Clients (MatchedIntoId) where MatchedIntoId is not null;
create index IX_Clients_Name on Clients (Name, Id);
create index IX_Clients_Website on Clients (Website) where Website is not null;
-- The list of clients, the newest first, a page at a time.
create index IX_Clients_Created on Clients (CreatedAt, Id) where MatchedIntoId is null;

create table Handles (
    Id                  text        not null primary key,
    ClientId            text        not null references Clients (Id),
    Network             text        not null,
    RemoteId            text        not null,
    Handle              text        not null,
    DisplayName         text        not null,
    AvatarUrl           text        null,
    ProfileUrl          text        null,
    CreatedAt           text        not null,
    UpdatedAt           text        not null,
    -- without what networks decorate it with: @Ann.Lee@example.social is annlee; what suggestions compare
    Stem                text        null,
    constraint UQ_Handles_Network_RemoteId unique (Network, RemoteId)
);
create index IX_Handles_ClientId on Handles (ClientId);
create index IX_Handles_Stem on Handles (Stem);
create index IX_Handles_DisplayName on Handles (DisplayName);

-- Two clients that are the same person. Each match, row by row as it was, so that taking it back restores exactly.
create table ClientMatches (
    MatchId             text        not null,
    ClientId            text        not null references Clients (Id),
    IntoId              text        not null references Clients (Id),
    WasIntoId           text        null references Clients (Id),
    MatchedAt           text        not null,
    MatchedBy           text        not null,
    UnmatchedAt         text        null,
    UnmatchedBy         text        null,
    primary key (MatchId, ClientId)
);
create index IX_ClientMatches_IntoId on ClientMatches (IntoId);
create index IX_ClientMatches_ClientId on ClientMatches (ClientId);

create table ClientNotes (
    Id                  text        not null primary key,
    ClientId            text        not null references Clients (Id),
    Body                text        not null,
    AuthorName          text        not null,
    AuthorId            text        null references Users (Id),
    CreatedAt           text        not null
);
create index IX_ClientNotes_ClientId on ClientNotes (ClientId, CreatedAt);

-- Who changed what about a client. Without the words themselves: they would outlive an erasure.
create table ClientEvents (
    Id                  text        not null primary key,
    ClientId            text        not null references Clients (Id),
    -- changed | vip | consent | blocked | unblocked | matched | unmatched | exported | erased
    Kind                text        not null,
    Detail              text        null,
    Actor               text        not null,
    ActorId             text        null,
    OccurredAt          text        not null
);
create index IX_ClientEvents_ClientId on ClientEvents (ClientId, OccurredAt);

-- The words clients are called by: of their name, their company, their handles and what those are called. One row a word and client,
-- kept by the use case that writes any of them.
create table ClientWords (
    Word                text        not null,             -- folded: lower case, without accents
    ClientId            text        not null references Clients (Id),
    primary key (Word, ClientId)
) without rowid;
create index IX_ClientWords_Client on ClientWords (ClientId, Word);

-- ---------------------------------------------------------------- tickets
create table Tickets (
    Id                  text        not null primary key,
    Number              bigint      not null,             -- what people say; counts up
    Subject             text        not null,
    Status              text        not null,             -- New | Open | Pending | OnHold | Solved | Closed
    Priority            text        not null,             -- Low | Normal | High | Urgent
    ClientId            text        not null references Clients (Id),
    AccountId           text        not null references Accounts (Id),
    Network             text        not null,
    ThreadId            text        not null,             -- the network's id of the thread's first message
    DeliveryId          text        null references Deliveries (Id),  -- what the client was answering
    PostId              text        null references Posts (Id),
    ArticleId           text        null references Articles (Id),
    AssigneeId          text        null references Users (Id),
    FollowUpOfId        text        null references Tickets (Id),
    Version             int         not null default 1,
    CreatedAt           text        not null,
    UpdatedAt           text        not null,
    LastActivityAt      text        not null,
    SolvedAt            text        null,
    ClosedAt            text        null,
    QueueId             text        null references Queues (Id),
    SnoozedUntil        text        null,                 -- out of sight until then, or until the client writes
    MergedIntoId        text        null references Tickets (Id),  -- see TicketMerges
    SpamAt              text        null,
    LastInboundAt       text        null,                 -- when we took in the client's newest words: what "unread" goes by
    -- grows with each event of a ticket, and is nothing again once its clocks were worked out
    ClocksBehind        int         not null default 1,
    RulesSeq            bigint      not null default 0,   -- how much of the ticket's log rules have looked at
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
    Name                text        not null primary key,
    LastNumber          bigint      not null
);

create table Messages (
    Seq                 integer     primary key autoincrement,  -- many things happen in one millisecond
    Id                  text        not null unique,
    TicketId            text        not null references Tickets (Id),
    Kind                text        not null,             -- inbound | outbound | note
    AuthorId            text        null references Users (Id),  -- ours
    AuthorName          text        not null,
    HandleId            text        null references Handles (Id),  -- theirs
    AccountId           text        null references Accounts (Id),
    RemoteId            text        null,
    InReplyToRemoteId   text        null,
    Body                text        not null,
    Url                 text        null,
    DeliveryId          text        null references Deliveries (Id),
    InboundItemId       text        null references InboundItems (Id),
    SaidAt              text        not null,             -- by the network's clock for theirs, by ours for ours
    CreatedAt           text        not null,
    EditedAt            text        null,                 -- by its author, at the network
    RemovedAt           text        null,                 -- when we learnt that its author, or the network, took it back
    Language            text        null                  -- BCP 47, as the network says or we guess
);
create index IX_Messages_Ticket on Messages (TicketId, SaidAt, Seq);
create unique index UQ_Messages_Account_RemoteId on Messages (AccountId, RemoteId) where RemoteId is not null;
create index IX_Messages_Kind_CreatedAt on Messages (Kind, CreatedAt, AuthorId);
create index IX_Messages_TicketKind on Messages (TicketId, Kind, CreatedAt, Seq);

-- The words of messages. Kept by the use case that writes a message, without a trigger; holds no words itself, only where they stand.
create virtual table MessageSearch using fts5 (
    Words, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61 remove_diacritics 2');

-- How far what was kept before has been taken apart anew into words to find it by; a job goes on where it stands.
create table SearchRefills (
    Name                text        not null primary key,  -- what is refilled: messages, clients
    Way                 integer     not null,             -- the way of making words it is refilled in
    After               text        null,                 -- the last that was done; null: none yet
    DoneAt              text        null
);

create table TicketEvents (
    Seq                 integer     primary key autoincrement,  -- many things happen in one millisecond
    Id                  text        not null unique,
    TicketId            text        not null references Tickets (Id),
    Kind                text        not null,             -- created | status | priority | assignee | message | note | ...
    Before              text        null,
    After               text        null,
    Actor               text        not null,
    ActorId             text        null,
    OccurredAt          text        not null,
    -- what a name stood for, so that a clock or a rule can go by it when it has been renamed since
    BeforeId            text        null,
    AfterId             text        null                  -- likewise
);
create index IX_TicketEvents_Ticket on TicketEvents (TicketId, Seq);
-- Of a thread of fifty thousand messages the few that matter are found by what they are, without the rest: for its clocks, rules and
-- times.
create index IX_TicketEvents_Kind on TicketEvents (TicketId, Kind, OccurredAt, Seq);
create index IX_TicketEvents_After on TicketEvents (AfterId, Kind) where AfterId is not null;

-- The log is only ever added to, so it holds no words of a client. Where an event has such words, they stand here and can be erased on
-- request.
create table TicketEventWords (
    EventId             text        not null primary key references TicketEvents (Id),
    TicketId            text        not null references Tickets (Id),
    Before              text        null,
    After               text        null
);
create index IX_TicketEventWords_TicketId on TicketEventWords (TicketId);

-- A half-written reply, saved as it is typed.
create table ReplyDrafts (
    TicketId            text        not null references Tickets (Id),
    UserId              text        not null references Users (Id),
    Kind                text        not null,             -- reply | note
    Body                text        not null,
    UpdatedAt           text        not null,
    primary key (TicketId, UserId, Kind)
);

-- Short links in replies that are being written. They become TrackedLinks when the reply is sent.
create table ReplyLinks (
    Code                text        not null primary key,
    TicketId            text        not null references Tickets (Id),
    ArticleId           text        not null references Articles (Id),
    Url                 text        not null,
    Target              text        not null,
    Campaign            text        not null,
    CreatedAt           text        not null
);
create index IX_ReplyLinks_TicketId on ReplyLinks (TicketId);

create table TicketFieldValues (
    TicketId            text        not null references Tickets (Id),
    FieldId             text        not null references TicketFields (Id),
    Value               text        not null,             -- a number as 1234.5, a date as 2026-11-24
    primary key (TicketId, FieldId)
);

create table TicketTags (
    TicketId            text        not null references Tickets (Id),
    Tag                 text        not null,             -- lower case
    primary key (TicketId, Tag)
);
create index IX_TicketTags_Tag on TicketTags (Tag, TicketId);

-- Both directions have a row, so that one index answers "what is beside this one?".
create table TicketLinks (
    TicketId            text        not null references Tickets (Id),
    OtherId             text        not null references Tickets (Id),
    Kind                text        not null,             -- related | split: the other is where the words came from or went to
    CreatedAt           text        not null,
    primary key (TicketId, OtherId)
);

-- A merge moves nothing: the ticket that went into another says so, and is what it was when that is taken back.
create table TicketMerges (
    TicketId            text        not null primary key references Tickets (Id),
    IntoId              text        not null references Tickets (Id),
    WasStatus           text        not null,
    MergedAt            text        not null,
    MergedBy            text        not null
);
create index IX_TicketMerges_IntoId on TicketMerges (IntoId);

-- Who is at a ticket.
create table TicketPresence (
    TicketId            text        not null references Tickets (Id),
    UserId              text        not null references Users (Id),
    IsWriting           integer     not null,
    ExpiresAt           text        not null,             -- a page says so again and again; when it stops, it is over
    primary key (TicketId, UserId)
);
create index IX_TicketPresence_ExpiresAt on TicketPresence (ExpiresAt);

-- What each has read.
create table TicketReads (
    UserId              text        not null references Users (Id),
    TicketId            text        not null references Tickets (Id),
    ReadAt              text        not null,             -- the ticket's LastInboundAt that was seen
    primary key (UserId, TicketId)
);

-- Who is named in a note.
create table TicketMentions (
    UserId              text        not null references Users (Id),
    MessageId           text        not null references Messages (Id),
    TicketId            text        not null references Tickets (Id),
    CreatedAt           text        not null,
    primary key (UserId, MessageId)
);
create index IX_TicketMentions_Ticket on TicketMentions (UserId, TicketId);

-- The views people keep.
create table SavedViews (
    Id                  text        not null primary key,
    Name                text        not null,
    OwnerId             text        null references Users (Id),  -- null: everybody's
    Query               text        not null,             -- the list's address after the question mark
    CreatedBy           text        not null,
    CreatedAt           text        not null
);
create index IX_SavedViews_OwnerId on SavedViews (OwnerId);

-- What many tickets were before one change to all of them, so that it can be taken back.
create table BulkChanges (
    Id                  text        not null primary key,
    ById                text        not null references Users (Id),
    Says                text        not null,
    BeforeJson          text        not null,
    CreatedAt           text        not null,
    UndoneAt            text        null
);

-- Somebody saw in a client's words that an article is not clear.
create table ArticleFlags (
    Id                  text        not null primary key,
    ArticleId           text        not null references Articles (Id),
    TicketId            text        null references Tickets (Id),
    Why                 text        not null,             -- in a colleague's words
    CreatedAt           text        not null,
    CreatedBy           text        not null,
    ResolvedAt          text        null,
    ResolvedBy          text        null
);
create index IX_ArticleFlags_ArticleId on ArticleFlags (ArticleId, ResolvedAt);
create index IX_ArticleFlags_CreatedAt on ArticleFlags (CreatedAt, ArticleId);

-- ---------------------------------------------------------------- promises and rules
-- What we promise, in versions that are never changed.
create table SlaBooks (
    Version             int         not null primary key,
    InForceAt           text        not null,
    PoliciesJson        text        not null,
    CalendarsJson       text        not null,
    Change              text        not null,             -- what was changed, in a sentence
    CreatedBy           text        not null,
    CreatedById         text        null
);

-- Books of SLA policies that a person applied to tickets that were open then: clocks that ran go by them from the clock's start.
create table SlaApplied (
    Version             int         not null primary key references SlaBooks (Version),
    AppliedAt           text        not null,
    AppliedBy           text        not null,
    AppliedById         text        null
);

-- Each ticket's clocks, worked out from its event log and written again whenever that grows.
create table TicketClocks (
    TicketId            text        not null references Tickets (Id),
    Kind                text        not null,             -- FirstReply | NextReply | Resolution
    StartedAt           text        not null,
    EndedAt             text        null,
    EndedBy             text        null,                 -- answered | solved | closed
    IsPaused            integer     not null,
    Policy              text        null,
    Book                int         not null,
    TargetSeconds       bigint      null,
    SpentSeconds        bigint      not null,             -- open time, up to when it was written
    WarnsAt             text        null,
    DueAt               text        null,
    IsBreached          integer     not null,
    WarnedAt            text        null,                 -- when the desk was told; kept when the clock is written again
    BreachToldAt        text        null,
    primary key (TicketId, Kind, StartedAt)
);
create index IX_TicketClocks_DueAt on TicketClocks (DueAt, TicketId) where EndedAt is null and DueAt is not null;
create index IX_TicketClocks_WarnsAt on TicketClocks (WarnsAt) where EndedAt is null and WarnedAt is null and WarnsAt is not null;
create index IX_TicketClocks_StartedAt on TicketClocks (StartedAt, Kind);
-- Promises by when their clocks ended: how many were kept.
create index IX_TicketClocks_EndedAt on TicketClocks (EndedAt, Kind, IsBreached, TargetSeconds);

-- Rules: if these hold, then do that.
create table Rules (
    Id                  text        not null primary key,
    Name                text        not null,
    Position            int         not null,
    IsOn                integer     not null,
    Moment              text        not null,             -- Message | Change | Time
    ConditionsJson      text        not null,
    ActionsJson         text        not null,
    Version             int         not null,
    UpdatedAt           text        not null,
    UpdatedBy           text        not null,
    RemovedAt           text        null                  -- what it did stays in the log of its tickets
);
create index IX_Rules_Moment on Rules (Moment, Position) where RemovedAt is null;

-- A rule runs once an occasion: a message, a change, the time since something. Whoever writes the row first runs it.
create table RuleRuns (
    RuleId              text        not null references Rules (Id),
    TicketId            text        not null references Tickets (Id),
    Occasion            text        not null,
    Did                 text        not null,
    RanAt               text        not null,
    primary key (RuleId, TicketId, Occasion)
);
create index IX_RuleRuns_RanAt on RuleRuns (RuleId, RanAt);
create index IX_RuleRuns_TicketId on RuleRuns (TicketId);

-- Whose turn it was last, for taking turns.
create table RuleTurns (
    RuleId              text        not null references Rules (Id),
    UserId              text        not null references Users (Id),
    LastAt              text        not null,
    primary key (RuleId, UserId)
);

-- Answers that rules send, made in the rule's transaction and rendered after it.
create table RuleAnswers (
    Id                  text        not null primary key,
    RuleId              text        not null references Rules (Id),
    TicketId            text        not null references Tickets (Id),
    ClientId            text        not null references Clients (Id),
    TemplateId          text        not null references Templates (Id),
    Kind                text        not null,             -- acknowledgement | reply
    CreatedAt           text        not null,
    SentAt              text        null,
    Problem             text        null
);
create index IX_RuleAnswers_Client on RuleAnswers (ClientId, Kind, CreatedAt);
create index IX_RuleAnswers_Ticket on RuleAnswers (TicketId, RuleId);

-- ---------------------------------------------------------------- opportunities
-- Chances to sell something, found in tickets.
create table Opportunities (
    Id                  text        not null primary key,
    TicketId            text        not null references Tickets (Id),
    -- the words it was found in; by these and the ticket everything before it is found
    MessageId           text        null references Messages (Id),
    Service             text        not null,             -- what they might buy
    Amount              bigint      null,                 -- what it is worth, in millionths of Currency; null: not known yet
    Currency            text        not null,             -- ISO 4217
    Stage               text        not null,             -- New | Qualified | Proposed | Won | Lost
    OwnerId             text        null references Users (Id),
    NextStep            text        null,
    NextStepOn          text        null,                 -- a date, 2026-11-24
    Reason              text        null,                 -- why it was won or lost
    Version             int         not null,
    CreatedAt           text        not null,
    CreatedBy           text        not null,
    UpdatedAt           text        not null,
    ClosedAt            text        null                  -- when it was won or lost
);
create index IX_Opportunities_Stage on Opportunities (Stage, UpdatedAt, Id);
create index IX_Opportunities_TicketId on Opportunities (TicketId);
create index IX_Opportunities_CreatedAt on Opportunities (CreatedAt, Id);
create index IX_Opportunities_ClosedAt on Opportunities (ClosedAt, Id);

-- Everything that happened to a chance.
create table OpportunityEvents (
    OpportunityId       text        not null references Opportunities (Id),
    Version             int         not null,             -- the version the change led to
    Kind                text        not null,             -- created | stage | changed
    Before              text        null,
    After               text        null,
    Actor               text        not null,
    ActorId             text        null,
    OccurredAt          text        not null,
    primary key (OpportunityId, Version, Kind)
);

-- ---------------------------------------------------------------- notices, mail, the bridge
-- What people are told: one row a happening, and in NoticeReaders one row for each person told of it.
create table Notices (
    Id                  text        not null primary key,
    Kind                text        not null,             -- delivery.failed | account.stopped | ..., see NoticeKinds
    Title               text        not null,
    Body                text        not null,
    Link                text        not null,             -- where something can be done about it, in this portal
    DedupeKey           text        null,                 -- while one with this key is open, no second is raised
    CreatedAt           text        not null,
    ResolvedAt          text        null                  -- it is mended: nobody needs to read it any more
);
create unique index UQ_Notices_DedupeKey on Notices (DedupeKey) where DedupeKey is not null and ResolvedAt is null;
create index IX_Notices_CreatedAt on Notices (CreatedAt, Id);

create table NoticeReaders (
    NoticeId            text        not null references Notices (Id),
    UserId              text        not null references Users (Id),
    CreatedAt           text        not null,             -- the notice's, so that a person's list pages by one index
    ReadAt              text        null,
    primary key (NoticeId, UserId)
);
create index IX_NoticeReaders_User on NoticeReaders (UserId, CreatedAt, NoticeId);
create index IX_NoticeReaders_Unread on NoticeReaders (UserId, NoticeId) where ReadAt is null;

-- How each person wants to be told; where there is no row, as the kind is usually told.
create table NoticeWishes (
    UserId              text        not null references Users (Id),
    Kind                text        not null,
    How                 text        not null,             -- AtOnce | Digest | Portal
    primary key (UserId, Kind)
);

create table DigestTimes (
    UserId              text        not null primary key references Users (Id),
    LocalTime           text        not null              -- by their own clock, e.g. 08:00; empty: no digest
);

-- E-mail on its way: rendered when it is sent, so that no words lie here.
create table Mails (
    Id                  text        not null primary key,
    Kind                text        not null,             -- notice | digest | bridge
    UserId              text        null references Users (Id),  -- to whom; null: to the desk beyond the bridge
    RefId               text        null,                 -- the notice or message it is about
    Day                 text        null,                 -- a digest's, in its reader's zone, e.g. 2026-11-24
    State               text        not null,             -- Waiting | Sent | Nothing (there was nothing to say any more) | Failed
    Attempts            int         not null default 0,
    LastError           text        null,
    CreatedAt           text        not null,
    SentAt              text        null,
    MessageId           text        null                  -- the mail's own, from its first try on: what comes back names it
);
create unique index UQ_Mails_Digest on Mails (UserId, Day) where Day is not null;
create unique index UQ_Mails_Ref on Mails (Kind, RefId, UserId) where RefId is not null;
create index IX_Mails_CreatedAt on Mails (CreatedAt, Id);
create index IX_Mails_MessageId on Mails (MessageId) where MessageId is not null;

-- Each mail that came back over the bridge, once, and what became of it. Its words are in the ticket or nowhere.
create table BridgeMails (
    MessageHash         text        not null primary key,  -- SHA-256 of its Message-ID, hex
    FromAddress         text        not null,
    Subject             text        not null,
    Outcome             text        not null,             -- Replied | Noted | Ignored
    Reason              text        not null,
    TicketId            text        null references Tickets (Id),
    Via                 text        not null,             -- imap | hook
    TakenAt             text        not null
);
create index IX_BridgeMails_TakenAt on BridgeMails (TakenAt);

-- ---------------------------------------------------------------- webhooks
-- Programs elsewhere that are told.
create table WebhookEndpoints (
    Id                  text        not null primary key,
    Name                text        not null,
    Url                 text        not null,
    EventTypes          text        not null,             -- ' ticket.created delivery.failed ', or ' * '
    -- JSON under the data protection keys: the secret, and the one before while both sign
    SecretsCipher       text        not null,
    AllowPrivate        integer     not null default 0,   -- may lead into our own network
    State               text        not null,             -- Active | Paused | Disabled
    FailingSince        text        null,                 -- no delivery has succeeded since
    LastOkAt            text        null,
    LastError           text        null,
    Version             int         not null default 1,
    CreatedAt           text        not null,
    CreatedBy           text        not null,
    RemovedAt           text        null,
    Failures            int         not null default 0,   -- calls that failed in a row, whichever event
    RestUntil           text        null                  -- it does not answer: no call before this
);

-- What those programs are told. Written in the transaction that makes it true; kept only while somebody wants it.
create table WebhookEvents (
    Id                  text        not null primary key,
    Type                text        not null,
    SubjectId           text        not null,             -- the ticket, message or delivery it is about
    DataJson            text        not null,
    OccurredAt          text        not null
);
create index IX_WebhookEvents_OccurredAt on WebhookEvents (OccurredAt, Id);

-- One event to one endpoint, and each try of it.
create table WebhookDeliveries (
    Id                  text        not null primary key,
    EndpointId          text        not null references WebhookEndpoints (Id),
    EventId             text        not null references WebhookEvents (Id),
    State               text        not null,             -- Waiting | Delivered | Failed
    Attempts            int         not null default 0,   -- calls made, replays included
    Tries               int         not null default 0,   -- calls made since it was last set going: its rung on the ladder
    Status              int         null,                 -- what the last call was answered with
    LastError           text        null,
    NextAt              text        null,
    DeliveredAt         text        null,
    CreatedAt           text        not null,             -- the event's time
    constraint UQ_WebhookDeliveries_Endpoint_Event unique (EndpointId, EventId)
);
create index IX_WebhookDeliveries_Endpoint on WebhookDeliveries (EndpointId, CreatedAt, Id);
create index IX_WebhookDeliveries_Event on WebhookDeliveries (EventId);

create table WebhookAttempts (
    DeliveryId          text        not null references WebhookDeliveries (Id),
    Number              int         not null,
    StartedAt           text        not null,
    Milliseconds        int         not null,
    Status              int         null,                 -- null: no answer
    Said                text        null,                 -- the beginning of the answer, or why there was none
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
    Quarter             int         not null,
    Code                text        not null,
    People              int         not null,
    Firsts              int         not null,
    Unrecognised        int         not null,             -- of the people: asked not to be tracked
    Previews            int         not null,
    Bots                int         not null,
    primary key (Quarter, Code)
) without rowid;

create table VisitDays (
    Day                 int         not null,
    Code                text        not null,
    People              int         not null,
    Firsts              int         not null,
    Unrecognised        int         not null,
    Previews            int         not null,
    Bots                int         not null,
    primary key (Day, Code)
) without rowid;
create index IX_VisitDays_Code on VisitDays (Code, Day);

create table VisitMonths (
    Month               int         not null,
    Code                text        not null,
    People              int         not null,
    Firsts              int         not null,
    Unrecognised        int         not null,
    Previews            int         not null,
    Bots                int         not null,
    primary key (Month, Code)
) without rowid;
create index IX_VisitMonths_Code on VisitMonths (Code, Month);

-- All links together.
create table VisitTotals (
    Quarter             int         not null primary key,
    People              int         not null,
    Firsts              int         not null,
    Unrecognised        int         not null,
    Previews            int         not null,
    Bots                int         not null
) without rowid;

-- Visits summed up for everything (zeros) and for each article, account, template and series, so that a period of years is a few hundred
-- rows of each. Made from VisitQuarters and VisitDays.
create table VisitSums (
    ThingId             text        not null,
    -- 1 a quarter of an hour (not for articles, which have too many, and not for everything: VisitTotals), 2 a day, 3 a month, 4 a year
    Grain               int         not null,
    At                  int         not null,             -- which: as VisitQuarters, VisitDays and VisitMonths count them; the year
    People              int         not null,
    Firsts              int         not null,
    Unrecognised        int         not null,
    Previews            int         not null,
    Bots                int         not null,
    primary key (ThingId, Grain, At)
) without rowid;

-- Days whose visits changed since they were summed up. Only added to, and deleted once summed up.
create table VisitChanges (
    Seq                 integer     primary key autoincrement,
    Day                 int         not null,
    ArticleId           text        null                  -- null: all of them
);

-- What tickets took. Made from Tickets, Messages and TicketEvents, and can be made again.
create table TicketTimes (
    TicketId            text        not null primary key references Tickets (Id),
    OpenedAt            text        not null,
    FirstReplyAt        text        null,                 -- our first answer was written
    FirstReplySeconds   int         null,
    SolvedAt            text        null,                 -- for good: null again while it is open again
    SolveSeconds        int         null,
    LastInboundAt       text        null,
    LastOutboundAt      text        null
);
create index IX_TicketTimes_FirstReplyAt on TicketTimes (FirstReplyAt, FirstReplySeconds);
create index IX_TicketTimes_SolvedAt on TicketTimes (SolvedAt, SolveSeconds);

-- How much was said when. Made from Tickets and Messages, and can be made again.
create table DeskQuarters (
    Quarter             int         not null,             -- as in VisitQuarters
    AccountId           text        not null references Accounts (Id),
    Opened              int         not null,             -- tickets
    Inbound             int         not null,             -- messages
    Outbound            int         not null,
    primary key (Quarter, AccountId)
) without rowid;

-- What was said and opened, summed up for everything (zeros) and for each account, article, template and series. By time before thing,
-- because a time is made anew as a whole. Made from Tickets and Messages.
create table DeskSums (
    Grain               int         not null,             -- as in VisitSums, from the quarter of an hour on
    At                  int         not null,
    ThingId             text        not null,
    Opened              int         not null,             -- tickets
    Inbound             int         not null,             -- messages
    Outbound            int         not null,
    primary key (Grain, At, ThingId)
) without rowid;

-- The same of everything by the quarter of the day (0 to 95, UTC), for each month: when clients write.
create table DeskHours (
    Month               int         not null,
    Slot                int         not null,
    Opened              int         not null,
    Inbound             int         not null,
    Outbound            int         not null,
    primary key (Month, Slot)
) without rowid;

-- How far each sum has read, and the row that whoever works on it locks.
create table Rollups (
    Name                text        not null primary key,  -- visits | desk
    Position            bigint      not null,
    DoneAt              text        null                  -- when it last had read everything
);
insert into Rollups (Name, Position) values ('visits', 0), ('desk', 0);
