-- Whom to tell that a search for the worst articles has ended.
alter table WorstRuns add column StartedById text null references Users (Id);
