using System.Buffers;
using AngleSharp.Html.Parser.Tokens;

namespace Engagement.Channels.Text;

/// <summary>
/// What a page's own style sheets hide: rules for a class or an id that stand in no condition. Others are not looked at, so that what a
/// screen of some width or a printer hides is there.
/// </summary>
internal sealed class HtmlSheet
{
    private const int MostNames = 200;

    // A selector with one of them is about more than one element, or about a state of it.
    private static readonly SearchValues<char> Combining = SearchValues.Create(" .#:>[+~*");

    private readonly HashSet<string> _classes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <param name="css">Of a <c>style</c> element.</param>
    public void Add(string css)
    {
        var (at, depth) = (0, 0);
        while (at < css.Length && _classes.Count + _ids.Count < MostNames)
        {
            var open = css.AsSpan(at).IndexOfAny('{', '}');
            if (open < 0)
            {
                return;
            }

            var start = at;
            at += open + 1;
            if (css[at - 1] == '}')
            {
                depth = Math.Max(0, depth - 1);
                continue;
            }

            var selectors = css.AsSpan(start, open);
            selectors = selectors[(selectors.LastIndexOf("*/") is >= 0 and var comment ? comment + 2 : 0)..].Trim();
            if (depth > 0 || selectors.StartsWith("@"))
            {
                depth++;
                continue;
            }

            var end = css.IndexOf('}', at);
            var rule = end < 0 ? css[at..] : css[at..end];
            at = end < 0 ? css.Length : end + 1;
            if (HtmlStyle.Hides(rule))
            {
                Hide(selectors);
            }
        }
    }

    public bool Hides(HtmlTagToken tag) =>
        (_classes.Count > 0 && tag.GetAttribute("class") is { Length: > 0 and < 1000 } names
            && Array.Exists(names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), _classes.Contains) && IsLeft(tag))
        || (_ids.Count > 0 && _ids.Contains(tag.GetAttribute("id")) && IsLeft(tag));

    // The element's own style comes before the sheet's.
    private static bool IsLeft(HtmlTagToken tag) => HtmlStyle.Value(tag.GetAttribute("style"), "display").IsEmpty;

    // ".name", "div.name", "#name": one element, and no part of others.
    private void Hide(ReadOnlySpan<char> selectors)
    {
        foreach (var range in selectors.Split(','))
        {
            var selector = selectors[range].Trim();
            var mark = selector.IndexOfAny('.', '#');
            if (mark < 0 || mark == selector.Length - 1 || selector[(mark + 1)..].ContainsAny(Combining)
                || selector[..mark].ContainsAny(Combining))
            {
                continue;
            }

            (selector[mark] == '.' ? _classes : _ids).Add(selector[(mark + 1)..].ToString());
        }
    }
}
