-- When a network was first seen to have a published delivery no more, though we did not take it back; null: it is there, as far as we know.
alter table Deliveries add column GoneAt text null;
