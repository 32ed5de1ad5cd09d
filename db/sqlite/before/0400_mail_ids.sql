-- A mail's own id, from its first try on: what comes back names it.
alter table Mails add MessageId text null;
