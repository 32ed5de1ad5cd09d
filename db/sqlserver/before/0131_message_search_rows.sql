-- What is there already, word by word; punctuation becomes space. From here on the program folds words itself.
insert into MessageWords (Word, Seq)
select distinct lower(s.value), m.Seq
from Messages m
cross apply string_split(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(m.AuthorName + ' ' + m.Body,
        '.', ' '), ',', ' '), '?', ' '), '!', ' '), ':', ' '), ';', ' '), '"', ' '), '/', ' '), '(', ' '), ')', ' '), ' ') s
where len(s.value) between 1 and 40;
