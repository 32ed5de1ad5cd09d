-- Who let a post's words go out, and whose words they are. Empty as long as nobody has, and again after every edit.
alter table Deliveries add ApprovedAt datetime2(3) null;
alter table Deliveries add ApprovedBy nvarchar(200) collate Latin1_General_100_BIN2 null;
alter table Deliveries add ApprovedById uniqueidentifier null;
alter table Deliveries add EditedById uniqueidentifier null;              -- who wrote or last changed it; null: a program
