using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Engagement.Data;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>What templates, search and people take from an article's HTML: its words, its beginning, its picture.</summary>
/// <param name="Plain">All words, paragraphs apart by an empty line, list items with a dash or their number.</param>
/// <param name="FirstHeading">The first heading, or null.</param>
/// <param name="FirstParagraph">The first words that say something (<see cref="Opening"/>), or empty.</param>
/// <param name="ImageUrl">The first picture, as written, or null.</param>
/// <param name="ImageAlt">Its text for who cannot see it, or null.</param>
internal sealed partial record ArticleText(string Plain, string? FirstHeading, string FirstParagraph, string? ImageUrl, string? ImageAlt)
{
    internal static readonly HashSet<string> Skipped = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "style", "template", "noscript", "iframe", "object", "svg", "math", "head", "title", "textarea", "select", "button",
    };

    internal static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "div", "section", "article", "blockquote", "pre", "ul", "ol", "dl", "table", "figure",
        "figcaption", "details", "summary", "hr", "header", "footer", "aside", "main", "nav",
    };

    private static readonly HashSet<string> Lines = new(StringComparer.OrdinalIgnoreCase) { "li", "tr", "dt", "dd", "br" };

    /// <exception cref="ArticleException">The HTML is nested too deeply.</exception>
    public static ArticleText From(string html)
    {
        var document = ArticleHtml.Parse(html);
        var body = document.Body!;

        // The numbers of footnotes and the way back from them are no words.
        foreach (var number in body.QuerySelectorAll("a.footnote-ref, a.footnote-back-ref"))
        {
            number.TextContent = "";
        }

        var image = body.QuerySelectorAll("img").FirstOrDefault(IsPicture);
        var heading = body.QuerySelector("h1, h2, h3, h4, h5, h6");
        return new ArticleText(
            Words(body),
            heading is null ? null : OneLine(heading.TextContent) is { Length: > 0 } title ? title : null,
            Opening.Of(body),
            image?.GetAttribute("src")?.Trim(),
            image?.GetAttribute("alt") is { } alt && OneLine(alt) is { Length: > 0 } words ? words : null);
    }

    /// <summary>At most so many characters, ended at a sentence or a word.</summary>
    public static string Shorten(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var cut = Fit.Shorten(text, most)[..^1];
        var sentence = cut.LastIndexOfAny(['.', '!', '?']);
        if (sentence > most / 2 && text[sentence + 1] == ' ')
        {
            return cut[..(sentence + 1)];
        }

        var word = cut.LastIndexOf(' ');
        cut = word > most / 2 ? cut[..word] : cut;
        return (char.IsHighSurrogate(cut[^1]) ? cut[..^1] : cut).TrimEnd(' ', ',', ';', ':', '-') + "…";
    }

    /// <summary>Runs of white space as one space.</summary>
    public static string OneLine(string text) => Space().Replace(text, " ").Trim();

    // Not a counter of one pixel, and not a badge that shows a build's state.
    private static bool IsPicture(IElement image) =>
        image.GetAttribute("src") is { Length: > 0 } src
        && !src.StartsWith("data:", StringComparison.OrdinalIgnoreCase)
        && image.GetAttribute("width") is not ("0" or "1")
        && !Badge().IsMatch(src);

    private static string Words(INode root)
    {
        var text = new Builder();
        ArticleHtml.Walk(root, (node, _) => text.Enter(node), text.Leave);
        return text.ToString();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"//img\.shields\.io/|badge", RegexOptions.IgnoreCase)]
    private static partial Regex Badge();

    private sealed class Builder
    {
        private readonly StringBuilder _text = new();
        private readonly Stack<int> _numbers = new(); // of the lists we are in; -1 for those with dashes
        private int _preformatted;
        private int _breaks;
        private bool _space;
        private bool _firstCell;
        private bool _atMark; // just after a list item's mark: a paragraph that begins the item stands beside it

        public bool Enter(INode node)
        {
            switch (node)
            {
                case IText words:
                    Add(words.Data);
                    return false;
                case not IElement:
                    return false;
            }

            var name = ((IElement)node).LocalName;
            if (Skipped.Contains(name))
            {
                return false;
            }

            Break(name);
            switch (name)
            {
                case "ul":
                    _numbers.Push(-1);
                    break;
                case "ol":
                    _numbers.Push(node is IHtmlOrderedListElement { Start: var start } ? start : 1);
                    break;
                case "li":
                    Mark();
                    break;
                case "tr":
                    _firstCell = true;
                    break;
                case "td" or "th":
                    _space = false;
                    Put(_firstCell ? "" : " | ");
                    _firstCell = false;
                    break;
                case "pre":
                    _preformatted++;
                    break;
            }

            return true;
        }

        public void Leave(INode node)
        {
            if (node is not IElement element || Skipped.Contains(element.LocalName))
            {
                return;
            }

            switch (element.LocalName)
            {
                case "li":
                    _atMark = false;
                    break;
                case "ul" or "ol" when _numbers.Count > 0:
                    _numbers.Pop();
                    break;
                case "pre":
                    _preformatted--;
                    break;
            }

            Break(element.LocalName);
        }

        public override string ToString() => _text.ToString().TrimEnd();

        private void Break(string name)
        {
            if (!_atMark)
            {
                _breaks = Math.Max(_breaks, Blocks.Contains(name) ? (_numbers.Count > 0 ? 1 : 2) : Lines.Contains(name) ? 1 : 0);
            }
        }

        private void Mark()
        {
            var mark = "- ";
            if (_numbers.TryPop(out var number))
            {
                mark = number < 0 ? "- " : number.ToString(CultureInfo.InvariantCulture) + ". ";
                _numbers.Push(number < 0 ? -1 : number + 1);
            }

            Put(new string(' ', Math.Max(0, _numbers.Count - 1) * 2) + mark);
            _atMark = true;
        }

        private void Add(string words)
        {
            if (_preformatted > 0)
            {
                Put(words.TrimEnd('\n'));
                return;
            }

            foreach (var word in Space().EnumerateSplits(words))
            {
                var part = words.AsSpan(word);
                if (part.Length == 0)
                {
                    _space = _text.Length > 0;
                    continue;
                }

                if (word.Start.Value > 0)
                {
                    _space = true;
                }

                Put(part);
            }
        }

        private void Put(ReadOnlySpan<char> words)
        {
            if (words.Length == 0)
            {
                return;
            }

            if (_breaks > 0 && _text.Length > 0)
            {
                _text.Append('\n', _breaks);
            }
            else if (_space && _text.Length > 0 && !char.IsWhiteSpace(_text[^1]))
            {
                _text.Append(' ');
            }

            _breaks = 0;
            _space = false;
            _atMark = false;
            _text.Append(words);
        }
    }
}
