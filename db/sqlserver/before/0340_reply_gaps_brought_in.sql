-- The scripts before this one were made right where they stand, so nothing is left to rename. What their older selves made is told by its first
-- fault: no setting could be saved and nothing could start, so it can hold nothing that anybody wrote, and is made anew instead of mended.
if exists (select 1 from sys.columns where object_id = object_id('AppSettings') and name = 'UpdatedBy' and system_type_id = 36)
begin
    declare @sentence nvarchar(1000) = 'This database was made by a version that could not yet start on SQL Server, so it holds nothing that '
        + 'anybody wrote. Drop it, or name an empty one in ConnectionStrings__Engagement, and run "Engagement migrate" again.';
    throw 50340, @sentence, 1;
end
