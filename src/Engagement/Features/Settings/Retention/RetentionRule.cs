using System.Globalization;
using Engagement.Data;

namespace Engagement.Features.Settings.Retention;

/// <summary>How long something that grows is kept, and how it goes.</summary>
/// <param name="Key">Its name in the settings.</param>
/// <param name="Name">What it is, for people.</param>
/// <param name="Help">What goes, and what stays.</param>
/// <param name="Days">Unless somebody says otherwise; null: for ever.</param>
/// <param name="Least">Fewer days would break something.</param>
/// <param name="Tables">Those that it keeps from growing for ever.</param>
internal abstract record RetentionRule(string Key, string Name, string Help, int? Days, int Least, IReadOnlyList<string> Tables)
{
    public const int MostDays = 36_500;

    private static readonly Sql ReadAll = Sql.Portable("select Name, Value from AppSettings where Name like 'retention.%'");

    /// <summary>The setting; an empty value is "for ever".</summary>
    public string SettingName => "retention." + Key;

    /// <summary>How long each is kept, as Settings say; null: for ever.</summary>
    public static async Task<IReadOnlyDictionary<string, int?>> ReadAsync(DbSession db, CancellationToken ct)
    {
        var said = (await db.QueryAsync<Row>(ReadAll, ct: ct)).ToDictionary(r => r.Name, r => r.Value, StringComparer.Ordinal);
        return RetentionRules.All.ToDictionary(r => r.Key, r => r.From(said.GetValueOrDefault(r.SettingName)), StringComparer.Ordinal);
    }

    private int? From(string? said) => said is null ? Days
        : int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? Math.Max(days, Least)
        : null;

    private sealed record Row
    {
        public string Name { get; init; } = "";

        public string Value { get; init; } = "";
    }
}

/// <summary>
/// What goes has rows of other tables with it, or leaves a slim row: found by age, some at a time, and gone or made slim in one
/// transaction.
/// </summary>
internal sealed record RetentionById(
    string Key, string Name, string Help, int? Days, int Least, IReadOnlyList<string> Tables, Sql Find, IReadOnlyList<Sql> Steps)
    : RetentionRule(Key, Name, Help, Days, Least, Tables)
{
    /// <summary>
    /// By age, then by id, from where the batch before ended: rows that stay are passed once a night. The age alone makes a range.
    /// </summary>
    public static string ByAge(string select, string at, string id) =>
        $"{select} and {at} >= @AfterAt and ({at} > @AfterAt or {id} > @AfterId) order by {at}, {id} {{page}}";

    /// <summary>The most common shape: rows of one table go by a time of their own.</summary>
    /// <param name="tables">Theirs, and then those that go with them.</param>
    /// <param name="at">The column of their time.</param>
    /// <param name="only">A condition on them beside their age; null: all of that age.</param>
    /// <param name="steps">What is done with them; null: they are deleted.</param>
    public static RetentionById Rows(
        string key, string name, string help, int days, int least, IReadOnlyList<string> tables,
        string at, string? only = null, IReadOnlyList<Sql>? steps = null) => new(
            key, name, help, days, least, tables,
            Sql.Portable(
                ByAge($"select Id, {at} as At from {tables[0]} where {at} < @Before{(only is null ? "" : $" and {only}")}", at, "Id")),
            steps ?? [Delete(tables[0], "Id")]);

    /// <summary>Deletes what hangs on them, or they themselves.</summary>
    public static Sql Delete(string table, string column) => Sql.Portable($"delete from {table} where {column} in {{ids Ids}}");
}

/// <summary>One statement does it, some rows at a time.</summary>
internal sealed record RetentionAtOnce(string Key, string Name, string Help, int? Days, int Least, IReadOnlyList<string> Tables, Sql Some)
    : RetentionRule(Key, Name, Help, Days, Least, Tables)
{
    public static Sql Delete(string table, string where) => Sql.For(
        sqlServer: $"delete top (@Take) from {table} where {where}",
        sqlite: $"delete from {table} where rowid in (select rowid from {table} where {where} limit @Take)");
}
