using Dapper;
using Engagement.Data;

namespace Engagement.Tests.Data.Shapes;

/// <summary>The schema of a migrated SQLite database, by its own pragmas (https://sqlite.org/pragma.html).</summary>
internal static class SqliteShape
{
    public static async Task<SchemaShape> OfAsync(Db db, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var columns = await connection.QueryAsync<Column>(
            """
            select m.name as "Table", c.name as Name, c.type as Type, c."notnull" as IsRequired, c.dflt_value as "Default", c.pk as KeyPlace
            from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite_%'
            """);
        var indexes = await connection.QueryAsync<Index>(
            """
            select m.name as "Table", i.name as Name, i."unique" as IsUnique, i.origin as Origin, x.seqno as Place, x.name as "Column",
                x."desc" as IsDescending, s.sql as Text
            from sqlite_master m join pragma_index_list(m.name) i join pragma_index_xinfo(i.name) x
                left join sqlite_master s on s.type = 'index' and s.name = i.name
            where m.type = 'table' and x.key = 1
            """);
        var foreignKeys = await connection.QueryAsync<ForeignKey>(
            """
            select m.name as "Table", f.id as Id, f.seq as Place, f."table" as Target, f."from" as "From", f."to" as "To",
                f.on_delete as OnDelete
            from sqlite_master m join pragma_foreign_key_list(m.name) f where m.type = 'table'
            """);

        var byTable = indexes.ToLookup(i => i.Table);
        var keysByTable = foreignKeys.ToLookup(f => f.Table);
        return new SchemaShape(columns.GroupBy(c => c.Table).ToDictionary(t => t.Key, t => new TableResponse(
            t.ToDictionary(
                c => c.Name,
                c => new ColumnShape(
                    c.Type.ToLowerInvariant(), c is { IsRequired: false, KeyPlace: 0 }, SchemaDifferences.Plain(c.Default))),
            byTable[t.Key].Where(i => i.Origin == "u").GroupBy(i => i.Name)
                .Select(i => $"unique ({string.Join(", ", i.OrderBy(x => x.Place).Select(x => x.Column))})")
                .Concat(t.Where(c => c.KeyPlace > 0).OrderBy(c => c.KeyPlace).Select(c => c.Name).ToList() is { Count: > 0 } key
                    ? [$"primary key ({string.Join(", ", key)})"]
                    : [])
                .ToHashSet(),
            byTable[t.Key].Where(i => i.Origin == "c").GroupBy(i => i.Name).ToDictionary(i => i.Key, i => new IndexShape(
                [.. i.OrderBy(x => x.Place).Select(x => x.Column + (x.IsDescending ? " desc" : ""))],
                [],
                i.First().IsUnique,
                Filter(i.First().Text))),
            keysByTable[t.Key].GroupBy(f => f.Id).Select(f => Words(f.OrderBy(x => x.Place).ToList())).ToHashSet())));
    }

    private static string Words(List<ForeignKey> key) =>
        $"({string.Join(", ", key.Select(k => k.From))}) references {key[0].Target} ({string.Join(", ", key.Select(k => k.To))}) "
        + $"on delete {key[0].OnDelete.ToLowerInvariant()}";

    private static string? Filter(string? text) =>
        text?.IndexOf(" where ", StringComparison.OrdinalIgnoreCase) is int at and >= 0 ? SchemaDifferences.Plain(text[(at + 7)..]) : null;

    private sealed record Column
    {
        public string Table { get; init; } = "";

        public string Name { get; init; } = "";

        public string Type { get; init; } = "";

        public bool IsRequired { get; init; }

        public string? Default { get; init; }

        public int KeyPlace { get; init; }
    }

    private sealed record Index
    {
        public string Table { get; init; } = "";

        public string Name { get; init; } = "";

        public bool IsUnique { get; init; }

        public string Origin { get; init; } = "";

        public int Place { get; init; }

        public string Column { get; init; } = "";

        public bool IsDescending { get; init; }

        public string? Text { get; init; }
    }

    private sealed record ForeignKey
    {
        public string Table { get; init; } = "";

        public int Id { get; init; }

        public int Place { get; init; }

        public string Target { get; init; } = "";

        public string From { get; init; } = "";

        public string To { get; init; } = "";

        public string OnDelete { get; init; } = "";
    }
}
