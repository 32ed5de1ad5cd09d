using System.Text;
using System.Text.RegularExpressions;
using Engagement.Channels.Text;

namespace Engagement.Channels.Bluesky;

/// <summary>A stretch of a text that means something: where it lies in the UTF-8 bytes, and what it is.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="End">The byte after the last.</param>
/// <param name="Value">A link's address, a mention's handle or a hashtag's words.</param>
internal sealed record Facet(int Start, int End, FacetKind Kind, string Value);

internal enum FacetKind
{
    Link,
    Mention,
    Tag,
}

/// <summary>
/// How Bluesky counts a text, and what it sees in it. There is no markup: a link is a link only because a facet says so,
/// by byte offsets which the server does not check against the text (docs.bsky.app/docs/advanced-guides/post-richtext).
/// </summary>
internal static partial class BlueskyText
{
    /// <summary>In graphemes: what a reader calls a character (lexicon app.bsky.feed.post, <c>maxGraphemes</c>).</summary>
    public const int MaxGraphemes = 300;

    /// <summary>In UTF-8 bytes (the same lexicon, <c>maxLength</c>).</summary>
    public const int MaxBytes = 3000;

    // Lexicon app.bsky.richtext.facet#tag.
    private const int MaxTagGraphemes = 64;

    // Sent as it is, a lone half of a surrogate pair becomes another character, and every offset after it is wrong.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static TextMeasure Measure(string text)
    {
        // Spaces alone are no words.
        var graphemes = string.IsNullOrWhiteSpace(text) ? 0 : Graphemes.Count(text);
        try
        {
            var bytes = Strict.GetByteCount(text);
            return new TextMeasure(graphemes, MaxGraphemes, bytes > MaxBytes
                ? $"Some characters here take many bytes: {bytes} of at most {MaxBytes}. Fewer emoji or combined characters make it fit."
                : null);
        }
        catch (EncoderFallbackException)
        {
            return new TextMeasure(graphemes, MaxGraphemes,
                "There is half a character in this text that cannot be sent. Delete it and type it again.");
        }
    }

    /// <summary>
    /// The links, mentions and hashtags of a text, in order and never overlapping. Mentions still need their account
    /// looked up; one that is nobody's handle is plain words.
    /// </summary>
    public static IReadOnlyList<Facet> FindFacets(string text)
    {
        var found = new List<(int Start, int End, FacetKind Kind, string Value)>();
        foreach (var (start, end) in Links.FindWithBare(text))
        {
            // Bluesky's own apps make links of bare domains too (package @atproto/api, rich-text/detection).
            var link = text[start..end];
            link = link.StartsWith("http", StringComparison.OrdinalIgnoreCase) && link.Contains("://", StringComparison.Ordinal)
                ? link : $"https://{link}";
            if (Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Host.Length > 0)
            {
                found.Add((start, end, FacetKind.Link, link));
            }
        }

        foreach (Match match in Mention().Matches(text))
        {
            found.Add((match.Groups[1].Index, match.Groups[1].Index + match.Groups[1].Length,
                FacetKind.Mention, match.Groups[1].Value[1..]));
        }

        foreach (Match match in Tag().Matches(text))
        {
            var tag = TrailingPunctuation().Replace(match.Groups[1].Value, "");
            if (tag.Length > 0 && Graphemes.Count(tag) <= MaxTagGraphemes && !tag.Contains("://", StringComparison.Ordinal))
            {
                found.Add((match.Groups[1].Index - 1, match.Groups[1].Index + tag.Length, FacetKind.Tag, tag));
            }
        }

        // A mention inside a link's path is part of the link.
        var facets = new List<Facet>(found.Count);
        var (until, bytes) = (0, 0);
        foreach (var (start, end, kind, value) in found.OrderBy(f => f.Start).ThenBy(f => f.Kind))
        {
            if (start >= until)
            {
                var from = bytes + Encoding.UTF8.GetByteCount(text.AsSpan(until, start - until));
                bytes = from + Encoding.UTF8.GetByteCount(text.AsSpan(start, end - start));
                until = end;
                facets.Add(new Facet(from, bytes, kind, value));
            }
        }

        return facets;
    }

    /// <summary>Is it a domain name, as every handle is?</summary>
    public static bool IsHandle(string handle) => handle.Length <= 253
        && Mention().Match($"@{handle}") is { Success: true, Groups: var groups } && groups[1].Length == handle.Length + 1;

    // A handle is a domain name (atproto.com/specs/handle): two labels or more, none starting or ending with a hyphen.
    [GeneratedRegex(@"(?:^|[\s(])(@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?)(?![\w@-])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mention();

    // Ends at white space or at a character of no width, and is more than digits and punctuation, as Bluesky's own apps
    // see it (package @atproto/api, rich-text/util).
    [GeneratedRegex(@"(?:^|\s)[#＃](?!\uFE0F)((?=\S*[^\d\s\p{P}])[^\s\u00AD\u2060\u200A\u200B\u200C\u200D\u20E2]+)")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\p{P}+$")]
    private static partial Regex TrailingPunctuation();
}
