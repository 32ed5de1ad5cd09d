-- When even a renewal no longer helps and a person must connect the account again; null where that does not happen or is not told.
alter table Accounts add RefreshEndsAt datetime2(3) null;
