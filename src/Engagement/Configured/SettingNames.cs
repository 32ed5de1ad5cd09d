namespace Engagement.Configured;

/// <summary>Names that look like a setting of ours and are none.</summary>
internal static class SettingNames
{
    // A slip or two of the fingers, or one underscore where two are meant. What is further off is some other program's.
    private const int Slips = 2;

    // Others' names (ASPNETCORE_…, Kestrel's) have neighbours that we do not know.
    private static readonly IReadOnlyList<Setting> Ours =
        [.. KnownSettings.All.Where(s => !s.IsOfOthers)];

    private static readonly HashSet<string> Sections = Ours.Select(s => s.Name.Split(':')[0]).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <returns>A sentence about a name that is in a section of ours, or nearly a setting's, and no setting; null: another's.</returns>
    public static string? Unknown(string key)
    {
        var (nearest, away) = Ours.Select(s => (s.Variable, Away: Away(s.Name, key))).MinBy(s => s.Away);
        return away <= Slips || (key.Contains(':', StringComparison.Ordinal) && Sections.Contains(key.Split(':')[0]))
            ? $"There is no setting {Setting.VariableOf(key)}; what it says is not heeded. Is {nearest} meant?"
            : null;
    }

    // One that was not written to its end is meant, though many letters are missing.
    private static int Away(string name, string key) =>
        name.StartsWith(key, StringComparison.OrdinalIgnoreCase) ? Slips + 1 : Distance(name, key);

    /// <summary>How many letters have to be put in, taken out or changed (Levenshtein), whatever their case.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var (above, before) = (row[0], row[0] = i);
            for (var j = 1; j <= other.Length; j++)
            {
                var same = char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]);
                (above, before) = (row[j], row[j] = Math.Min(Math.Min(row[j] + 1, before + 1), above + (same ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
