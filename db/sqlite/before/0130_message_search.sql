-- The words of messages. Kept by the use case that writes a message, without a trigger; holds no words itself, only where they stand.
create virtual table MessageSearch using fts5 (Words, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61 remove_diacritics 2');
insert into MessageSearch (rowid, Words) select Seq, AuthorName || ' ' || Body from Messages;
