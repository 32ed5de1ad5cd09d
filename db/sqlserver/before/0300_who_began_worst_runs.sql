-- Whom to tell that a search for the worst articles has ended.
alter table WorstRuns add StartedById uniqueidentifier null references Users (Id);
