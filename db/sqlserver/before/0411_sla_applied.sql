-- Books of SLA policies that a person applied to tickets that were open then: clocks that ran go by them from the clock's start.
create table SlaApplied (
    Version             int                not null primary key references SlaBooks (Version),
    AppliedAt           datetime2(3)       not null,
    AppliedBy           nvarchar(200)      collate Latin1_General_100_BIN2 not null,
    AppliedById         uniqueidentifier   null
);
