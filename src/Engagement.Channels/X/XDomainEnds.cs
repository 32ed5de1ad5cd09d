using System.Collections.Frozen;

namespace Engagement.Channels.X;

/// <summary>
/// Where a domain ends for X, from each place of a text: label.label.TLD, as many labels as there can be; underscores not in the last one.
/// All labels of a run end alike, so one look from the back answers for every place. A look from each of them would cost the square of
/// the text, and whoever may send us words could keep us busy with full stops.
/// </summary>
internal sealed class XDomainEnds
{
    private static readonly string[] TopLevelDomains = [.. XData.Lines("top-level-domains.txt")];
    private static readonly FrozenDictionary<(char, char), string[]> TopLevelByBeginning =
        TopLevelDomains.GroupBy(Beginning).ToFrozenDictionary(g => g.Key, g => g.ToArray());

    // 0: none begins there.
    private readonly int[] _ends;

    private XDomainEnds(string text, bool isLatin)
    {
        _ends = new int[text.Length];
        var (labelEnd, topLevel, underscore) = (text.Length, 0, false);
        for (var at = text.Length - 1; at >= 0; at--)
        {
            var c = text[at];
            var begins = isLatin ? XLinkChars.InLatinLabel(c) : XLinkChars.InDomain(c);
            if (!begins && (isLatin || c is not ('-' or '_')))
            {
                (labelEnd, underscore) = (at, false);
                topLevel = c == '.' ? TopLevelEnd(text, at + 1) : 0;
                continue;
            }

            underscore |= c == '_';
            if (!begins || labelEnd == text.Length || text[labelEnd] != '.' || (!isLatin && text[labelEnd - 1] is '-' or '_'))
            {
                continue;
            }

            var further = labelEnd + 1 < text.Length ? _ends[labelEnd + 1] : 0;
            _ends[at] = further > 0 ? further : underscore ? 0 : topLevel;
        }
    }

    /// <summary>Domains in any script.</summary>
    public static XDomainEnds Of(string text) => new(text, isLatin: false);

    /// <summary>Domains in Latin letters.</summary>
    public static XDomainEnds OfLatin(string text) => new(text, isLatin: true);

    /// <summary>The end of the domain that begins at a place, or null.</summary>
    public int? From(int start) => start < _ends.Length && _ends[start] > 0 ? _ends[start] : null;

    /// <summary>Those there are, each from its start up to, not including, its end; none within another.</summary>
    public IEnumerable<(int Start, int End)> All()
    {
        for (var at = 0; at < _ends.Length; at++)
        {
            if (_ends[at] is > 0 and var end)
            {
                yield return (at, end);
                at = end - 1;
            }
        }
    }

    private static int TopLevelEnd(ReadOnlySpan<char> text, int start)
    {
        var rest = text[start..];
        if (rest.Length < 2)
        {
            return 0;
        }

        foreach (var domain in TopLevelByBeginning.GetValueOrDefault(Beginning(rest), []))
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
            return 0;
        }

        var end = Encoded.Length;
        while (end < rest.Length && (char.IsAsciiLetterOrDigit(rest[end]) || rest[end] == '-'))
        {
            end++;
        }

        return end > Encoded.Length ? start + end : 0;
    }

    private static (char, char) Beginning(string domain) => Beginning(domain.AsSpan());

    private static (char, char) Beginning(ReadOnlySpan<char> text) => (char.ToUpperInvariant(text[0]), char.ToUpperInvariant(text[1]));
}
