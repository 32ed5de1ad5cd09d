-- Everything the main loop stands on: people, knowledge, templates, accounts, posts and their ledger, listening, tickets.
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
    constraint UQ_Users_Email unique (Email)
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

-- ---------------------------------------------------------------- knowledge
create table Sources (
    Id                  uniqueidentifier   not null primary key,
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- folder | feed | api | demo
    Name                nvarchar(200)      collate Latin1_General_CI_AI not null,
    -- a folder, a feed's URL, or a fixed word for the others
    Location            nvarchar(800)      collate Latin1_General_100_BIN2 not null,
    BaseUrl             nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    IsInternal          bit                not null default 0,            -- may point at private addresses
    Enabled             bit                not null default 1,
    ETag                nvarchar(400)      collate Latin1_General_100_BIN2 null,
    LastModified        nvarchar(100)      collate Latin1_General_100_BIN2 null,  -- the header's text, sent back as it came
    LastReadAt          datetime2(3)       null,                          -- last time it answered, changed or not
    NextReadAt          datetime2(3)       null,
    LeaseUntil          datetime2(3)       null,
    FailureCount        int                not null default 0,
    LastError           nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    CreatedAt           datetime2(3)       not null,
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
    Version             int                not null,                      -- the number of its newest version
    ContentHash         nvarchar(64)       collate Latin1_General_100_BIN2 not null,
    OwnerId             uniqueidentifier   null references Users (Id),
    ReviewAt            datetime2(3)       null,
    PublishedAt         datetime2(3)       null,                          -- as the source dates it
    CreatedAt           datetime2(3)       not null,
    UpdatedAt           datetime2(3)       not null,
    ArchivedAt          datetime2(3)       null,
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

-- ---------------------------------------------------------------- templates
create table Templates (
    Id                  uniqueidentifier   not null primary key,
    Name                nvarchar(200)      collate Latin1_General_CI_AI not null,
    ShippedName         nvarchar(200)      collate Latin1_General_100_BIN2 null,  -- the file it came with, for the shipped ones
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- post | reply | acknowledgement | notice | digest
    LengthClass         nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- short | long
    Description         nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Active | Retired
    Version             int                not null,                      -- the number of its published version
    CreatedAt           datetime2(3)       not null,
    UpdatedAt           datetime2(3)       not null
);
create unique index UQ_Templates_ShippedName on Templates (ShippedName) where ShippedName is not null;

create table TemplateVersions (
    TemplateId          uniqueidentifier   not null references Templates (Id),
    Number              int                not null,
    Body                nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    Note                nvarchar(1000)     collate Latin1_General_100_BIN2 not null,
    IsShipped           bit                not null default 0,            -- came with the product, unedited
    CreatedAt           datetime2(3)       not null,
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    primary key (TemplateId, Number)
);

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
    SecretsVersion      int                not null default 0,            -- grows with each refresh: single flight across nodes
    AccessExpiresAt     datetime2(3)       null,
    RefreshLeaseUntil   datetime2(3)       null,                          -- whoever renews the access holds this
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
    UpdatedAt           datetime2(3)       not null
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

-- ---------------------------------------------------------------- posts, deliveries and their ledger
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
    CreatedById         uniqueidentifier   null
);
create unique index UQ_Posts_IdempotencyKey on Posts (IdempotencyKey) where IdempotencyKey is not null;
create index IX_Posts_DueAt on Posts (DueAt, Id);
create index IX_Posts_ArticleId on Posts (ArticleId, DueAt);

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
    Version             int                not null,                      -- counts the moves; a move names the one it starts from
    DueAt               datetime2(3)       not null,
    Attempts            int                not null default 0,            -- sends begun
    SendKey             nvarchar(100)      collate Latin1_General_100_BIN2 not null,  -- our name for the send, the same on every try
    SendCreatedAt       datetime2(3)       null,                          -- the time in the record, kept from the first try on
    SendStartedAt       datetime2(3)       null,
    LeaseUntil          datetime2(3)       null,                          -- until when a Publishing one is in somebody's hands
    RemoteId            nvarchar(400)      collate Latin1_General_100_BIN2 null,
    RemoteUrl           nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    PublishedAt         datetime2(3)       null,
    ErrorKind           nvarchar(40)       collate Latin1_General_100_BIN2 null,
    LastError           nvarchar(2000)     collate Latin1_General_100_BIN2 null,
    CreatedAt           datetime2(3)       not null,
    UpdatedAt           datetime2(3)       not null
);
create index IX_Deliveries_PostId on Deliveries (PostId);
create index IX_Deliveries_DueAt on Deliveries (DueAt, Id);
create index IX_Deliveries_State on Deliveries (State, DueAt);
create index IX_Deliveries_RemoteId on Deliveries (AccountId, RemoteId);
create index IX_Deliveries_TicketId on Deliveries (TicketId);
create index IX_Deliveries_ArticleId on Deliveries (ArticleId, PublishedAt);

