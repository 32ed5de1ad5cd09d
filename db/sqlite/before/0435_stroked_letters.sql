-- Terms of articles leave out the stroke of a letter (đ, ł, ø) as they do accents: these are taken apart anew by the recurring job.
delete from ArticleIndex where ArticleId in (
    select ArticleId from ArticleTerms
    where Term like '%đ%' or Term like '%ł%' or Term like '%ø%' or Term like '%ħ%' or Term like '%ŧ%' or Term like '%ı%');
