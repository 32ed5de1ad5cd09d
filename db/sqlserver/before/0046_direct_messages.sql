-- Direct messages that are read beside the mentions: where our access does not cover them, the rest goes on and the account says so.
alter table Accounts add DirectError nvarchar(2000) collate Latin1_General_100_BIN2 null;
alter table Accounts add NextDirectAt datetime2(3) null;
