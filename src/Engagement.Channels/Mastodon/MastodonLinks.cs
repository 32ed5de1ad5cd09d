using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Engagement.Channels.X;

namespace Engagement.Channels.Mastodon;

/// <summary>
/// What Mastodon's server counts as a link: X's own rules for hosts, with its list of top-level domains (the gem twitter-text 3.1), and its
/// own for paths (Mastodon: config/initializers/twitter_regex.rb). Only with a scheme; a link to a domain that does not exist is words.
/// </summary>
internal static partial class MastodonLinks
{
    private const int MaxLength = 4096;

    /// <summary>In order, from each start up to, not including, its end, in UTF-16 units.</summary>
    public static IEnumerable<(int Start, int End)> Find(string text)
    {
        var last = 0;
        XDomainEnds? domains = null;
        foreach (Match match in Scheme().Matches(text))
        {
            var (start, host) = (match.Index, match.Index + match.Length);
            if (start < last || (start > 0 && !XLinkChars.MayPrecede(text[start - 1]))
                || (domains ??= XDomainEnds.Of(text)).From(host) is not { } at || at - start > MaxLength
                || !XLinks.LabelsAreValid(text[host..at]))
            {
                continue;
            }

            // One character more than there may be is enough to see that it is too long.
            at = QueryEnd(text, PathEnd(text, PortEnd(text, at), start + MaxLength), start + MaxLength);
            if (at - start <= MaxLength)
            {
                yield return (start, last = at);
            }
        }
    }

    private static int PortEnd(string text, int at)
    {
        var port = at + 1;
        while (port < text.Length && text[at] == ':' && char.IsAsciiDigit(text[port]))
        {
            port++;
        }

        return port > at + 1 ? port : at;
    }

    private static int PathEnd(string text, int start, int most)
    {
        if (start >= text.Length || text[start] != '/')
        {
            return start;
        }

        var end = start + 1;
        for (var at = end; at < text.Length && end <= most;)
        {
            if (InPath(text, at, out var units))
            {
                at += units;
                end = EndsPath(text, at - units) ? at : end;
            }
            else if (XLinkPath.BracketsEnd(text, at, Run) is { } closed)
            {
                end = at = closed;
            }
            else
            {
                break;
            }
        }

        return end;
    }

    private static int QueryEnd(string text, int start, int most)
    {
        if (start >= text.Length || text[start] != '?')
        {
            return start;
        }

        var end = start;
        for (var at = start + 1; at < text.Length && end <= most && InQuery(text, at, out var units); at += units)
        {
            end = EndsQuery(text[at]) ? at + units : end;
        }

        return end;
    }

    private static int Run(string text, int at)
    {
        while (at < text.Length && InPath(text, at, out var units))
        {
            at += units;
        }

        return at;
    }

    private static bool InPath(string text, int at, out int units)
    {
        units = 1;
        return char.IsAsciiLetterOrDigit(text[at])
            || (Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out units) == OperationStatus.Done
                && !Rune.IsWhiteSpace(rune) && text[at] is not ('<' or '>' or '(' or ')' or '?'));
    }

    private static bool EndsPath(string text, int at) => !"!*\"'「」;:=,.$%[]~&|@".Contains(text[at], StringComparison.Ordinal);

    // The server's UCHARS are what RFC 3987 allows beyond ASCII; its spaces too.
    private static bool InQuery(string text, int at, out int units) =>
        Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out units) == OperationStatus.Done
        && (char.IsAsciiLetterOrDigit(text[at]) || "!?*'();:&=+$/%#[]-_.,~|@^".Contains(text[at], StringComparison.Ordinal)
            || (rune.Value >= 0xA0 && Rune.GetUnicodeCategory(rune) is not UnicodeCategory.OtherNotAssigned));

    private static bool EndsQuery(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '&' or '=' or '#' or '/' or '-' or >= '\u00a0';

    [GeneratedRegex("(?:https?|dat|dweb|ipfs|ipns|ssb|gopher|gemini)://", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();
}
