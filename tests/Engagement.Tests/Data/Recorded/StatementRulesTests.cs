using Engagement.Data;
using Engagement.Tests.Data.TSqlCheck;

namespace Engagement.Tests.Data.Recorded;

/// <summary>What is wrong with a statement on SQL Server whatever it runs with, and with what its rows are read into.</summary>
public sealed class StatementRulesTests
{
    private const string Schema = """
        create table Things (
            Id       uniqueidentifier not null primary key,
            Name     nvarchar(20)     not null,
            Small    nvarchar(10)     null,
            Number   int              not null,
            Large    bigint           not null,
            IsOn     bit              not null,
            At       datetime2(3)     not null
        );
        """;

    [Fact]
    public void Every_statement_of_the_program_is_right_whatever_it_runs_with()
    {
        var schema = ServerSchema.Read();
        var known = KnownStatements.In(typeof(Db).Assembly);

        var problems = KnownStatements.Problems(
            known,
            k => StatementReader.Read(schema, k.Sql.Text(Dialect.SqlServer)).Problems is { Count: > 0 } found
                ? string.Join("; ", found)
                : null);

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Theory]
    [InlineData("select Name, count(*) as N from Things", "Name is neither summed up nor grouped by")]
    [InlineData("select Name, max(Number) from Things group by Small", "Name is neither")]
    [InlineData("select t.Name from Things t group by t.Name order by t.Number", "t.Number is neither")]
    [InlineData("select Name from Things group by Name having Number > 1", "Number is neither")]
    [InlineData("select count(*) from Things group by 'a'", "which is no column")]
    [InlineData("select sum((select count(*) from Things i where i.Name = t.Name)) from Things t", "sums up what is a query")]
    [InlineData(
        "select sum(case when exists (select 1 from Things i where i.Id = t.Id) then 1 else 0 end) from Things t",
        "sums up what is a query")]
    [InlineData("select Id from Things where count(*) > 1", "in where")]
    [InlineData("select Id from Things order by Name, At, Name", "by Name twice")]
    [InlineData("select distinct Name from Things order by At", "At orders what is distinct")]
    [InlineData("select top (1) Id from Things where Name = 'a'", "which rows it takes is chance")]
    [InlineData("select Large / Number from Things", "may divide by nought")]
    [InlineData("select Large % (Number - 1) from Things", "may divide by nought")]
    [InlineData("select sum(IsOn) from Things", "sum of a bit")]
    [InlineData("select max(IsOn) from Things", "max of a bit")]
    [InlineData("select avg(Number) from Things", "average of whole numbers")]
    [InlineData(
        "select case when IsOn = 1 then Name else Number end from Things",
        "Things.Name and Things.Number may both be the value of a case")]
    [InlineData("select case when IsOn = 1 then Name else 0 end from Things", "Things.Name and 0 may both")]
    [InlineData("select Name from Things union all select Number from Things", "the value of a union")]
    [InlineData("select Name, Id from Things union all select Name from Things", "have 2 and 1 columns")]
    [InlineData("insert into Things (Id, Name) select Id from Things", "1 values are written to 2 columns")]
    [InlineData("insert into Things (Id, Name) values (newid(), 'a', 1)", "3 values are written to 2 columns")]
    [InlineData("select Name + Number from Things", "adds a text and something else")]
    [InlineData(
        "update Things set Small = Small + Name",
        "a text put together nvarchar(30) is written to Things.Small nvarchar(10), which is shorter")]
    [InlineData(
        "update Things set Number = Large",
        "Things.Large bigint not null is written to Things.Number int not null, which holds smaller")]
    [InlineData("update Things set Small = cast(Name as nvarchar(10))", "which cuts it")]
    [InlineData("select isnull(Small, Name) from Things", "isnull cuts")]
    [InlineData("update Things set At = sysutcdatetime()", "keeps fewer digits")]
    public void A_statement_that_only_SQLite_takes_is_found(string text, string problem) =>
        Assert.Contains(StatementReader.Read(ServerSchema.Read(Schema), text).Problems, p => p.Contains(problem, StringComparison.Ordinal));

