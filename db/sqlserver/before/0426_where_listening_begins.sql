-- Nothing that was said before this becomes a ticket. Null: all that is read does, as for accounts connected before there was such a thing.
alter table Accounts add ListenFrom datetime2(3) null;
