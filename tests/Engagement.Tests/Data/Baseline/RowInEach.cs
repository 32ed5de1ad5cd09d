using System.Data.Common;
using Dapper;
using Engagement.Data;

namespace Engagement.Tests.Data.Baseline;

/// <summary>A row in each table there is, with something in every column, whatever the schema is.</summary>
internal static class RowInEach
{
    private const string Id = "019b0000-0000-7000-8000-000000000001";
    private const string Time = "2026-11-24 09:00:00.000";

    public static async Task FillAsync(Db db, CancellationToken ct)
    {
        var tables = await Catalogue.TablesAsync(db, ct);
        await using var connection = await db.OpenAsync(ct);
        var columns = (await connection.QueryAsync<Column>(db.Options.Dialect == Dialect.SqlServer ? ServerColumns : SqliteColumns))
            .ToLookup(c => c.Table);
        var left = tables.Where(t => columns[t].Any()).ToList();
        while (left.Count > 0)
        {
            var free = left.Where(t => !columns[t].Any(c => c.Target is { } target && target != t && left.Contains(target))).ToList();
            Assert.NotEmpty(free);
            foreach (var table in free)
            {
                await InsertAsync(connection, db.Options.Dialect, table, [.. columns[table].DistinctBy(c => c.Name)]);
            }

            left.RemoveAll(free.Contains);
        }
    }

    private static async Task InsertAsync(DbConnection connection, Dialect dialect, string table, IReadOnlyList<Column> columns)
    {
        var values = new DynamicParameters();
        foreach (var column in columns)
        {
            values.Add(column.Name, Value(column, dialect));
        }

        await connection.ExecuteAsync($"insert into \"{table}\" ({string.Join(", ", columns.Select(c => $"\"{c.Name}\""))}) "
            + $"values ({string.Join(", ", columns.Select(c => $"@{c.Name}"))})", values);
    }

    // The same id everywhere: so each row is of the others. What older scripts read is what it should be: JSON, and moments.
    private static object Value(Column column, Dialect dialect) => column.Type.ToLowerInvariant() switch
    {
        "int" or "integer" or "bigint" or "bit" => 1,
        "blob" or "varbinary" => new byte[] { 1, 2 },
        "uniqueidentifier" => Guid.Parse(Id),
        "datetime2" or "datetime" => DateTime.Parse(Time, System.Globalization.CultureInfo.InvariantCulture),
        _ when column.Name.EndsWith("Json", StringComparison.OrdinalIgnoreCase) => """{"inReplyToId":"r","author":{"remoteId":"a"}}""",
        _ when dialect == Dialect.SqlServer => "x",
        _ when column.Name.EndsWith("At", StringComparison.Ordinal) => Time,
        _ => Id,
    };

    private const string SqliteColumns =
        """
        select m.name as "Table", c.name as Name, c.type as Type, f."table" as Target from sqlite_master m join pragma_table_info(m.name) c
            left join pragma_foreign_key_list(m.name) f on f."from" = c.name
        where m.type = 'table' and m.name not like 'sqlite_%' and m.name not like 'MessageSearch%'
        """;

    public const string ServerColumns =
        """
        select t.name as "Table", c.name as Name, y.name as Type, r.name as Target
        from sys.columns c join sys.tables t on t.object_id = c.object_id join sys.types y on y.user_type_id = c.user_type_id
        left join sys.foreign_key_columns f on f.parent_object_id = c.object_id and f.parent_column_id = c.column_id
        left join sys.tables r on r.object_id = f.referenced_object_id
        where c.is_identity = 0
        """;

    private sealed record Column
    {
        public string Table { get; init; } = "";

        public string Name { get; init; } = "";

        public string Type { get; init; } = "";

        public string? Target { get; init; }
    }
}
