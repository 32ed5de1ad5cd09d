-- Pictures of posts, and posts that go out as a chain of parts.
create table Images (
    Id                  text        not null primary key,
    MediaType           text        not null,
    Width               int         not null,
    Height              int         not null,
    Bytes               blob        not null,
    CreatedAt           text        not null,
    CreatedBy           text        not null
);
create index IX_Images_CreatedAt on Images (CreatedAt);

create table PostImages (
    PostId              text        not null references Posts (Id),
    Ordinal             int         not null,           -- from 1, in the order they are shown
    ImageId             text        not null references Images (Id),
    AltText             text        not null,
    primary key (PostId, Ordinal)
);
create index IX_PostImages_ImageId on PostImages (ImageId);

alter table Deliveries add column ImageCount int not null default 0;   -- of its post, that go out with it
alter table Deliveries add column CardImageId text null references Images (Id); -- the picture of the link's card, kept before the first send
alter table Deliveries add column Part int not null default 1;         -- its place in a thread
alter table Deliveries add column PreviousId text null references Deliveries (Id); -- the part it answers; it waits until that one is out
