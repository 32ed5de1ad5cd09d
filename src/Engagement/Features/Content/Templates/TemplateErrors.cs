using System.Text.RegularExpressions;
using Engagement.Channels.Text;
using Scriban.Parsing;

namespace Engagement.Features.Content.Templates;

/// <summary>What is wrong with a template, and where: 1-based, as an editor counts.</summary>
internal sealed record TemplateError(string Message, int Line, int Column)
{
    public override string ToString() => $"Line {Line}, column {Column}: {Message}";
}

/// <summary>Says Scriban's errors in our words, where it has words of a programmer's.</summary>
internal static partial class TemplateErrors
{
    private const int MostCharacters = 300;

    /// <param name="message">Scriban's.</param>
    /// <param name="span">Counts from 0.</param>
    /// <param name="names">What there is, for names that are not.</param>
    public static TemplateError At(string message, SourceSpan span, IEnumerable<string> names) =>
        new(Short(InOurWords(message, names), MostCharacters), span.Start.Line + 1, span.Start.Column + 1);

    /// <summary>The name that somebody who typed another one most likely meant; null when none is near.</summary>
    public static string? Nearest(string typed, IEnumerable<string> names) => typed.Length > 30 ? null : names
        .Select(name => (Name: name, Distance: Distance(typed, name)))
        .Where(n => n.Distance <= Math.Max(1, typed.Length / 3))
        .OrderBy(n => n.Distance).ThenBy(n => n.Name, StringComparer.Ordinal)
        .Select(n => n.Name)
        .FirstOrDefault();

    /// <summary>As Scriban says it, for <see cref="At"/>.</summary>
    public static string NoSuch(string name) => $"The variable or function `{name}` was not found";

    /// <summary>That a thing has no such field.</summary>
    /// <param name="reason">Why it is left out; null where it is simply not there.</param>
    public static string NoField(string name, string field, IEnumerable<string> has, string? reason) => reason is not null
        ? $"{name}.{field}: {reason}"
        : $"{name} has no field `{Short(field)}`. It has {string.Join(", ", has.Order(StringComparer.Ordinal))}.";

    public static string Short(string text, int most = 40) => Graphemes.Cut(text, most);

    private static string InOurWords(string message, IEnumerable<string> names)
    {
        if (NotFound().Match(message) is { Success: true, Groups: [_, { Value: var name }, ..] })
        {
            var all = names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            return Nearest(name, all) is { } near
                ? $"There is no `{Short(name)}` here. Did you mean {near}?"
                : $"There is no `{Short(name)}` here. There are {string.Join(", ", all)}.";
        }

        return message switch
        {
            _ when message.StartsWith("Exceeding number of iteration limit", StringComparison.Ordinal) =>
                $"A loop runs more than {TemplateRun.MaxLoops:N0} times.",
            _ when message.StartsWith("Range expression exceeds LoopLimit", StringComparison.Ordinal) =>
                $"A range has more than {TemplateRun.MaxLoops:N0} numbers.",
            _ when message.StartsWith("Exceeding number of recursive depth limit", StringComparison.Ordinal) =>
                $"A function calls itself more than {TemplateRun.MaxDepth} levels deep.",
            _ when message.Contains("LimitToString", StringComparison.Ordinal) =>
                $"A text becomes longer than {TemplateRun.MaxText:N0} characters.",
            _ when message.StartsWith("Structure is too deeply nested", StringComparison.Ordinal) =>
                "A list or object contains itself, or is nested too deeply.",
            _ when message.StartsWith("The RegEx engine has timed out", StringComparison.Ordinal) => "It takes too long.",
            _ => message,
        };
    }

    // Levenshtein's, over names of at most some dozen letters.
    private static int Distance(string a, string b)
    {
        if (b.StartsWith(a, StringComparison.OrdinalIgnoreCase) && a.Length > 2)
        {
            return 1;
        }

        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var corner = row[0]++;
            for (var j = 1; j <= b.Length; j++)
            {
                (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1),
                    corner + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1)));
            }
        }

        return row[^1];
    }

    [GeneratedRegex(@"^The (?:variable or function|function|target function) `([^`]+)` was not found$")]
    private static partial Regex NotFound();
}
