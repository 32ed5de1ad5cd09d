using System.Globalization;
using Dapper;
using Engagement.Data;

namespace Engagement.Tests.Data.Baseline;

/// <summary>All that a database says of its own schema, and every row in it, one line each: two of them can be laid beside each
/// other.</summary>
internal static class Catalogue
{
    /// <summary>DbUp's own. Two that went different ways name different scripts, at different times.</summary>
    private const string Journal = "SchemaVersions";

    public static async Task<IReadOnlyList<string>> SchemaAsync(Db db, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var lines = new List<string>();
        foreach (var question in db.Options.Dialect == Dialect.SqlServer ? ServerQuestions : SqliteQuestions)
        {
            foreach (IDictionary<string, object?> row in await connection.QueryAsync(question))
            {
                lines.Add(string.Join(" | ", row.Select(c => $"{c.Key} {Bare(Words(c.Value))}")));
            }
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    public static async Task<IReadOnlyList<string>> TablesAsync(Db db, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return
        [
            .. (await connection.QueryAsync<string>(db.Options.Dialect == Dialect.SqlServer
                ? "select name from sys.tables"
                : "select name from sqlite_master where type = 'table' and sql not like 'create virtual%'"))
                .Where(name => !name.Equals(Journal, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal),
        ];
    }

    public static async Task<IReadOnlyList<string>> RowsAsync(Db db, CancellationToken ct)
    {
        var lines = new List<string>();
        foreach (var table in await TablesAsync(db, ct))
        {
            await using var connection = await db.OpenAsync(ct);
            foreach (IDictionary<string, object?> row in await connection.QueryAsync($"select * from \"{table}\""))
            {
                // Where SQLite goes on counting from nothing it may say so, or not. How many scripts ran is the journal's.
                if (table != "sqlite_sequence" || (row["seq"] is not 0L && row["name"] is not Journal))
                {
                    lines.Add($"{table}: {string.Join(" | ", row.Select(c => $"{c.Key} {Words(c.Value)}"))}");
                }
            }
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    /// <summary>The scripts a database says have run.</summary>
    public static async Task<IReadOnlyList<string>> JournalAsync(Db db, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. (await connection.QueryAsync<string>($"select ScriptName from {Journal}")).Order(StringComparer.Ordinal)];
    }

    private static string Words(object? value) => value switch
    {
        null => "null",
        byte[] bytes => Convert.ToHexString(bytes),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    // SQLite keeps a statement as it was written: without its comments, and with blanks where they say something.
    private static string Bare(string text)
    {
        var code = string.Join('\n', text.Split('\n').Select(line => line.Split("--")[0])).Replace("(", " ( ", StringComparison.Ordinal)
            .Replace(")", " ) ", StringComparison.Ordinal).Replace(",", " , ", StringComparison.Ordinal);
        return string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static readonly string[] SqliteQuestions =
    [
        "select type, name, tbl_name, sql from sqlite_master where name not like 'sqlite_%'",
        """
        select m.name as "table", c.* from sqlite_master m join pragma_table_xinfo(m.name) c where m.type = 'table'
            and m.name not like 'sqlite_%'
        """,
        "select m.name as \"table\", i.* from sqlite_master m join pragma_index_list(m.name) i where m.type = 'table'",
        """
        select m.name as "table", i.name as "index", x.* from sqlite_master m join pragma_index_list(m.name) i
            join pragma_index_xinfo(i.name) x where m.type = 'table'
        """,
        """
        select m.name as "table", f.seq, f."table" as target, f."from", f."to", f.on_update, f.on_delete, f."match"
            from sqlite_master m join pragma_foreign_key_list(m.name) f where m.type = 'table'
        """,
    ];

    // Names that the server makes up are another each time; what such a thing is of and on says enough.
    public static readonly string[] ServerQuestions =
    [
        """
        select t.name as tab, c.column_id, c.name, y.name as typ, c.max_length, c.precision, c.scale, c.collation_name, c.is_nullable,
            c.is_identity, c.is_computed
            from sys.columns c join sys.tables t on t.object_id = c.object_id join sys.types y on y.user_type_id = c.user_type_id
        """,
        """
        select t.name as tab, c.name as col, d.definition, case when d.is_system_named = 1 then '' else d.name end as name
            from sys.default_constraints d join sys.tables t on t.object_id = d.parent_object_id
            join sys.columns c on c.object_id = d.parent_object_id and c.column_id = d.parent_column_id
        """,
        """
        select t.name as tab, k.definition, case when k.is_system_named = 1 then '' else k.name end as name
            from sys.check_constraints k join sys.tables t on t.object_id = k.parent_object_id
        """,
        """
        select t.name as tab, case when k.is_system_named = 1 then '' else i.name end as name, i.type_desc, i.is_unique, i.is_primary_key,
            i.is_unique_constraint, i.ignore_dup_key, i.fill_factor, i.is_padded, i.is_disabled, i.allow_row_locks, i.allow_page_locks,
            i.filter_definition, s.name as space, c.name as col, x.key_ordinal, x.is_descending_key, x.is_included_column
            from sys.indexes i join sys.tables t on t.object_id = i.object_id
            join sys.index_columns x on x.object_id = i.object_id and x.index_id = i.index_id
            join sys.columns c on c.object_id = x.object_id and c.column_id = x.column_id
            left join sys.data_spaces s on s.data_space_id = i.data_space_id
            left join sys.key_constraints k on k.parent_object_id = i.object_id and k.unique_index_id = i.index_id
        """,
        """
        select t.name as tab, r.name as target, c.name as col, rc.name as target_col, x.constraint_column_id,
            f.delete_referential_action_desc, f.update_referential_action_desc, f.is_disabled, f.is_not_trusted,
            case when f.is_system_named = 1 then '' else f.name end as name
            from sys.foreign_keys f join sys.tables t on t.object_id = f.parent_object_id
            join sys.tables r on r.object_id = f.referenced_object_id
            join sys.foreign_key_columns x on x.constraint_object_id = f.object_id
            join sys.columns c on c.object_id = x.parent_object_id and c.column_id = x.parent_column_id
            join sys.columns rc on rc.object_id = x.referenced_object_id and rc.column_id = x.referenced_column_id
        """,
    ];
}
