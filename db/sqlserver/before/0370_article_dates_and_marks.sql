-- How far an article is trusted when it comes from this source for the first time. Sources there are go on as they did.
alter table Sources add InitialState nvarchar(20) collate Latin1_General_100_BIN2 not null default 'Validated';  -- Draft | Validated
-- What an article says of its own time, while it is still to come; a job empties it when it has acted.
alter table Articles add PublishAt datetime2(3) null;     -- a draft until then
alter table Articles add ExpireAt datetime2(3) null;      -- a draft from then on
-- A mark of its site maker that its words still hold, or lost words to: nobody posts it unseen. Null: none.
alter table Articles add Marks nvarchar(200) collate Latin1_General_100_BIN2 null;
