-- On SQL Server a table cannot be filled in the script that makes it; here 0130 has done it.
select 1;
