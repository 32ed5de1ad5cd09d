-- Terms of articles leave out the stroke of a letter (đ, ł, ø) as they do accents: these are taken apart anew by the recurring job.
delete from ArticleIndex where ArticleId in (
    select ArticleId from ArticleTerms
    where Term like N'%đ%' or Term like N'%ł%' or Term like N'%ø%' or Term like N'%ħ%' or Term like N'%ŧ%' or Term like N'%ı%');
