using System.Globalization;
using System.Text.RegularExpressions;
using Engagement.Data;
using Engagement.Tests.Data.TSqlCheck;
using Microsoft.SqlServer.Dac.Model;
using Index = Microsoft.SqlServer.Dac.Model.Index;

namespace Engagement.Tests.Data.Shapes;

/// <summary>What SQL Server allows at the most
/// (https://learn.microsoft.com/sql/sql-server/maximum-capacity-specifications-for-sql-server).</summary>
public sealed partial class LimitsTests
{
    private const int ClusteredKeyBytes = 900;
    private const int OtherKeyBytes = 1_700;
    private const int KeyColumns = 32;
    private const int Parameters = 2_100;

    [Fact]
    public void Every_key_and_index_fits_however_long_its_values_are()
    {
        using var schema = SchemaModel.OfProgram();

        Assert.Empty(TooLarge(schema.Model));
    }

    [Theory]
    [InlineData("create table Things (Name nvarchar(451) not null primary key);", "Things: clustered, 902 of 900 bytes")]
    [InlineData(
        "create table Things (Id uniqueidentifier not null primary key, Name nvarchar(843) not null, constraint UQ unique (Id, Name));",
        "UQ: 1702 of 1700 bytes")]
    [InlineData(
        "create table Things (Id int not null primary key, Name nvarchar(900) null);\ngo\ncreate index IX on Things (Id, Name);",
        "IX: 1804 of 1700 bytes")]
    [InlineData(
        "create table Things (Id int not null primary key, Name nvarchar(900) null);\ngo\ncreate index IX on Things (Id) include (Name);",
        null)]
    [InlineData(
        "create table Things (Id int not null primary key, At datetime2(3), Name nvarchar(400), constraint UQ unique (At, Name));",
        null)]
    public void What_does_not_fit_is_found(string script, string? found)
    {
        using var schema = new SchemaModel([("0001", script)]);

        Assert.Equal(found is null ? [] : [found], TooLarge(schema.Model));
    }

    [Fact]
    public void No_statement_has_more_parameters_than_there_may_be_and_none_grows_with_what_it_is_given()
    {
        var known = KnownStatements.In(typeof(Db).Assembly);

        Assert.All(known, k => Assert.InRange(SchemaModel.ParametersOf(k.Sql.Text(Dialect.SqlServer)).Count(), 0, Parameters));

        // Dapper makes "in @Ids" as many parameters as there are ids. Lists are passed as JSON, which is one.
        Assert.Empty(known.Where(k => ListOfParameters().IsMatch(k.Sql.Text(Dialect.SqlServer))).Select(k => k.ToString()));
        Assert.Matches(ListOfParameters(), "delete from Things where Id in @Ids");
    }

    [Fact]
    public void A_page_begins_where_the_one_before_ended_and_not_at_the_beginning_of_the_index()
    {
        // "A < @x or (A = @x and B < @y)" is no range to SQL Server, and perhaps none to SQLite: all before it is read again for each page.
        var known = KnownStatements.In(typeof(Db).Assembly);
        Assert.Empty(known.Where(k => NoRange().IsMatch(k.Sql.Text(Dialect.SqlServer))).Select(k => k.ToString()));
        Assert.Matches(NoRange(), "t.At < @After or (t.At = @After and t.Id < @AfterId)");
        Assert.DoesNotMatch(NoRange(), "t.At <= @After and (t.At < @After or t.Id < @AfterId)");
    }

    private static IReadOnlyList<string> TooLarge(TSqlModel model) =>
    [
        .. model.GetObjects(DacQueryScopes.UserDefined, PrimaryKeyConstraint.TypeClass)
            .SelectMany(k => Complaint(
                $"{SqlServerShape.Name(k.GetReferenced(PrimaryKeyConstraint.Host).Single())}: clustered, ",
                k.GetReferenced(PrimaryKeyConstraint.Columns),
                ClusteredKeyBytes)),
        .. model.GetObjects(DacQueryScopes.UserDefined, UniqueConstraint.TypeClass)
            .SelectMany(k => Complaint($"{SqlServerShape.Name(k)}: ", k.GetReferenced(UniqueConstraint.Columns), OtherKeyBytes)),
        .. model.GetObjects(DacQueryScopes.UserDefined, Index.TypeClass)
            .SelectMany(k => Complaint($"{SqlServerShape.Name(k)}: ", k.GetReferenced(Index.Columns), OtherKeyBytes)),
    ];

    private static IEnumerable<string> Complaint(string what, IEnumerable<TSqlObject> columns, int most)
    {
        var all = columns.ToList();
        var bytes = all.Sum(Bytes);
        if (bytes > most)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{what}{bytes} of {most} bytes");
        }

        if (all.Count > KeyColumns)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{what}{all.Count} of {KeyColumns} columns");
        }
    }

    // The type's own size: an index is refused a row when the values in it are too long together, whatever the rows before were.
    private static int Bytes(TSqlObject column) => SqlServerShape.Type(column) switch
    {
        "uniqueidentifier" => 16,
        "bigint" => 8,
        "datetime2(3)" => 7,
        "int" => 4,
        "bit" => 1,
        var text when text.StartsWith("nvarchar(", StringComparison.Ordinal) && !text.Contains("max", StringComparison.Ordinal)
            => 2 * column.GetProperty<int>(Column.Length),
        _ => 1_000_000, // may not be in a key at all
    };

    [GeneratedRegex(@"([\w.]+)\s*[<>]\s*(@\w+)\s+or\s+\(\s*\1\s*=\s*\2\s+and", RegexOptions.IgnoreCase)]
    private static partial Regex NoRange();

    [GeneratedRegex(@"\bin\s+@\w+", RegexOptions.IgnoreCase)]
    private static partial Regex ListOfParameters();
}
