-- A signed-in person's sessions: signing out ends one on the server, and not only in the browser that was asked.
create table Sessions (
    Id                  uniqueidentifier   not null primary key,
    UserId              uniqueidentifier   not null references Users (Id),
    Device              nvarchar(200)      collate Latin1_General_100_BIN2 not null,  -- browser and system, as the browser names itself, shortened
    Address             nvarchar(64)       collate Latin1_General_100_BIN2 not null,  -- where it was last used from
    StartedAt           datetime2(3)       not null,
    LastUsedAt          datetime2(3)       not null,  -- to five minutes
    EndsAt              datetime2(3)       not null            -- whatever happens; see SignIn:SessionDays
);

create index IX_Sessions_User on Sessions (UserId);

-- When a one-time password stops opening anything; null for a password of one's own.
alter table Users add PasswordExpiresAt datetime2(3) null;
