using System.Collections.Frozen;

namespace Engagement.Channels.X;

/// <summary>
/// Finds what X takes for a link: with or without <c>https://</c>, in any script, as X's own published library does
/// (twitter-text 3.1). A differential test holds the two together.
/// </summary>
internal static class XLinks
{
    // X's bounds, in UTF-16 units.
    private const int MaxLength = 4096;
    private const int MaxLabel = 63;
    private const int MaxShortenedSlug = 40;

    private static readonly string[] TopLevelDomains = [.. XData.Lines("top-level-domains.txt")];
    private static readonly FrozenDictionary<char, string[]> TopLevelByFirst =
        TopLevelDomains.GroupBy(d => char.ToUpperInvariant(d[0])).ToFrozenDictionary(g => g.Key, g => g.ToArray());

    /// <summary>Links in order, by where they start and how many UTF-16 units they have. The text is in composed form.</summary>
    public static IEnumerable<(int Start, int Length)> Find(string text)
    {
        if (!text.Contains('.', StringComparison.Ordinal))
        {
            yield break;
        }

        for (var at = 0; at < text.Length;)
        {
            // A link stands after a character that cannot be part of a word, or at the very start.
            Candidate? found = null;
            if (XLinkChars.MayPrecede(text[at]))
            {
                found = Match(text, at + 1);
            }

            found ??= at == 0 ? Match(text, 0) : null;
            if (found is not { } link)
            {
                at++;
                continue;
            }

            foreach (var kept in Keep(text, link))
            {
                yield return kept;
            }

            at = link.End;
        }
    }

    // The longest run of text at a place that has the form of a link.
    private static Candidate? Match(string text, int start)
    {
        var domain = start + ProtocolLength(text.AsSpan(start));
        if (DomainEnd(text, domain) is not { } domainEnd)
        {
            return null;
        }

        var at = domainEnd;
        var port = at + 1;
        while (port < text.Length && text[at] == ':' && char.IsAsciiDigit(text[port]))
        {
            port++;
        }

        at = port > at + 1 ? port : at;
        var path = at;
        at = XLinkPath.End(text, at);
        return new Candidate(start, domain, domainEnd, HasPath: at > path, XLinkPath.QueryEnd(text, at));
    }

    private static IEnumerable<(int Start, int Length)> Keep(string text, Candidate link)
    {
        var domain = text[link.Domain..link.DomainEnd];
        var protocol = link.Domain > link.Start ? link.Domain - link.Start : "https://".Length;
        if (!LabelsAreValid(domain) || protocol + (link.End - link.Start) > MaxLength)
        {
            yield break;
        }

        if (link.Domain > link.Start)
        {
            var end = ShortenedEnd(text, link);
            if (end is not null)
            {
                yield return (link.Start, end.Value - link.Start);
            }

            yield break;
        }

        // Without a protocol only a domain in Latin letters counts, and not in the middle of something else.
        if (link.Start > 0 && text[link.Start - 1] is '-' or '_' or '.' or '/')
        {
            yield break;
        }

        var ascii = AsciiDomains(domain).ToList();
        for (var i = 0; i < ascii.Count; i++)
        {
            var (start, length) = ascii[i];
            var tail = i == ascii.Count - 1 && link.HasPath ? link.End - link.DomainEnd : 0;
            yield return (link.Start + start, length + tail);
        }
    }

    // X's own short links end with their slug; one with too long a slug is none.
    private static int? ShortenedEnd(string text, Candidate link)
    {
        const string Host = "t.co";
        var slug = link.Domain + Host.Length + 1;
        if (!text.AsSpan(link.Domain).StartsWith(Host + "/", StringComparison.OrdinalIgnoreCase)
            || slug >= link.End || !char.IsAsciiLetterOrDigit(text[slug]))
        {
            return link.End;
        }

        var end = slug;
        while (end < link.End && char.IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        return end - slug > MaxShortenedSlug ? null : Math.Min(link.End, XLinkPath.QueryEnd(text, end));
    }

    private static int ProtocolLength(ReadOnlySpan<char> text) =>
        text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? 8
        : text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7
        : 0;

    // label.label.TLD, as many labels as there can be; underscores not in the last one.
    internal static int? DomainEnd(string text, int start)
    {
        int? end = null;
        for (var label = start; label < text.Length && XLinkChars.InDomain(text[label]);)
        {
            var at = label;
            var underscore = false;
            while (at < text.Length && (XLinkChars.InDomain(text[at]) || text[at] is '-' or '_'))
            {
                underscore |= text[at] == '_';
                at++;
            }

            if (at == text.Length || text[at] != '.' || text[at - 1] is '-' or '_')
            {
                break;
            }

            label = at + 1;
            if (!underscore && TopLevelEnd(text, label) is { } found)
            {
                end = found;
            }
        }

        return end;
    }

    private static int? TopLevelEnd(ReadOnlySpan<char> text, int start)
    {
        var rest = text[start..];
        if (rest.IsEmpty)
        {
            return null;
        }

        foreach (var domain in TopLevelByFirst.GetValueOrDefault(char.ToUpperInvariant(rest[0]), []))
        {
            if (rest.StartsWith(domain, StringComparison.OrdinalIgnoreCase)
                && (rest.Length == domain.Length || !(char.IsAsciiLetterOrDigit(rest[domain.Length])
                    || rest[domain.Length] is '@' or '+' or '-')))
            {
                return start + domain.Length;
            }
        }

        const string Encoded = "xn--";
        if (!rest.StartsWith(Encoded, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var end = Encoded.Length;
        while (end < rest.Length && (char.IsAsciiLetterOrDigit(rest[end]) || rest[end] == '-'))
        {
            end++;
        }

        return end > Encoded.Length ? start + end : null;
    }

    // The parts of a domain that are domains in Latin letters by themselves.
    private static IEnumerable<(int Start, int Length)> AsciiDomains(string domain)
    {
        for (var at = 0; at < domain.Length;)
        {
            int? end = null;
            var label = at;
            while (label < domain.Length)
            {
                var dot = label;
                while (dot < domain.Length && XLinkChars.InLatinLabel(domain[dot]))
                {
                    dot++;
                }

                if (dot == label || dot == domain.Length || domain[dot] != '.')
                {
                    break;
                }

                label = dot + 1;
                end = TopLevelEnd(domain, label) ?? end;
            }

            if (end is { } found)
            {
                yield return (at, found - at);
            }

            at = end ?? at + 1;
        }
    }

    internal static bool LabelsAreValid(string domain)
    {
        // What says that it is encoded must be so throughout.
        if (domain.StartsWith("xn--", StringComparison.Ordinal) && !AsciiDomains(domain).Any())
        {
            return false;
        }

        return domain.Split('.').All(label => Punycode.EncodedLength(label) is >= 1 and <= MaxLabel);
    }

    private readonly record struct Candidate(int Start, int Domain, int DomainEnd, bool HasPath, int End);
}
