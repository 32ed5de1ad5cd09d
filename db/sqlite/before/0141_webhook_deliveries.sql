-- One event to one endpoint, and each try of it.
alter table WebhookEndpoints add column Failures int not null default 0;      -- calls that failed in a row, whichever event
alter table WebhookEndpoints add column RestUntil text null;                  -- it does not answer: no call before this

create table WebhookDeliveries (
    Id                  text        not null primary key,
    EndpointId          text        not null references WebhookEndpoints (Id),
    EventId             text        not null references WebhookEvents (Id),
    State               text        not null,           -- Waiting | Delivered | Failed
    Attempts            int         not null default 0, -- calls made, replays included
    Tries               int         not null default 0, -- calls made since it was last set going: its rung on the ladder
    Status              int         null,               -- what the last call was answered with
    LastError           text        null,
    NextAt              text        null,
    DeliveredAt         text        null,
    CreatedAt           text        not null,           -- the event's time
    constraint UQ_WebhookDeliveries_Endpoint_Event unique (EndpointId, EventId)
);
create index IX_WebhookDeliveries_Endpoint on WebhookDeliveries (EndpointId, CreatedAt, Id);
create index IX_WebhookDeliveries_Event on WebhookDeliveries (EventId);

create table WebhookAttempts (
    DeliveryId          text        not null references WebhookDeliveries (Id),
    Number              int         not null,
    StartedAt           text        not null,
    Milliseconds        int         not null,
    Status              int         null,               -- null: no answer
    Said                text        null,               -- the beginning of the answer, or why there was none
    primary key (DeliveryId, Number)
);
