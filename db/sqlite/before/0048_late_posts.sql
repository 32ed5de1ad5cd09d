-- What becomes of a post whose time passed while it could not go out. Both empty: as the desk is set up.
alter table Posts add column GraceMinutes int null;       -- it goes out by itself up to this late
alter table Posts add column WhenLate text null;          -- and then: Missed | Ask | Publish
