-- What becomes of a post whose time passed while it could not go out. Both empty: as the desk is set up.
alter table Posts add GraceMinutes int null;                              -- it goes out by itself up to this late
alter table Posts add WhenLate nvarchar(20) collate Latin1_General_100_BIN2 null;  -- and then: Missed | Ask | Publish
