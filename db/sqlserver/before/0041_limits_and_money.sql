-- What an account may still do at its network, and what it costs: shared by all nodes.
-- Listening | Publishing: for whom a limit that both draw on is kept
alter table Accounts add FirstInLine nvarchar(20) collate Latin1_General_100_BIN2 not null
    constraint DF_Accounts_FirstInLine default 'Listening';
alter table Accounts add MonthlyBudget bigint null;                       -- in millionths of the network's currency; null: no limit
-- percent of the budget that posts may not use up
alter table Accounts add ListeningShare int not null constraint DF_Accounts_ListeningShare default 20;
-- be told at once where the network can; polling goes on all the same
alter table Accounts add Streaming bit not null constraint DF_Accounts_Streaming default 1;
alter table Accounts add StreamLeaseUntil datetime2(3) null;              -- one node holds an account's stream

create table RateBudgets (
    AccountId           uniqueidentifier   not null references Accounts (Id),
    Bucket              nvarchar(100)      collate Latin1_General_100_BIN2 not null,  -- the network's name for the limit
    MaxCalls            int                not null,                      -- in its unit: calls, or points
    Remaining           int                not null,
    ResetsAt            datetime2(3)       not null,
    -- the network said so; otherwise we count against what it documents
    IsReported          bit                not null,
    UpdatedAt           datetime2(3)       not null,
    primary key (AccountId, Bucket)
);

-- Every call that is billed. A send that the network refused is taken back by a row of its own with the amount negated.
create table Spending (
    Id                  uniqueidentifier   not null primary key,
    AccountId           uniqueidentifier   not null references Accounts (Id),
    Kind                nvarchar(20)       collate Latin1_General_100_BIN2 not null,  -- Post | PostWithLink | Reply | Read | PostRead
    DeliveryId          uniqueidentifier   null references Deliveries (Id),
    Units               int                not null,
    Amount              bigint             not null,                      -- in millionths of the network's currency
    SpentAt             datetime2(3)       not null
);
create index IX_Spending_Account on Spending (AccountId, SpentAt, Kind, Amount);
create index IX_Spending_Delivery on Spending (DeliveryId);
