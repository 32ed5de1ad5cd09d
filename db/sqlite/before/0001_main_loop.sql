-- Everything the main loop stands on: people, knowledge, templates, accounts, posts and their ledger, listening, tickets.
-- The same number and name in both folders; see ../README.md.

-- ---------------------------------------------------------------- people and settings
create table Users (
    Id                  text        not null primary key,
    Email               text        not null,           -- kept in lower case; what one signs in with
    Name                text        not null,
    Role                text        not null,           -- Agent | Editor | Administrator
    PasswordHash        text        not null,
    SecurityStamp       text        not null,           -- changes when password or role changes: old cookies end
    MustChangePassword  integer      not null default 0,
    TimeZone            text        not null default 'UTC',   -- IANA
    Theme               text        not null default 'auto',  -- auto | light | dark
    FailedSignIns       int         not null default 0,
    LockedUntil         text        null,
    LastSignInAt        text        null,
    DisabledAt          text        null,
    CreatedAt           text        not null,
    constraint UQ_Users_Email unique (Email)
);

create table ApiKeys (
    Id                  text        not null primary key,
    Name                text        not null,
    Role                text        not null,
    Prefix              text        not null,           -- the visible start, by which a key is found
    KeyHash             text        not null,           -- SHA-256, hex; the key itself is shown once and not kept
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
    UpdatedBy           text        null
);

-- ---------------------------------------------------------------- knowledge
create table Sources (
    Id                  text        not null primary key,
    Kind                text        not null,           -- folder | feed | api | demo
    Name                text        not null,
    Location            text         not null,           -- a folder, a feed's URL, or a fixed word for the others
    BaseUrl             text        null,
    IsInternal          integer      not null default 0, -- may point at private addresses
    Enabled             integer      not null default 1,
    ETag                text        null,
    LastModified        text        null,               -- the header's text, sent back as it came
    LastReadAt          text        null,               -- last time it answered, changed or not
    NextReadAt          text        null,
    LeaseUntil          text        null,
    FailureCount        int         not null default 0,
    LastError           text        null,
    CreatedAt           text        not null,
    constraint UQ_Sources_Kind_Location unique (Kind, Location)
);
create index IX_Sources_NextReadAt on Sources (NextReadAt);

create table Articles (
    Id                  text        not null primary key,
    SourceId            text        not null references Sources (Id),
    ExternalId          text          not null,           -- its name in the source: a path, a guid, the caller's id
    Slug                text        not null,
    Title               text        not null,
    Summary             text        not null,
    Url                 text        null,               -- where readers find it; without one it cannot be linked to
    ImageUrl            text        null,
    ImageAlt            text        null,
    Language            text        not null default 'en',
    State               text        not null,           -- Draft | Validated | Archived
    Audience            text        not null,           -- external | internal
    Version             int         not null,           -- the number of its newest version
    ContentHash         text        not null,
    OwnerId             text        null references Users (Id),
    ReviewAt            text        null,
    PublishedAt         text        null,               -- as the source dates it
    CreatedAt           text        not null,
    UpdatedAt           text        not null,
    ArchivedAt          text        null,
    constraint UQ_Articles_Source_ExternalId unique (SourceId, ExternalId)
);
create index IX_Articles_UpdatedAt on Articles (UpdatedAt, Id);
create index IX_Articles_State on Articles (State, Audience, UpdatedAt);

create table ArticleVersions (
    ArticleId           text        not null references Articles (Id),
    Number              int         not null,
    Title               text        not null,
    Summary             text        not null,
    Format              text        not null,           -- markdown | html
    Body                text        not null,
    PlainText           text        not null,           -- what templates and search read
    MetadataJson        text        not null,           -- front matter or feed fields that have no column
    ContentHash         text        not null,
    CreatedAt           text        not null,
    CreatedBy           text        not null,           -- a person, a source or an API key, by name
    primary key (ArticleId, Number)
);

create table ArticleTags (
    ArticleId           text        not null references Articles (Id),
    Tag                 text        not null,
    primary key (ArticleId, Tag)
);
create index IX_ArticleTags_Tag on ArticleTags (Tag, ArticleId);

-- ---------------------------------------------------------------- templates
create table Templates (
    Id                  text        not null primary key,
    Name                text        not null,
    ShippedName         text        null,               -- the file it came with, for the shipped ones
    Kind                text        not null,           -- post | reply | acknowledgement | notice | digest
    LengthClass         text        not null,           -- short | long
    Description         text        not null,
    State               text        not null,           -- Active | Retired
    Version             int         not null,           -- the number of its published version
    CreatedAt           text        not null,
    UpdatedAt           text        not null
);
create unique index UQ_Templates_ShippedName on Templates (ShippedName) where ShippedName is not null;

