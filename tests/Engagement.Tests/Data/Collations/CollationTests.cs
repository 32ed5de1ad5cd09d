using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Engagement.Data;
using Engagement.Tests.Data.Shapes;
using Engagement.Tests.Data.TSqlCheck;
using Microsoft.SqlServer.Dac.Model;
using Index = Microsoft.SqlServer.Dac.Model.Index;

namespace Engagement.Tests.Data.Collations;

/// <summary>What .NET tells apart SQL Server tells apart, and no statement lets two collations meet. See db/README.md,
/// "Collations".</summary>
public sealed partial class CollationTests
{
    // The model takes seconds to make; what is read from it here is the same for all.
    private static readonly Lazy<Dictionary<string, TextTable>> Known = new(() =>
    {
        using var schema = SchemaModel.OfProgram();
        return Tables(schema);
    });

    [Fact]
    public void Every_text_column_names_one_of_the_two_collations_and_those_for_people_are_the_ones_the_readme_says()
    {
        using var schema = SchemaModel.OfProgram();
        var columns = TextColumns(schema).ToList();

        Assert.All(columns, c => Assert.True(c.Collation is Sql.Exact or Sql.Sorted, $"{c.Name}: {c.Collation ?? "the database's own"}"));
        Assert.Equal(
            ForPeople().Order(StringComparer.Ordinal),
            columns.Where(c => c.Collation == Sql.Sorted).Select(c => c.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Whatever_dotnet_tells_apart_can_stand_under_every_unique_key()
    {
        using var schema = SchemaModel.OfProgram();
        var collations = TextColumns(schema).ToDictionary(c => c.Name, c => c.Collation);

        var loose = UniqueKeys(schema.Model).SelectMany(k => k.Columns.Select(c => (k.Key, Column: $"{k.Table}.{c}")))
            .Where(c => collations.TryGetValue(c.Column, out var collation) && collation != Sql.Exact);

        Assert.Empty(loose);
    }

    [Fact]
    public void No_statement_lets_two_collations_meet_or_compares_otherwise_than_dotnet()
    {
        var known = KnownStatements.In(typeof(Db).Assembly);
        var migrations = Migrator.Scripts(Dialect.SqlServer).Concat(Migrator.Older(Dialect.SqlServer))
            .Select(s => (s.Name, Text: s.Contents));

        var problems = known.Select(k => (Name: k.ToString(), Text: k.Sql.Text(Dialect.SqlServer))).Concat(migrations)
            .SelectMany(s => CollationCheck.Problems(Known.Value, s.Text).Select(p => $"{s.Name}: {p}"))
            .Distinct(StringComparer.Ordinal)
            .ToList();

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Theory]
    [InlineData("select 1 from Clients c join Queues q on q.Name = c.Name", "meets")]
    [InlineData("select Id from Clients where Name = @Name", "compares by Latin1_General_CI_AI")]
    [InlineData("select Id from Clients where Name in (@A, @B)", "compares by Latin1_General_CI_AI")]
    [InlineData("select 1 from openjson(@J) with (v nvarchar(40) '$') j join ArticleTags t on t.Tag = j.v", "meets")]
    [InlineData("select 1 from Clients c join Tickets t on t.ClientId = c.Id where c.Name + t.Subject like @Like", "meets")]
    [InlineData("select coalesce(c.Name, c.Company) from Clients c", "meets")]
    [InlineData("select case when c.IsVip = 1 then c.Name else c.Company end as Called from Clients c", "meets")]
    [InlineData("select Name from Clients union all select Name from Queues", "meets")]
    [InlineData("select distinct Name from Clients", "keeps one")]
    [InlineData("select Name, count(*) from Clients group by Name", "keeps one")]
    [InlineData("select 1 from openjson(@J) with (Kind nvarchar(40) '$.kind') j where j.Kind = 'macro'", "compares by the database's own")]
    [InlineData("select Tag from ArticleTags where Tag in (select value from openjson(@J))", "meets")]
    [InlineData("update t set Subject = c.Name + t.Subject from Tickets t join Clients c on c.Id = t.ClientId", "meets")]
    [InlineData("with named as (select Name as Called from Clients) select 1 from named n join Queues q on q.Name = n.Called", "meets")]
    [InlineData("select 1 from Queues q where exists (select 1 from Clients c where c.Name = q.Name)", "meets")]
    [InlineData("select q.Id from Queues q where q.Name in (select u.Name from Users u)", "meets")]
    [InlineData("select case when q.Id is null then u.Name else q.Name end from Queues q cross join Users u", "meets")]
    [InlineData("select d.Called from (select u.Name as Called from Users u) d join Queues q on q.Name = d.Called", "meets")]
    [InlineData("update Queues set Name = 'x' where Name = (select max(u.Name) from Users u)", "meets")]
    [InlineData("select q.Id from openjson(@J) with (N nvarchar(40) '$', I int '$.i') n join Queues q on q.Name like n.N", "meets")]
    public void What_would_go_wrong_is_found(string text, string problem)
    {
        Assert.Contains(CollationCheck.Problems(Known.Value, Sql.Portable(text).Text(Dialect.SqlServer)),
            p => p.Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("select Id from Clients where Name like @Like order by Name, Id")]
    [InlineData("select Id from Clients where Name collate Latin1_General_100_BIN2 = @Name")]
    [InlineData("select 1 from Clients c join Queues q on q.Name = c.Name collate Latin1_General_100_BIN2")]
    [InlineData("select distinct Id, Name from Clients")]
    [InlineData("select Name from Queues union select Name {exact} from Users")]
    [InlineData("select Id from Users where Email = @Name or Email = 'a'")]
    [InlineData("select Tag from ArticleTags where Tag in (select value collate Latin1_General_100_BIN2 from openjson(@J))")]
    [InlineData("insert into Queues (Id, Name, CreatedAt) select Id, Name, CreatedAt from Clients")]
    public void What_is_right_is_left_alone(string text)
    {
        Assert.Empty(CollationCheck.Problems(Known.Value, Sql.Portable(text).Text(Dialect.SqlServer)));
    }

    internal static IEnumerable<(string Key, string Table, IReadOnlyList<string> Columns)> UniqueKeys(TSqlModel model) =>
    [
        .. model.GetObjects(DacQueryScopes.UserDefined, PrimaryKeyConstraint.TypeClass)
            .Select(k => Key(k, PrimaryKeyConstraint.Host, PrimaryKeyConstraint.Columns)),
        .. model.GetObjects(DacQueryScopes.UserDefined, UniqueConstraint.TypeClass)
            .Select(k => Key(k, UniqueConstraint.Host, UniqueConstraint.Columns)),
        .. model.GetObjects(DacQueryScopes.UserDefined, Index.TypeClass).Where(i => i.GetProperty<bool>(Index.Unique))
            .Select(k => Key(k, Index.IndexedObject, Index.Columns)),
    ];

    private static (string Key, string Table, IReadOnlyList<string> Columns) Key(
        TSqlObject key, ModelRelationshipClass table, ModelRelationshipClass columns) =>
        (key.Name.ToString(), SqlServerShape.Name(key.GetReferenced(table).Single()), Names(key.GetReferenced(columns)));

    private static IReadOnlyList<string> Names(IEnumerable<TSqlObject> columns) => [.. columns.Select(SqlServerShape.Name)];

    private static Dictionary<string, TextTable> Tables(SchemaModel schema) => schema.Model
        .GetObjects(DacQueryScopes.UserDefined, Table.TypeClass)
        .ToDictionary(
            SqlServerShape.Name,
            t => new TextTable(SqlServerShape.Name(t), [.. t.GetReferenced(Table.Columns).Select(c => (SqlServerShape.Name(c), Of(c)))]));

    private static Collation Of(TSqlObject column) => SqlServerShape.Type(column).StartsWith("nvarchar", StringComparison.Ordinal)
        ? new Collation(column.GetProperty<string>(Column.Collation))
        : Collation.NoText;

    private static IEnumerable<(string Name, string? Collation)> TextColumns(SchemaModel schema) =>
        from t in schema.Model.GetObjects(DacQueryScopes.UserDefined, Table.TypeClass)
        from c in t.GetReferenced(Table.Columns)
        where SqlServerShape.Type(c).StartsWith("nvarchar", StringComparison.Ordinal)
        select ($"{SqlServerShape.Name(t)}.{SqlServerShape.Name(c)}", c.GetProperty<string>(Column.Collation));

    /// <summary>The columns in the rows of the readme's table that name the collation for people.</summary>
    private static IEnumerable<string> ForPeople([CallerFilePath] string here = "") =>
        File.ReadLines(Path.GetFullPath("../../../../db/README.md", Path.GetDirectoryName(here)!))
            .Where(line => line.StartsWith('|') && line.Split('|') is [_, _, var collation, ..]
                && collation.Contains(Sql.Sorted, StringComparison.Ordinal))
            .SelectMany(line => Quoted().Matches(line.Split('|')[1]).Select(m => m.Groups[1].Value));

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
