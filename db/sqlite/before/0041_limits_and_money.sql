-- What an account may still do at its network, and what it costs: shared by all nodes.
alter table Accounts add column FirstInLine text not null default 'Listening';     -- Listening | Publishing: for whom a limit that both draw on is kept
alter table Accounts add column MonthlyBudget bigint null;                          -- in millionths of the network's currency; null: no limit
alter table Accounts add column ListeningShare int not null default 20;             -- percent of the budget that posts may not use up
alter table Accounts add column Streaming integer not null default 1;               -- be told at once where the network can; polling goes on all the same
alter table Accounts add column StreamLeaseUntil text null;                         -- one node holds an account's stream

create table RateBudgets (
    AccountId           text        not null references Accounts (Id),
    Bucket              text        not null,           -- the network's name for the limit
    MaxCalls            int         not null,           -- in its unit: calls, or points
    Remaining           int         not null,
    ResetsAt            text        not null,
    IsReported          integer     not null,           -- the network said so; otherwise we count against what it documents
    UpdatedAt           text        not null,
    primary key (AccountId, Bucket)
);

-- Every call that is billed. A send that the network refused is taken back by a row of its own with the amount negated.
create table Spending (
    Id                  text        not null primary key,
    AccountId           text        not null references Accounts (Id),
    Kind                text        not null,           -- Post | PostWithLink | Reply | Read | PostRead
    DeliveryId          text        null references Deliveries (Id),
    Units               int         not null,
    Amount              bigint      not null,           -- in millionths of the network's currency
    SpentAt             text        not null
);
create index IX_Spending_Account on Spending (AccountId, SpentAt, Kind, Amount);
create index IX_Spending_Delivery on Spending (DeliveryId);
