using System.Buffers;
using System.Text.RegularExpressions;

namespace Engagement.Features.Publishing.Links.Agents;

/// <summary>
/// The public list of programs' names (<c>programs.tsv</c>). Nearly all patterns are plain words: one pass over the header says whether any
/// of them is in it, and only then is asked which.
/// </summary>
internal static partial class ListedAgents
{
    private const string Resource = "agents/programs.tsv";
    private const string PreviewTag = "social-preview";

    // The application itself on somebody's telephone; what fetches previews for it says no more than its version.
    private const string Application = "WhatsApp";
    private const string OnTelephone = " Device/";

    // Words that are also in the name of a telephone, or of a browser within an application.
    private static readonly Dictionary<string, string> Narrower = new(StringComparer.Ordinal)
    {
        ["Butterfly"] = "Butterfly/",
        ["Sonic"] = "Sonic/",
        ["speedy"] = "speedy_spider",
    };

    private static readonly IReadOnlyList<Listed> All = [.. Read()];

    private static readonly SearchValues<string> Words = SearchValues.Create(
        [.. All.Select(a => a.Word).OfType<string>().Distinct()], StringComparison.Ordinal);

    private static readonly IReadOnlyList<Listed> Patterns = [.. All.Where(a => a.Word is null)];

    /// <summary>What the list says it is; null: it is not on it.</summary>
    public static VisitClass? Tell(string agent) =>
        (agent.AsSpan().ContainsAny(Words) ? All : Patterns).FirstOrDefault(listed => listed.IsIn(agent))?.Class;

    private static IEnumerable<Listed> Read()
    {
        using var stream = typeof(ListedAgents).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not in the assembly.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            var at = line.IndexOf('\t', StringComparison.Ordinal);
            var pattern = Narrower.GetValueOrDefault(line[(at + 1)..], line[(at + 1)..]);
            var kind = line.AsSpan(0, at).Contains(PreviewTag, StringComparison.Ordinal) ? VisitClass.Preview : VisitClass.Bot;
            yield return Plain(pattern) is { } word
                ? new Listed(word, null, kind)
                : new Listed(null, new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking), kind);
        }
    }

    // The word that a pattern is, where it is nothing but a word.
    private static string? Plain(string pattern)
    {
        return Special().IsMatch(pattern) ? null : pattern.Replace("\\", "", StringComparison.Ordinal);
    }

    private sealed record Listed(string? Word, Regex? Pattern, VisitClass Class)
    {
        // A word begins where it is written so: ViewSonic is no Sonic.
        public bool IsIn(string agent)
        {
            if (Word is null)
            {
                return Pattern!.IsMatch(agent);
            }

            for (var at = agent.IndexOf(Word, StringComparison.Ordinal); at >= 0; at = agent.IndexOf(
                Word, at + 1, StringComparison.Ordinal))
            {
                if (Word == Application && agent.Contains(OnTelephone, StringComparison.Ordinal))
                {
                    return false;
                }

                if (at == 0 || !char.IsAsciiLetterOrDigit(Word[0]) || !char.IsAsciiLetterOrDigit(agent[at - 1]))
                {
                    return true;
                }
            }

            return false;
        }
    }

    [GeneratedRegex(@"(?<!\\)[\[\](){}.*+?|^$]|\\[A-Za-z0-9]")]
    private static partial Regex Special();
}
