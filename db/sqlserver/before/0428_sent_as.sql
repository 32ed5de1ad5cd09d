-- Who sees it, in words, as its account was set when it was sent: the setting may change, what is out does not.
alter table Deliveries add SentAs nvarchar(400) collate Latin1_General_100_BIN2 null;
