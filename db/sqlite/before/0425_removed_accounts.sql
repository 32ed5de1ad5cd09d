-- When an account was removed, and by whom: its access is gone, its posts and tickets stay. Null: it is connected.
alter table Accounts add column RemovedAt text null;
alter table Accounts add column RemovedBy text null;

-- When it was connected, or connected again after it had been removed. Null: it never was removed, and CreatedAt says it.
alter table Accounts add column ConnectedAt text null;
