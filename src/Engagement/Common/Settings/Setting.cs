namespace Engagement.Common.Settings;

/// <summary>One of the desk's settings as its row has it.</summary>
internal sealed record Setting
{
    public string Name { get; init; } = "";

    public string Value { get; init; } = "";

    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, string> ByName(IEnumerable<Setting> rows) =>
        rows.ToDictionary(r => r.Name, r => r.Value, StringComparer.Ordinal);
}