create table TemplateVersions (
    TemplateId          text        not null references Templates (Id),
    Number              int         not null,
    Body                text        not null,
    Note                text        not null,
    IsShipped           integer      not null default 0, -- came with the product, unedited
    CreatedAt           text        not null,
    CreatedBy           text        not null,
    primary key (TemplateId, Number)
);

-- ---------------------------------------------------------------- accounts
create table Accounts (
    Id                  text        not null primary key,
    Network             text        not null,           -- the adapter's key
    Name                text        not null,           -- what we call it
    Handle              text        not null,
    RemoteId            text          not null,
    Server              text        not null default '', -- empty where a network has only one
    AvatarUrl           text        null,
    ProfileUrl          text        null,
    SettingsJson        text        not null,
    SecretsCipher       text        not null,           -- JSON under the data protection keys
    SecretsVersion      int         not null default 0, -- grows with each refresh: single flight across nodes
    AccessExpiresAt     text        null,
    RefreshLeaseUntil   text        null,               -- whoever renews the access holds this
    State               text        not null,           -- Active | Paused | NeedsReconnect
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
    UpdatedAt           text        not null
);
create unique index UQ_Accounts_Network_RemoteId on Accounts (Network, RemoteId, Server);
create index IX_Accounts_NextListenAt on Accounts (NextListenAt);

create table StreamCursors (
    AccountId           text        not null references Accounts (Id),
    Stream              text        not null,           -- e.g. mentions
    Position            text        not null,
    UpdatedAt           text        not null,
    primary key (AccountId, Stream)
);

-- ---------------------------------------------------------------- posts, deliveries and their ledger
create table Posts (
    Id                  text        not null primary key,
    ArticleId           text        null references Articles (Id),
    ArticleVersion      int         null,
    TemplateId          text        null references Templates (Id),
    TemplateVersion     int         null,
    Title               text        not null,           -- how lists call it
    DueAt               text        not null,
    LocalTime           text        null,               -- what the person chose, e.g. 2026-11-24T09:00
    TimeZone            text        not null,           -- and in which zone
    IdempotencyKey      text          null,               -- the API caller's; the same key answers with the same post
    RequestHash         text        null,               -- of the body that key came with: another body under it is refused
    CreatedAt           text        not null,
    CreatedBy           text        not null,
    CreatedById         text        null
);
create unique index UQ_Posts_IdempotencyKey on Posts (IdempotencyKey) where IdempotencyKey is not null;
create index IX_Posts_DueAt on Posts (DueAt, Id);
create index IX_Posts_ArticleId on Posts (ArticleId, DueAt);

create table Deliveries (
    Id                  text        not null primary key,
    Kind                text        not null,           -- post | reply
    PostId              text        null references Posts (Id),
    TicketId            text        null,
    MessageId           text        null,
    ArticleId           text        null references Articles (Id),
    AccountId           text        not null references Accounts (Id),
    Network             text        not null,
    Body                text        not null,           -- the words as they go out
    LinkUrl             text        null,
    CardJson            text        null,
    InReplyToRemoteId   text          null,
    State               text        not null,
    Version             int         not null,           -- counts the moves; a move names the one it starts from
    DueAt               text        not null,
    Attempts            int         not null default 0, -- sends begun
    SendKey             text        not null,           -- our name for the send, the same on every try
    SendCreatedAt       text        null,               -- the time in the record, kept from the first try on
    SendStartedAt       text        null,
    LeaseUntil          text        null,               -- until when a Publishing one is in somebody's hands
    RemoteId            text          null,
    RemoteUrl           text        null,
    PublishedAt         text        null,
    ErrorKind           text        null,
    LastError           text        null,
    CreatedAt           text        not null,
    UpdatedAt           text        not null
);
create index IX_Deliveries_PostId on Deliveries (PostId);
create index IX_Deliveries_DueAt on Deliveries (DueAt, Id);
create index IX_Deliveries_State on Deliveries (State, DueAt);
create index IX_Deliveries_RemoteId on Deliveries (AccountId, RemoteId);
create index IX_Deliveries_TicketId on Deliveries (TicketId);
create index IX_Deliveries_ArticleId on Deliveries (ArticleId, PublishedAt);

create table DeliveryHistory (
    DeliveryId          text        not null references Deliveries (Id),
    Version             int         not null,           -- the version the move led to
    FromState           text        null,               -- null: the delivery was made
    ToState             text        not null,
    Reason              text        not null,
    Actor               text        not null,
    Node                text        not null,
    OccurredAt          text        not null,
    primary key (DeliveryId, Version)
);