create table DeliveryHistory (
    DeliveryId          uniqueidentifier   not null references Deliveries (Id),
    Version             int                not null,                      -- the version the move led to
    FromState           nvarchar(20)       collate Latin1_General_100_BIN2 null,  -- null: the delivery was made
    ToState             nvarchar(20)       collate Latin1_General_100_BIN2 not null,
    Reason              nvarchar(2000)     collate Latin1_General_100_BIN2 not null,
    Actor               nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    Node                nvarchar(100)      collate Latin1_General_100_BIN2 not null,
    OccurredAt          datetime2(3)       not null,
    primary key (DeliveryId, Version)
);

-- Work that is due. One row for each thing to look after; AvailableAt is its due time or the end of its lease,
-- so one range of one index answers "what next?".
create table Outbox (
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- deliver | ingest | ...
    RefId               uniqueidentifier   not null,
    AvailableAt         datetime2(3)       not null,
    LeaseOwner          nvarchar(100)      collate Latin1_General_100_BIN2 null,
    Attempts            int                not null default 0,            -- claims since it last got on
    LastError           nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    CreatedAt           datetime2(3)       not null,
    primary key (Kind, RefId)
);
create index IX_Outbox_AvailableAt on Outbox (AvailableAt);

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
    constraint UQ_InboundItems_Account_RemoteId unique (AccountId, RemoteId)
);
create index IX_InboundItems_State on InboundItems (State, ReceivedAt);

create table Clients (
    Id                  uniqueidentifier   not null primary key,
    Name                nvarchar(200)      collate Latin1_General_CI_AI not null,
    CreatedAt           datetime2(3)       not null
);

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
    constraint UQ_Handles_Network_RemoteId unique (Network, RemoteId)
);
create index IX_Handles_ClientId on Handles (ClientId);

-- ---------------------------------------------------------------- tickets
create table Tickets (
    Id                  uniqueidentifier   not null primary key,
    Number              bigint             not null,                      -- what people say; counts up
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
    constraint UQ_Tickets_Number unique (Number)
);
create index IX_Tickets_Activity on Tickets (LastActivityAt, Id);
create index IX_Tickets_Status on Tickets (Status, LastActivityAt, Id);
create index IX_Tickets_Assignee on Tickets (AssigneeId, Status, LastActivityAt);
create index IX_Tickets_Client on Tickets (ClientId, AccountId, LastActivityAt);
create index IX_Tickets_Article on Tickets (ArticleId);
create index IX_Tickets_Thread on Tickets (AccountId, ThreadId);

create table TicketNumbers (
    Name                nvarchar(20)       collate Latin1_General_100_BIN2 not null primary key,
    LastNumber          bigint             not null
);

create table Messages (
    Seq                 bigint             identity(1, 1) not null,       -- many things happen in one millisecond
    Id                  uniqueidentifier   not null primary key,
    TicketId            uniqueidentifier   not null references Tickets (Id),
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- inbound | outbound | note
    AuthorId            uniqueidentifier   null references Users (Id),    -- ours
    AuthorName          nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    HandleId            uniqueidentifier   null references Handles (Id),  -- theirs
    AccountId           uniqueidentifier   null references Accounts (Id),
    RemoteId            nvarchar(400)      collate Latin1_General_100_BIN2 null,
    InReplyToRemoteId   nvarchar(400)      collate Latin1_General_100_BIN2 null,
    Body                nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    Url                 nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    DeliveryId          uniqueidentifier   null references Deliveries (Id),
    InboundItemId       uniqueidentifier   null references InboundItems (Id),
    SaidAt              datetime2(3)       not null,                      -- by the network's clock for theirs, by ours for ours
    CreatedAt           datetime2(3)       not null
);
create unique index UQ_Messages_Seq on Messages (Seq) include (TicketId);
create index IX_Messages_Ticket on Messages (TicketId, SaidAt, Seq);
create unique index UQ_Messages_Account_RemoteId on Messages (AccountId, RemoteId) where RemoteId is not null;

create table TicketEvents (
    Seq                 bigint             identity(1, 1) not null,       -- many things happen in one millisecond
    Id                  uniqueidentifier   not null primary key,
    TicketId            uniqueidentifier   not null references Tickets (Id),
    -- created | status | priority | assignee | message | note | ...
    Kind                nvarchar(40)       collate Latin1_General_100_BIN2 not null,
    Before              nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    After               nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    Actor               nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    ActorId             uniqueidentifier   null,
    OccurredAt          datetime2(3)       not null
);
create unique index UQ_TicketEvents_Seq on TicketEvents (Seq) include (TicketId, OccurredAt);
create index IX_TicketEvents_Ticket on TicketEvents (TicketId, Seq);

-- A half-written reply, saved as it is typed.
create table ReplyDrafts (
    TicketId            uniqueidentifier   not null references Tickets (Id),
    UserId              uniqueidentifier   not null references Users (Id),
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- reply | note
    Body                nvarchar(max)      collate Latin1_General_100_BIN2 not null,
    UpdatedAt           datetime2(3)       not null,
    primary key (TicketId, UserId, Kind)
);
