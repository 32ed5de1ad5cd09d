-- Who let a post's words go out, and whose words they are. Empty as long as nobody has, and again after every edit.
alter table Deliveries add column ApprovedAt text null;
alter table Deliveries add column ApprovedBy text null;
alter table Deliveries add column ApprovedById text null;
alter table Deliveries add column EditedById text null;      -- who wrote or last changed it; null: a program
