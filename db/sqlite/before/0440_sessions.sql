-- A signed-in person's sessions: signing out ends one on the server, and not only in the browser that was asked.
create table Sessions (
    Id                  text        not null primary key,
    UserId              text        not null references Users (Id),
    Device              text        not null,           -- browser and system, as the browser names itself, shortened
    Address             text        not null,           -- where it was last used from
    StartedAt           text        not null,
    LastUsedAt          text        not null,           -- to five minutes
    EndsAt              text        not null            -- whatever happens; see SignIn:SessionDays
);

create index IX_Sessions_User on Sessions (UserId);

-- When a one-time password stops opening anything; null for a password of one's own.
alter table Users add column PasswordExpiresAt text null;
