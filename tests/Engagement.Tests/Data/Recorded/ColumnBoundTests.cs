using System.Data;
using System.Reflection;
using System.Text.RegularExpressions;
using Engagement.Data;
using Engagement.Tests.Data.TSqlCheck;

namespace Engagement.Tests.Data.Recorded;

/// <summary>
/// Each <c>nvarchar(n)</c> of the schema, and where it is seen to that nothing longer gets there: <c>Data/Recorded/bounds.txt</c>. SQL
/// Server refuses a
/// longer text (error 2628), SQLite never does.
/// </summary>
public sealed class ColumnBoundTests
{
    private static readonly string[] Words = ["ours", "made", "read"];

    [Fact]
    public void Every_text_of_a_limited_length_is_bounded_somewhere()
    {
        var listed = Read();
        var columns = Limited().ToList();
        var writers = Writers();

        var problems = columns.Where(c => !listed.ContainsKey(c.Name))
            .Select(c => $"{c}: nobody says where it is bounded. Writers: {string.Join(", ", writers[c.Name])}")
            .Concat(listed.Keys.Except(columns.Select(c => c.Name), StringComparer.Ordinal)
                .Select(name => $"{name}: there is no such column."))
            .Concat(listed.Where(l => Problem(l.Value) is not null).Select(l => $"{l.Key}: {Problem(l.Value)}"))
            .ToList();

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    /// <summary>
    /// What is named bounds by the column's length, or by the smaller number that the list says, and does so as often as columns name it.
    /// </summary>
    [Fact]
    public void What_is_said_to_bound_a_column_bounds_it_by_its_length()
    {
        var lengths = Limited().ToDictionary(c => c.Name, c => c.Length, StringComparer.Ordinal);
        var named = Read().Where(l => Problem(l.Value) is null && !Words.Contains(First(l.Value), StringComparer.Ordinal))
            .Select(l => (Column: l.Key, Member: First(l.Value), Length: lengths[l.Key], Number: AtMost(l.Value) ?? lengths[l.Key]))
            .ToList();

        var problems = named.Where(n => n.Number > n.Length)
            .Select(n => $"{n.Column}: the list says at most {n.Number}, and it has {n.Length}.").ToList();
        foreach (var member in named.GroupBy(n => n.Member, StringComparer.Ordinal))
        {
            var type = TypeOf(member.Key);
            if (PatternOf(type, member.Key) is { } pattern)
            {
                problems.AddRange(member.Where(n => Longer(n.Length).Any(pattern.IsMatch))
                    .Select(n => $"{n.Column} of {n.Length}: {member.Key} takes more."));
            }
            else if (ConstantOf(type, member.Key) is { } constant)
            {
                problems.AddRange(member.Where(n => constant != n.Number)
                    .Select(n => $"{n.Column} of {n.Length}: {member.Key} is {constant}."));
            }
        }

        // Of one type together: its columns may share a number, and each needs its own use of it.
        var used = named.Where(n => ConstantOf(TypeOf(n.Member), n.Member) is null && PatternOf(TypeOf(n.Member), n.Member) is null);
        foreach (var group in used.GroupBy(n => (Type: TypeOf(n.Member), n.Number)))
        {
            var (type, number) = group.Key;
            var uses = Numbers(type).Count(n => n == number);
            if (uses < (Shared.Contains(type.Name) ? 1 : group.Count()))
            {
                var columns = string.Join(", ", group.Select(n => $"{n.Column} of {n.Length}"));
                problems.Add($"{columns}: {type.Name} bounds by {number} {uses} times, "
                    + $"and by {string.Join(", ", Numbers(type).Where(n => n > 8).Distinct().Order())}.");
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Fact]
    public void A_bound_that_is_taken_away_or_raised_is_missed()
    {
        Assert.Equal([100, 40], BoundingNumbers.In(typeof(Bounded)));
        Assert.Equal([200], BoundingNumbers.In(typeof(Raised)));
        Assert.Empty(BoundingNumbers.In(typeof(Taken)));
    }

    private static class Bounded
    {
        public static string? Name(string? name) => Fit.Shorten(name, 100);

        public static bool IsTag(string tag) => tag.Length <= 40;
    }

    private static class Raised
    {
        public static string? Name(string? name) => Fit.Shorten(name, 200);
    }

    private static class Taken
    {
        public static string? Name(string? name) => name;
    }

    // A class that others share bounds once for all of them: it is handed what to bound.
    private static readonly HashSet<string> Shared = new(StringComparer.Ordinal)
    {
        "Fit", "ItemIds", "ArticleDraft", "WebAddress", "SafeFetch", "ZoneData", "FindClient", "SessionBook", "Ledger",
    };

    private static string First(string bound) => bound.Split([' ', ',', ';'], 2)[0];

    private static int? AtMost(string bound) =>
        Regex.Match(bound, "at most ([0-9]+)") is { Success: true } match
            ? int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)
            : null;

    private static Type TypeOf(string member) => typeof(Db).Assembly.GetTypes().First(t => t.Name == member[..member.LastIndexOf('.')]);

    private static int? ConstantOf(Type type, string member) =>
        type.GetField(member[(member.LastIndexOf('.') + 1)..], BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            is { IsLiteral: true } field
            && field.GetRawConstantValue() is int number
                ? number
                : null;

    // A pattern is tried.
    private static Regex? PatternOf(Type type, string member) =>
        type.GetMethod(member[(member.LastIndexOf('.') + 1)..],
            BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, []) is { } made
            && made.ReturnType == typeof(Regex)
                ? (Regex)made.Invoke(null, null)!
                : null;

    private static IEnumerable<string> Longer(int most) =>
    [
        new('a', most + 1), new('A', most + 1), new('7', most + 1), "de-" + new string('a', most), "de-" + new string('7', most),
        string.Join('-', Enumerable.Repeat("ab", most)),
        string.Join('-', Enumerable.Repeat("abcdefgh", most)), new string('a', most) + "\n",
    ];

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Type, IReadOnlyList<int>> Known = new();

    private static IReadOnlyList<int> Numbers(Type type) => Known.GetOrAdd(type, BoundingNumbers.In);

    /// <summary>
    /// <c>ours</c>: a word of this program, an enum's or a constant. <c>made</c>: a hash, code or date of a fixed length. <c>read</c>:
    /// copied from a column that is bounded. Else a member of the program that bounds it.
    /// </summary>
    private static string? Problem(string bound)
    {
        var first = First(bound);
        if (Words.Contains(first, StringComparer.Ordinal))
        {
            return bound.Length > first.Length + 3 ? null : "says too little: which words, made of what, read from where?";
        }

        var dot = first.LastIndexOf('.');
        var type = typeof(Db).Assembly.GetTypes().FirstOrDefault(t => dot > 0 && t.Name == first[..dot]);
        return type is null || type.GetMember(
            first[(dot + 1)..], BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length == 0
            ? $"there is no {first} in the program."
            : null;
    }

    private static IEnumerable<ServerType> Limited() =>
        ServerSchema.Read().All.Select(c => c.Column).Where(c => c.Kind == SqlDbType.NVarChar && c.Length > 0);

    /// <summary>Who writes what, so that whoever reads the complaint knows where to look.</summary>
    private static ILookup<string, string> Writers()
    {
        var schema = ServerSchema.Read();
        return KnownStatements.In(typeof(Db).Assembly)
            .SelectMany(known => StatementReader.Read(schema, known.Sql.Text(Dialect.SqlServer)).Uses
                .Where(use => use.Purpose == Purpose.Write)
                .Select(use => (Column: use.Type.Name, By: $"{known.Name}@{use.Parameter}")))
            .Distinct()
            .ToLookup(w => w.Column, w => w.By);
    }

    private static Dictionary<string, string> Read() =>
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Data", "Recorded", "bounds.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(": ", 2))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
}
