-- Who let a post's words go out, and whose words they are. Empty as long as nobody has, and again after every edit.
alter table Deliveries add
    ApprovedAt          datetime2(3)       null,
    ApprovedBy          nvarchar(200)      null,
    ApprovedById        uniqueidentifier   null,
    EditedById          uniqueidentifier   null;            -- who wrote or last changed it; null: a program
