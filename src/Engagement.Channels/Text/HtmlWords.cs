using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;

namespace Engagement.Channels.Text;

/// <summary>Should an element be left out of the words, with all that is in it?</summary>
/// <param name="name">The element's name, in lower case.</param>
/// <param name="attribute">An attribute's value by its name in lower case; empty when it has none.</param>
public delegate bool LeaveOut(string name, Func<string, string> attribute);

/// <summary>A line of its own to be written before an element; null for none.</summary>
/// <inheritdoc cref="LeaveOut"/>
public delegate string? MarkBefore(string name, Func<string, string> attribute);

/// <summary>
/// HTML as the words that a person would read aloud from it: paragraphs and lists on lines of their own, lists with their numbers, cells
/// apart, what was quoted behind <c>&gt;</c>, links with the address they lead to, pictures by their description. Whatever the page did not
/// show (scripts, styles, hidden parts, words of no size or in the colour of the page) is left out. For statuses and mails; it is text, and
/// never to be shown as HTML.
/// </summary>
/// <remarks>
/// HTML comes from strangers: it is read once, from its start to its end, without building a tree, so that neither depth nor size costs
/// more than its length. Elements are told apart as browsers do (html.spec.whatwg.org, "Tokenization"), by AngleSharp.
/// </remarks>
public static class HtmlWords
{
    /// <summary>More than this, in UTF-16 units, is not read; what follows is said by an ellipsis.</summary>
    public const int MostRead = 4_000_000;