    [Theory]
    [InlineData("select t.Name, count(*) as N from Things t group by t.Name having count(*) > 1 order by N desc, t.Name")]
    [InlineData("select Large % 96, sum(Number) from Things group by Large % 96 order by Large % 96")]
    [InlineData("select t.Name, (select count(*) from Things i where i.Name = t.Name) from Things t")]
    [InlineData("select Name, row_number() over (partition by Small order by At) as Nth from Things")]
    [InlineData("select count(*), datediff(day, min(At), max(At)) from Things")]
    [InlineData("select count(*) from (select top (3) Id from Things) x")]
    [InlineData("select a.Id from Things a join Things b on b.Id = a.Id order by a.Name, b.Name")]
    [InlineData("select x.Id from (select top (3) Id from Things order by Name) x")]
    [InlineData("select distinct Name, At as T from Things order by T, Name")]
    [InlineData("select Large / 900, Large / nullif(Number, 0), Large / (Number + 1.5) from Things")]
    [InlineData("update Things set Large = Number, Small = left(Name, 10), Name = Small + 'ten and ten'")]
    public void A_statement_that_SQL_Server_takes_is_not(string text) => Assert.DoesNotContain(
        StatementReader.Read(ServerSchema.Read(Schema), text).Problems,
        p => !p.Contains("which is shorter", StringComparison.Ordinal) || !text.Contains("ten and ten", StringComparison.Ordinal));

    /// <summary>Of the oldest server that we allow, 2019.</summary>
    [Theory]
    [InlineData("select Id from Things where Name is not distinct from Small")]
    [InlineData("select Name || Small from Things")]
    [InlineData("select x.Id from (select Id from Things order by Name) x")]
    [InlineData("select Id from Things offset 0 rows fetch next 3 rows only")]
    [InlineData("select Id from Things where IsOn")]
    [InlineData("select Id from Things limit 3")]
    public void What_the_parser_refuses_is_told(string text) =>
        Assert.NotEmpty(StatementReader.Read(ServerSchema.Read(Schema), text).Problems);

    private sealed record Row
    {
        public string Id { get; init; } = "";

        public Guid Name { get; init; }

        public string? At { get; init; }

        public int Number { get; init; }

        public bool IsOn { get; init; }
    }

    [Theory]
    [InlineData("select Id from Things", typeof(Row), "Id is read into Row.Id, which takes no id")]
    [InlineData("select max(t.At) as At from Things t", typeof(Row), "At is read into Row.At, which takes no time")]
    [InlineData("delete from Things output deleted.Id where Number = 1", typeof(string), "Id is read into String, which takes no id")]
    [InlineData("select Name from Things", typeof(int), "Name is read into Int32, which takes no text")]
    [InlineData("select Name as Number from Things", typeof(Row), "Number is read into Row.Number, which takes no text")]
    [InlineData("select Name, Id as Number, Number as IsOn from Things", typeof((string, string, bool)), "takes no id")]
    public void Rows_that_do_not_fit_what_they_are_read_into_are_found(string text, Type row, string problem) => Assert.Contains(
        new ExecutionCheck(ServerSchema.Read(Schema)).Check(Sql.For(text, "select 1"), args: null, row),
        p => p.Problem.Contains(problem, StringComparison.Ordinal));

    [Theory]
    [InlineData("select Number, case when Large > 1 then 1 else 0 end as IsOn, Id as Name from Things", typeof(Row))]
    [InlineData("select At from Things", typeof(DateTimeOffset?))]
    public void Rows_that_fit_are_left_alone(string text, Type row) =>
        Assert.Empty(new ExecutionCheck(ServerSchema.Read(Schema)).Check(Sql.For(text, "select 1"), args: null, row));

    [Theory]
    [InlineData("select Large / @By from Things", 0, "@By divides, as a divisor ?: nothing is divided by nought")]
    [InlineData("select Large / @by from Things", 1, "@by is not given")]
    [InlineData("update Things set Small = left(cast(@By as nvarchar(3)), 3)", "four", "@By is written to cast nvarchar(3): longer")]
    public void What_a_statement_runs_with_is_looked_at_too(string text, object by, string problem) => Assert.Contains(
        new ExecutionCheck(ServerSchema.Read(Schema)).Check(
            Sql.For(text, "select 1"),
            by is int n ? new { By = n } : new { By = (string)by }),
        p => p.Problem.Contains(problem, StringComparison.Ordinal));
}
