-- What follows a part, and which deliveries show a picture: looked up whenever one is published, or pictures are tidied.
create index IX_Deliveries_PreviousId on Deliveries (PreviousId);
create index IX_Deliveries_CardImageId on Deliveries (CardImageId);