    private static readonly HashSet<string> Blocks = new(StringComparer.Ordinal)
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend",
        "li", "listing", "main", "menu", "nav", "ol", "optgroup", "option",
        "p", "plaintext", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp",
    };

    // Without an end of their own, so that a hidden one hides nothing after it.
    private static readonly HashSet<string> Voids = new(StringComparer.Ordinal)
    {
        "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta",
        "param", "source", "track", "wbr",
    };

    private static readonly HashSet<string> NeverShown = new(StringComparer.Ordinal)
    {
        "head", "title", "script", "style", "template", "noembed", "noframes", "datalist", "rp",
    };

    /// <summary>The words, with line ends as <c>\n</c> and without any at the start and end. Of nothing: empty.</summary>
    /// <param name="html">A page or a piece of one, well-formed or not.</param>
    /// <param name="leaveOut">What else is left out; null for nothing.</param>
    /// <param name="markBefore">What is marked, also of what is left out; null for nothing.</param>
    /// <param name="withHidden">Words that the page hides by their style are words too.</param>
    public static string Of(string? html, LeaveOut? leaveOut = null, MarkBefore? markBefore = null, bool withHidden = false)
    {
        if (string.IsNullOrEmpty(html))
        {
            return "";
        }

        var isCut = html.Length > MostRead;
        using var source = new TextSource(WithWholeEnd(isCut ? html[..MostRead] : html));
        var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.Resolver);
        var words = new HtmlWordsWriter();
        var (hidden, paint, sheet, isSheet) = (new Hidden(), new HtmlPaint(), new HtmlSheet(), false);
        for (var token = tokenizer.Get(); token.Type != HtmlTokenType.EndOfFile; token = tokenizer.Get())
        {
            switch (token)
            {
                case { Type: HtmlTokenType.Character } when isSheet:
                    sheet.Add(token.Data);
                    break;
                case { Type: HtmlTokenType.Character }
                    when !hidden.IsOpen && (withHidden || paint.IsSeen || string.IsNullOrWhiteSpace(token.Data)):
                    words.Text(token.Data);
                    break;
                case HtmlTagToken { Type: HtmlTokenType.StartTag } tag:
                    tokenizer.State = StateWithin(tag.Name);
                    isSheet = tag.Name == "style";
                    if (!hidden.IsOpen && markBefore?.Invoke(tag.Name, tag.GetAttribute) is { } mark)
                    {
                        words.Line(mark);
                    }

                    var isHidden = NeverShown.Contains(tag.Name) || (!withHidden && (IsHidden(tag) || sheet.Hides(tag)))
                        || leaveOut?.Invoke(tag.Name, tag.GetAttribute) == true;
                    if (!hidden.Start(tag, isHidden))
                    {
                        words.Start(tag, Blocks.Contains(tag.Name));
                        if (!Voids.Contains(tag.Name) && !tag.IsSelfClosing)
                        {
                            paint.Start(tag);
                        }
                    }

                    break;
                case HtmlTagToken { Type: HtmlTokenType.EndTag, Name: "style" } when isSheet:
                    isSheet = false;
                    hidden.End("style");
                    break;
                case HtmlTagToken { Type: HtmlTokenType.EndTag } tag when !hidden.End(tag.Name):
                    paint.End(tag.Name);
                    words.End(tag.Name, Blocks.Contains(tag.Name));
                    break;
            }
        }

        return words.Finish(isCut);
    }

    // A tag that is cut off at the very end is no tag: browsers drop it, and with it what somebody wrote after a "<".
    private static string WithWholeEnd(string html) =>
        html.LastIndexOf('<') is >= 0 and var last && html.IndexOf('>', last) < 0 ? html[..last] + "&lt;" + html[(last + 1)..] : html;

    private static HtmlParseMode StateWithin(string name) => name switch
    {
        "script" => HtmlParseMode.Script,
        "style" or "xmp" or "iframe" or "noembed" or "noframes" => HtmlParseMode.Rawtext,
        "title" or "textarea" => HtmlParseMode.RCData,
        "plaintext" => HtmlParseMode.Plaintext,
        _ => HtmlParseMode.PCData,
    };

    private static bool IsHidden(HtmlTagToken tag) => tag.Attributes.Exists(a => a.Name switch
    {
        "hidden" => true,
        "style" => HtmlStyle.Hides(a.Value),
        _ => false,
    });

    /// <summary>The element that is not shown and what is open in it, told by names: an end that nothing in it began ends it too.</summary>
    private sealed class Hidden
    {
        private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);
        private string? _by;

        public bool IsOpen => _by is not null;

        /// <returns>Is the element, which starts, not shown?</returns>
        public bool Start(HtmlTagToken tag, bool isHidden)
        {
            if (_by is not null && IsEndedBy(_by, tag.Name))
            {
                Close();
            }

            if (_by is null && !isHidden)
            {
                return false;
            }

            if (!Voids.Contains(tag.Name) && !tag.IsSelfClosing)
            {
                _by ??= tag.Name;
                _open[tag.Name] = _open.GetValueOrDefault(tag.Name) + 1;
            }

            return true;
        }

        /// <returns>Is the end of something that is not shown?</returns>
        public bool End(string name)
        {
            if (_by is null)
            {
                return false;
            }

            var open = _open.GetValueOrDefault(name);
            if (open == 0)
            {
                // Of what stands around it; else of nothing.
                if (Blocks.Contains(name) && (name != "p" || !Blocks.Contains(_by)))
                {
                    Close();
                    return false;
                }

                return true;
            }

            _open[name] = open - 1;
            if (name == _by && open == 1)
            {
                Close();
            }

            return true;
        }

        private void Close()
        {
            _by = null;
            _open.Clear();
        }

        // Ends that need not be written (html.spec.whatwg.org, "Optional tags").
        private bool IsEndedBy(string open, string next) => open switch
        {
            "p" => Blocks.Contains(next),
            "head" => next == "body",
            "li" => next == "li" && _open.GetValueOrDefault("ul") + _open.GetValueOrDefault("ol") == 0,
            "td" or "th" => next is "td" or "th" or "tr" && _open.GetValueOrDefault("table") == 0,
            "tr" => next == "tr" && _open.GetValueOrDefault("table") == 0,
            "rp" => next == "rt",
            "option" => next is "option" or "optgroup",
            _ => false,
        };
    }
}
