-- What keeps an account from being read is a fault that passes (it is away, it asks us to wait): a send that works ends it.
alter table Accounts add column ListenPasses integer not null default 0;
