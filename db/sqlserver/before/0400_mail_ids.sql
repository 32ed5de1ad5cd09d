-- A mail's own id, from its first try on: what comes back names it.
alter table Mails add MessageId nvarchar(400) collate Latin1_General_100_BIN2 null;
