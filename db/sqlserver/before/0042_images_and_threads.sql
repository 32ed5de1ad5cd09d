-- Pictures of posts, and posts that go out as a chain of parts.
create table Images (
    Id                  uniqueidentifier   not null primary key,
    MediaType           nvarchar(50)       collate Latin1_General_100_BIN2 not null,
    Width               int                not null,
    Height              int                not null,
    Bytes               varbinary(max)     not null,
    CreatedAt           datetime2(3)       not null,
    CreatedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null
);
create index IX_Images_CreatedAt on Images (CreatedAt);

create table PostImages (
    PostId              uniqueidentifier   not null references Posts (Id),
    Ordinal             int                not null,                      -- from 1, in the order they are shown
    ImageId             uniqueidentifier   not null references Images (Id),
    AltText             nvarchar(4000)     collate Latin1_General_100_BIN2 not null,
    primary key (PostId, Ordinal)
);
create index IX_PostImages_ImageId on PostImages (ImageId);

alter table Deliveries add ImageCount int not null constraint DF_Deliveries_ImageCount default 0;  -- of its post, that go out with it
-- the picture of the link's card, kept before the first send
alter table Deliveries add CardImageId uniqueidentifier null references Images (Id);
alter table Deliveries add Part int not null constraint DF_Deliveries_Part default 1;  -- its place in a thread
-- the part it answers; it waits until that one is out
alter table Deliveries add PreviousId uniqueidentifier null references Deliveries (Id);
