-- Its old name, Found, is one that Babelfish takes for its own. The embedded database has one process, so no older one reads it any more.
alter table ReplyGaps rename column Found to BroughtIn;
