using System.Text;
using Engagement.Channels.Text;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>
/// A table of phrases in many languages, to be looked for without regard to capitals, spaces and the form of apostrophes. In a phrase
/// <c>…</c> stands for some words between.
/// </summary>
internal sealed class Phrases
{
    // More words between than this make another sentence.
    private const int MostBetween = 40;

    private readonly string[][] _all;

    /// <param name="all">In lower case.</param>
    public Phrases(params string[] all) => _all = Array.ConvertAll(all, p => p.Split('…', StringSplitOptions.TrimEntries));

    /// <summary>A line as it is looked at here.</summary>
    public static string Plain(string line)
    {
        var plain = new StringBuilder(line.Length);
        foreach (var c in Composed.Of(line))
        {
            if (char.IsWhiteSpace(c))
            {
                plain.Append(plain.Length > 0 && plain[^1] != ' ' ? " " : "");
            }
            else
            {
                plain.Append(c is '’' or 'ʼ' ? '\'' : char.ToLowerInvariant(c));
            }
        }

        return plain.ToString().TrimEnd();
    }

    /// <summary>How many signs of the line the longest phrase has that it begins with, as whole words; 0: it begins with none.</summary>
    /// <param name="plain">A line after <see cref="Plain"/>.</param>
    public int Starts(string plain)
    {
        var longest = 0;
        foreach (var parts in _all)
        {
            if (plain.StartsWith(parts[0], StringComparison.Ordinal) && End(plain, parts, 0) is var end && end > longest
                && (parts.Length > 1 || IsWhole(plain, end))) // of several parts the last may be a stem
            {
                longest = end;
            }
        }

        return longest;
    }

    /// <summary>Is one of them in the line, beginning with a word of it?</summary>
    /// <param name="plain">A line after <see cref="Plain"/>.</param>
    public bool AreIn(string plain)
    {
        foreach (var parts in _all)
        {
            if (IsIn(plain, parts))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsIn(string plain, string[] parts)
    {
        for (var at = -1; (at = plain.IndexOf(parts[0], at + 1, StringComparison.Ordinal)) >= 0;)
        {
            if (IsWhole(plain, at) && End(plain, parts, at) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How many of them are in the line, each beginning with a word of it.</summary>
    /// <param name="plain">A line after <see cref="Plain"/>.</param>
    public int HowMany(string plain) => _all.Count(p => IsIn(plain, p));

    private static int End(string plain, string[] parts, int at)
    {
        var end = at + parts[0].Length;
        for (var i = 1; i < parts.Length; i++)
        {
            var next = plain.IndexOf(parts[i], end, Math.Min(plain.Length - end, MostBetween + parts[i].Length), StringComparison.Ordinal);
            if (next < 0)
            {
                return -1;
            }

            end = next + parts[i].Length;
        }

        return end;
    }

    // Between two words, where the script has any between.
    private static bool IsWhole(string plain, int at) => at == 0 || at >= plain.Length || !char.IsLetter(plain[at - 1])
        || !char.IsLetter(plain[at]) || Scripts.IsSpaceless(new Rune(plain[at])) || Scripts.IsSpaceless(new Rune(plain[at - 1]));
}
