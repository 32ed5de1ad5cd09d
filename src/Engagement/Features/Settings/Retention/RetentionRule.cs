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
    /// <summary>By age, then by id, from where the batch before ended: rows that stay are passed once a night. The age alone makes a range.</summary>
    public static string ByAge(string select, string at, string id) =>
        $"{select} and {at} >= @AfterAt and ({at} > @AfterAt or {id} > @AfterId) order by {at}, {id} {{page}}";
}

/// <summary>One statement does it, some rows at a time.</summary>
internal sealed record RetentionAtOnce(string Key, string Name, string Help, int? Days, int Least, IReadOnlyList<string> Tables, Sql Some)
    : RetentionRule(Key, Name, Help, Days, Least, Tables);
