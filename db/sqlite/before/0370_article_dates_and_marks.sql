-- How far an article is trusted when it comes from this source for the first time. Sources there are go on as they did.
alter table Sources add column InitialState text not null default 'Validated';  -- Draft | Validated
-- What an article says of its own time, while it is still to come; a job empties it when it has acted.
alter table Articles add column PublishAt text null;     -- a draft until then
alter table Articles add column ExpireAt text null;      -- a draft from then on
-- A mark of its site maker that its words still hold, or lost words to: nobody posts it unseen. Null: none.
alter table Articles add column Marks text null;
