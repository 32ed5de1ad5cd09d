-- Direct messages that are read beside the mentions: where our access does not cover them, the rest goes on and the account says so.
alter table Accounts add column DirectError text null;
alter table Accounts add column NextDirectAt text null;
