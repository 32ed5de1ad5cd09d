-- When an account was removed, and by whom: its access is gone, its posts and tickets stay. Null: it is connected.
alter table Accounts add RemovedAt datetime2(3) null;
alter table Accounts add RemovedBy nvarchar(200) collate Latin1_General_100_BIN2 null;

-- When it was connected, or connected again after it had been removed. Null: it never was removed, and CreatedAt says it.
alter table Accounts add ConnectedAt datetime2(3) null;