-- Work that is due. One row for each thing to look after; AvailableAt is its due time or the end of its lease,
-- so one range of one index answers "what next?".
create table Outbox (
    Kind                text        not null,           -- deliver | ingest | ...
    RefId               text        not null,
    AvailableAt         text        not null,
    LeaseOwner          text        null,
    Attempts            int         not null default 0, -- claims since it last got on
    LastError           text        null,
    CreatedAt           text        not null,
    primary key (Kind, RefId)
);
create index IX_Outbox_AvailableAt on Outbox (AvailableAt);

-- ---------------------------------------------------------------- listening
create table InboundItems (
    Id                  text        not null primary key,
    AccountId           text        not null references Accounts (Id),
    RemoteId            text          not null,
    Kind                text        not null,           -- Reply | Mention | Quote | DirectMessage
    ItemJson            text        not null,           -- as the adapter understood it
    RawJson             text        not null,           -- as the network sent it
    Via                 text        not null,           -- poll | push | backfill
    State               text        not null,           -- New | Done | Ignored | Failed
    Outcome             text        null,               -- why ignored, or what failed
    FailedStep          text        null,
    Attempts            int         not null default 0,
    ReceivedAt          text        not null,
    ProcessedAt         text        null,
    constraint UQ_InboundItems_Account_RemoteId unique (AccountId, RemoteId)
);
create index IX_InboundItems_State on InboundItems (State, ReceivedAt);

create table Clients (
    Id                  text        not null primary key,
    Name                text        not null,
    CreatedAt           text        not null
);

create table Handles (
    Id                  text        not null primary key,
    ClientId            text        not null references Clients (Id),
    Network             text        not null,
    RemoteId            text          not null,
    Handle              text        not null,
    DisplayName         text        not null,
    AvatarUrl           text        null,
    ProfileUrl          text        null,
    CreatedAt           text        not null,
    UpdatedAt           text        not null,
    constraint UQ_Handles_Network_RemoteId unique (Network, RemoteId)
);
create index IX_Handles_ClientId on Handles (ClientId);

-- ---------------------------------------------------------------- tickets
create table Tickets (
    Id                  text        not null primary key,
    Number              bigint      not null,           -- what people say; counts up
    Subject             text        not null,
    Status              text        not null,           -- New | Open | Pending | OnHold | Solved | Closed
    Priority            text        not null,           -- Low | Normal | High | Urgent
    ClientId            text        not null references Clients (Id),
    AccountId           text        not null references Accounts (Id),
    Network             text        not null,
    ThreadId            text          not null,           -- the network's id of the thread's first message
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
    constraint UQ_Tickets_Number unique (Number)
);
create index IX_Tickets_Activity on Tickets (LastActivityAt, Id);
create index IX_Tickets_Status on Tickets (Status, LastActivityAt, Id);
create index IX_Tickets_Assignee on Tickets (AssigneeId, Status, LastActivityAt);
create index IX_Tickets_Client on Tickets (ClientId, AccountId, LastActivityAt);
create index IX_Tickets_Article on Tickets (ArticleId);
create index IX_Tickets_Thread on Tickets (AccountId, ThreadId);

create table TicketNumbers (
    Name                text        not null primary key,
    LastNumber          bigint      not null
);

create table Messages (
    Seq                 integer primary key autoincrement,           -- many things happen in one millisecond
    Id                  text        not null unique,
    TicketId            text        not null references Tickets (Id),
    Kind                text        not null,           -- inbound | outbound | note
    AuthorId            text        null references Users (Id),    -- ours
    AuthorName          text        not null,
    HandleId            text        null references Handles (Id),  -- theirs
    AccountId           text        null references Accounts (Id),
    RemoteId            text          null,
    InReplyToRemoteId   text          null,
    Body                text        not null,
    Url                 text        null,
    DeliveryId          text        null references Deliveries (Id),
    InboundItemId       text        null references InboundItems (Id),
    SaidAt              text        not null,           -- by the network's clock for theirs, by ours for ours
    CreatedAt           text        not null
);
create index IX_Messages_Ticket on Messages (TicketId, SaidAt, Seq);
create unique index UQ_Messages_Account_RemoteId on Messages (AccountId, RemoteId) where RemoteId is not null;

create table TicketEvents (
    Seq                 integer primary key autoincrement,           -- many things happen in one millisecond
    Id                  text        not null unique,
    TicketId            text        not null references Tickets (Id),
    Kind                text        not null,           -- created | status | priority | assignee | message | note | ...
    Before              text        null,
    After               text        null,
    Actor               text        not null,
    ActorId             text        null,
    OccurredAt          text        not null
);
create index IX_TicketEvents_Ticket on TicketEvents (TicketId, Seq);

-- A half-written reply, saved as it is typed.
create table ReplyDrafts (
    TicketId            text        not null references Tickets (Id),
    UserId              text        not null references Users (Id),
    Kind                text        not null,           -- reply | note
    Body                text        not null,
    UpdatedAt           text        not null,
    primary key (TicketId, UserId, Kind)
);
