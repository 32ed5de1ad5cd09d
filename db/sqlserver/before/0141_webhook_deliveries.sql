-- One event to one endpoint, and each try of it.
alter table WebhookEndpoints add Failures int not null default 0;         -- calls that failed in a row, whichever event
alter table WebhookEndpoints add RestUntil datetime2(3) null;             -- it does not answer: no call before this

create table WebhookDeliveries (
    Id                  uniqueidentifier   not null primary key,
    EndpointId          uniqueidentifier   not null references WebhookEndpoints (Id),
    EventId             uniqueidentifier   not null references WebhookEvents (Id),
    State               nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Waiting | Delivered | Failed
    Attempts            int                not null default 0,            -- calls made, replays included
    Tries               int                not null default 0,            -- calls made since it was last set going: its rung on the ladder
    Status              int                null,                          -- what the last call was answered with
    LastError           nvarchar(1000)     collate Latin1_General_100_BIN2 null,
    NextAt              datetime2(3)       null,
    DeliveredAt         datetime2(3)       null,
    CreatedAt           datetime2(3)       not null,                      -- the event's time
    constraint UQ_WebhookDeliveries_Endpoint_Event unique (EndpointId, EventId)
);
create index IX_WebhookDeliveries_Endpoint on WebhookDeliveries (EndpointId, CreatedAt, Id);
create index IX_WebhookDeliveries_Event on WebhookDeliveries (EventId);

create table WebhookAttempts (
    DeliveryId          uniqueidentifier   not null references WebhookDeliveries (Id),
    Number              int                not null,
    StartedAt           datetime2(3)       not null,
    Milliseconds        int                not null,
    Status              int                null,                          -- null: no answer
    Said                nvarchar(1000)     collate Latin1_General_100_BIN2 null,  -- the beginning of the answer, or why there was none
    primary key (DeliveryId, Number)
);
