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

    /// <summary>Links in order, by where they start and how many UTF-16 units they have. The text is in composed form.</summary>
    public static IEnumerable<(int Start, int Length)> Find(string text)
    {
        if (!text.Contains('.', StringComparison.Ordinal))
        {
            yield break;
        }

        var domains = XDomainEnds.Of(text);
        for (var at = 0; at < text.Length;)
        {
            // A link stands after a character that cannot be part of a word, or at the very start.
            Candidate? found = null;
            if (XLinkChars.MayPrecede(text[at]))
            {
                found = Match(text, domains, at + 1);
            }

            found ??= at == 0 ? Match(text, domains, 0) : null;
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
    private static Candidate? Match(string text, XDomainEnds domains, int start)
    {
        var domain = start + ProtocolLength(text.AsSpan(start));
        if (domains.From(domain) is not { } domainEnd)
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
        // The length first: looking at the labels of a domain without end is dear.
        var domain = text[link.Domain..link.DomainEnd];
        var protocol = link.Domain > link.Start ? link.Domain - link.Start : "https://".Length;
        if (protocol + (link.End - link.Start) > MaxLength || !LabelsAreValid(domain))
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

        var latin = XDomainEnds.OfLatin(domain).All().ToList();
        for (var i = 0; i < latin.Count; i++)
        {
            var (start, end) = latin[i];
            var tail = i == latin.Count - 1 && link.HasPath ? link.End - link.DomainEnd : 0;
            yield return (link.Start + start, end - start + tail);
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

    internal static bool LabelsAreValid(string domain)
    {
        // What says that it is encoded must be so throughout.
        if (domain.StartsWith("xn--", StringComparison.Ordinal) && !XDomainEnds.OfLatin(domain).All().Any())
        {
            return false;
        }

        // A character is a letter at the least when it is encoded, and two units at most: a long label need not be.
        return domain.Split('.').All(label => label.Length <= 2 * MaxLabel && Punycode.EncodedLength(label) is >= 1 and <= MaxLabel);
    }

    private readonly record struct Candidate(int Start, int Domain, int DomainEnd, bool HasPath, int End);
}
