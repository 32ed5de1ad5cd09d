-- What tickets took, and how much was said when. Made from Tickets, Messages and TicketEvents, and can be made again.
create table TicketTimes (
    TicketId            uniqueidentifier   not null primary key references Tickets (Id),
    OpenedAt            datetime2(3)       not null,
    FirstReplyAt        datetime2(3)       null,                          -- our first answer was written
    FirstReplySeconds   int                null,
    SolvedAt            datetime2(3)       null,                          -- for good: null again while it is open again
    SolveSeconds        int                null,
    LastInboundAt       datetime2(3)       null,
    LastOutboundAt      datetime2(3)       null
);
create index IX_TicketTimes_FirstReplyAt on TicketTimes (FirstReplyAt, FirstReplySeconds);
create index IX_TicketTimes_SolvedAt on TicketTimes (SolvedAt, SolveSeconds);

create table DeskQuarters (
    Quarter             int                not null,                      -- as in VisitQuarters
    AccountId           uniqueidentifier   not null references Accounts (Id),
    Opened              int                not null,                      -- tickets
    Inbound             int                not null,                      -- messages
    Outbound            int                not null,
    primary key (Quarter, AccountId)
);

create index IX_Tickets_CreatedAt on Tickets (CreatedAt, Id);
create index IX_Tickets_DeliveryId on Tickets (DeliveryId);
create index IX_Messages_Kind_CreatedAt on Messages (Kind, CreatedAt, AuthorId);
create index IX_Deliveries_PublishedAt on Deliveries (PublishedAt, Id);
create index IX_Spending_SpentAt on Spending (SpentAt, AccountId, Amount);
