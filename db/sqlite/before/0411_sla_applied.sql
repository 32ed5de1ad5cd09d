-- Books of SLA policies that a person applied to tickets that were open then: clocks that ran go by them from the clock's start.
create table SlaApplied (
    Version             int         not null primary key references SlaBooks (Version),
    AppliedAt           text        not null,
    AppliedBy           text        not null,
    AppliedById         text        null
);
