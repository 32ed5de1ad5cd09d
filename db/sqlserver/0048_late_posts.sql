-- What becomes of a post whose time passed while it could not go out. Both empty: as the desk is set up.
alter table Posts add
    GraceMinutes        int                null,            -- it goes out by itself up to this late
    WhenLate            nvarchar(20)       null;            -- and then: Missed | Ask | Publish
