using Engagement.Data;
using Engagement.Tests.Data.TSqlCheck;

namespace Engagement.Tests.Data.Recorded;

/// <summary>The statements of the program that no test runs, each with its reason: <c>Data/Recorded/never-ran.txt</c>.</summary>
internal static class NeverRan
{
    // A running desk's job may come by in a test that lasts long enough, or at the hour it keeps.
    private static readonly string[] MayRun = ["by the clock", "by chance"];

    /// <summary>Name, then <c>: </c> and why. Lines with # are for readers.</summary>
    public static IReadOnlyDictionary<string, string> Read() =>
        Read(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Data", "Recorded", "never-ran.txt")));

    public static IReadOnlyDictionary<string, string> Read(IEnumerable<string> lines) => lines
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(": ", 2))
        .ToDictionary(parts => parts[0], parts => parts.Length > 1 ? parts[1] : "", StringComparer.Ordinal);

    public static IEnumerable<string> Problems(
        IReadOnlyDictionary<string, string> listed, IReadOnlyCollection<KnownStatement> known, Func<Sql, bool> ran) =>
    [
        .. known.Where(k => !ran(k.Sql) && !listed.ContainsKey(k.Name))
            .Select(k => $"{k.Name}: no test runs it. Write one, or say why not in never-ran.txt."),
        .. known.Where(k => ran(k.Sql) && listed.TryGetValue(k.Name, out var why)
            && !MayRun.Any(m => why.StartsWith(m, StringComparison.Ordinal)))
            .Select(k => $"{k.Name}: it ran, so it has to leave never-ran.txt."),
        .. listed.Keys.Except(known.Select(k => k.Name), StringComparer.Ordinal)
            .Select(name => $"{name}: never-ran.txt names it, and there is no such statement."),
        .. listed.Where(l => string.IsNullOrWhiteSpace(l.Value)).Select(l => $"{l.Key}: never-ran.txt gives no reason."),
    ];
}
