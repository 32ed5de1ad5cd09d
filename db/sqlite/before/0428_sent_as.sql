-- Who sees it, in words, as its account was set when it was sent: the setting may change, what is out does not.
alter table Deliveries add column SentAs text null;
