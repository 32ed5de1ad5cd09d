using System.Buffers;
using System.Collections.Frozen;

namespace Engagement.Channels.Text;

/// <summary>
/// How much a parser that builds a tree would have to do, told from one look over the text before it begins. A browser's rules make some
/// pages far more work than they are long: each tag is looked for in all that is open, and marks that stay open are repeated in every
/// block that follows (html.spec.whatwg.org, "Reconstruct the active formatting elements").
/// </summary>
public static class HtmlWork
{
    /// <summary>A long page has some thousands.</summary>
    public const int MostTags = 150_000;

    /// <summary>Open at the same time. Parsers that follow a tree by recursion end the process on one that is deeper.</summary>
    public const int MostOpen = 1600;

    /// <summary>Attributes of one tag.</summary>
    public const int MostAttributes = 1000;

    // A page has one. A parser works out the document's address anew at each, from all that stand before it.
    private const int MostBases = 100;

    // Looks at an open element; a tag within a hundred of them makes a hundred.
    private const long MostLooks = 20_000_000;

    // Copies of marks that were left open.
    private const int MostCopies = 200_000;

    // Browsers keep three of the same mark, however many are open ("Noah's Ark").
    private const int MostAlike = 3;

    // Left open by custom, or empty: they do not nest.
    private static readonly FrozenSet<string> Flat = Set(
        "p", "li", "tr", "td", "th", "dt", "dd", "br", "hr", "img", "input", "meta", "link", "option", "col", "source", "wbr", "tbody",
            "thead",
        "tfoot", "area", "base", "embed", "param", "track");

    private static readonly SearchValues<char> EndOfName = SearchValues.Create(" \t\n\r\f/>");

    private static readonly FrozenSet<string> Marks =
        Set("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u");

    /// <param name="html">From anywhere.</param>
    /// <returns>What is too much, as a sentence; null: it may be parsed.</returns>
    public static string? TooMuch(ReadOnlySpan<char> html) => Look(html, out _);

    /// <param name="html">From anywhere.</param>
    /// <param name="tags">How many there are, as far as it was looked at: what to add up where there are many texts.</param>
    public static string? Look(ReadOnlySpan<char> html, out int tags)
    {
        var scan = new Scan();
        var trouble = scan.Run(html);
        tags = scan.Tags;
        return trouble;
    }

    private static FrozenSet<string> Set(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private sealed class Scan
    {
        private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _flat = Flat.GetAlternateLookup<ReadOnlySpan<char>>();
        private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _marks = Marks.GetAlternateLookup<ReadOnlySpan<char>>();
        private readonly Dictionary<string, (int Plain, int Dressed)> _open = new(StringComparer.OrdinalIgnoreCase);
        private int _depth;
        private int _marked;
        private long _looks;
        private int _copies;
        private int _bases;

        public int Tags { get; private set; }

        public string? Run(ReadOnlySpan<char> html)
        {
            while (html.IndexOf('<') is >= 0 and var at && at + 2 < html.Length)
            {
                html = html[(at + 1)..];
                var ends = html[0] == '/';
                if (!char.IsAsciiLetter(html[ends ? 1 : 0]))
                {
                    continue;
                }

                html = html[(ends ? 1 : 0)..];
                var length = html.IndexOfAny(EndOfName);
                var name = length < 0 ? html : html[..length];
                html = html[name.Length..];
                var attributes = Attributes(ref html);
                if (attributes > MostAttributes)
                {
                    return $"The HTML has a tag with more than {MostAttributes:N0} attributes.";
                }

                if (Count(name, ends, attributes > 0) is { } trouble)
                {
                    return trouble;
                }
            }

            return null;
        }

        private string? Count(ReadOnlySpan<char> name, bool ends, bool isDressed)
        {
            Tags++;
            if (_marks.Contains(name))
            {
                Mark(name.ToString(), ends, isDressed);
            }
            else if (!ends)
            {
                _copies += _marked;
            }

            _depth = _flat.Contains(name) ? _depth : ends ? Math.Max(0, _depth - 1) : _depth + 1;
            _looks += _depth;
            _bases += !ends && name.Equals("base", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
            return Tags > MostTags ? $"The HTML has more than {MostTags:N0} tags."
                : _depth > MostOpen || _looks > MostLooks ? "The HTML is nested too deeply."
                : _copies > MostCopies ? "The HTML has too many marks (<b>, <font>, <a> …) that are never closed."
                : _bases > MostBases ? $"The HTML has more than {MostBases:N0} <base> tags."
                : null;
        }

        private void Mark(string name, bool ends, bool isDressed)
        {
            var (plain, dressed) = _open.GetValueOrDefault(name);
            _marked -= Math.Min(plain, MostAlike) + dressed;
            (plain, dressed) = (ends, isDressed, dressed) switch
            {
                (false, false, _) => (plain + 1, dressed),
                (false, true, _) => (plain, dressed + 1),
                (true, _, > 0) => (plain, dressed - 1),
                _ => (Math.Max(0, plain - 1), dressed),
            };
            _open[name] = (plain, dressed);
            _marked += Math.Min(plain, MostAlike) + dressed;
        }

        // To the end of the tag, or of the text. Quotes hold what would end it.
        private static int Attributes(ref ReadOnlySpan<char> rest)
        {
            var (count, isBetween, i) = (0, false, 0);
            for (; i < rest.Length && rest[i] != '>'; i++)
            {
                if (rest[i] is '"' or '\'' && i > 0 && rest[i - 1] is '=' or ' ')
                {
                    var end = rest[(i + 1)..].IndexOf(rest[i]);
                    i = end < 0 ? rest.Length - 1 : i + 1 + end;
                    isBetween = false;
                }
                else if (char.IsWhiteSpace(rest[i]) || rest[i] == '/')
                {
                    isBetween = true;
                }
                else if (isBetween || i == 0)
                {
                    isBetween = false;
                    count++;
                }
            }

            rest = rest[Math.Min(i, rest.Length)..];
            return count;
        }
    }
}
