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

/// <summary>Which words of a page.</summary>
public enum HtmlShown
{
    /// <summary>Those that somebody sees.</summary>
    Seen,

    /// <summary>Those too that the page hides by its style.</summary>
    SeenAndHidden,

    /// <summary>Those alone that it hides.</summary>
    Hidden,

    /// <summary>Those alone that are seen, and that the caller leaves out.</summary>
    LeftOut,
}

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

    /// <summary>
    /// Between pages that follow each other: what is left open in one, or hidden by its styles, is nothing to the next. A character nobody
    /// writes (private use); see <see cref="Joined"/>.
    /// </summary>
    private const char PageEnd = '\uE0FD';

    /// <summary>The words, with line ends as <c>\n</c> and without any at the start and end. Of nothing: empty.</summary>
    /// <param name="html">A page or a piece of one, well-formed or not.</param>
    /// <param name="leaveOut">What else is left out; null for nothing.</param>
    /// <param name="markBefore">What is marked, also of what is left out; null for nothing.</param>
    /// <param name="which">Which of its words.</param>
    public static string Of(string? html, LeaveOut? leaveOut = null, MarkBefore? markBefore = null, HtmlShown which = HtmlShown.Seen)
    {
        if (string.IsNullOrEmpty(html))
        {
            return "";
        }

        var isCut = html.Length > MostRead;
        var read = isCut ? html[..MostRead] : html;
        if (!read.Contains(PageEnd, StringComparison.Ordinal))
        {
            return OfPage(read, isCut, leaveOut, markBefore, which);
        }

        var pages = read.Split(PageEnd);
        return string.Join('\n', pages.Select((page, i) => OfPage(page, isCut && i == pages.Length - 1, leaveOut, markBefore, which))
            .Where(words => words.Length > 0));
    }

    /// <summary>The pages that are <see cref="Joined"/> in a text; of one that is too long to be read the text itself.</summary>
    public static IReadOnlyList<string> Pages(string html) => html.Length > MostRead ? [html] : html.Split(PageEnd);

    /// <summary>Several pages as one text, each to be read on its own.</summary>
    public static string Joined(IEnumerable<string> pages) =>
        string.Join(PageEnd, pages.Select(p => p.Replace(PageEnd, '\uFFFD')));

    private static string OfPage(string html, bool isCut, LeaveOut? leaveOut, MarkBefore? markBefore, HtmlShown which)
    {
        using var source = new TextSource(WithWholeEnd(html));
        var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.Resolver);
        var words = new HtmlWordsWriter();
        var (open, sheet, isSheet) = (new HtmlOpen(), new HtmlSheet(), false);
        for (var token = tokenizer.Get(); token.Type != HtmlTokenType.EndOfFile; token = tokenizer.Get())
        {
            switch (token)
            {
                case { Type: HtmlTokenType.Character } when isSheet:
                    sheet.Add(token.Data);
                    break;
                case { Type: HtmlTokenType.Character }:
                    var isBlank = string.IsNullOrWhiteSpace(token.Data);
                    if (isBlank)
                    {
                        open.Space();
                    }
                    else
                    {
                        open.Words();
                    }

                    if (Takes(which, open.Look, open.Look.IsPainted || (isBlank && which != HtmlShown.Hidden)))
                    {
                        words.Text(token.Data);
                    }
                    else if (!isBlank && which is HtmlShown.Hidden or HtmlShown.LeftOut)
                    {
                        words.Apart();
                    }

                    break;
                case HtmlTagToken { Type: HtmlTokenType.StartTag } tag:
                    var isElement = open.Before(tag);
                    tokenizer.State = open.IsForeign ? HtmlParseMode.PCData : StateWithin(tag.Name);
                    isSheet = tag.Name == "style" && !open.IsForeign;
                    if (!open.Look.IsNever && !open.Look.IsLeftOut && (which != HtmlShown.Seen || !open.Look.IsHidden)
                        && markBefore?.Invoke(tag.Name, tag.GetAttribute) is { } mark)
                    {
                        words.Line(mark);
                    }

                    Start(tag, isElement, open, HtmlChange.Of(tag, sheet, leaveOut), words, which);
                    break;
                case HtmlTagToken { Type: HtmlTokenType.EndTag } tag:
                    isSheet &= tag.Name != "style";
                    var ended = open.End(tag.Name);
                    if (ended?.IsWritten ?? Takes(which, open.Look, isPainted: which != HtmlShown.Hidden || open.Look.IsPainted))
                    {
                        words.End(tag.Name, HtmlTags.Blocks.Contains(tag.Name));
                    }
                    else if (which is HtmlShown.Hidden or HtmlShown.LeftOut && HtmlTags.Blocks.Contains(tag.Name))
                    {
                        words.Apart();
                    }

                    break;
            }
        }

        return words.Finish(isCut);
    }

    private static void Start(HtmlTagToken tag, bool isElement, HtmlOpen open, HtmlChange? change, HtmlWordsWriter words, HtmlShown which)
    {
        var around = open.Around(tag.Name);
        var look = change?.Within(around) ?? around;
        var isPart = which is HtmlShown.Hidden or HtmlShown.LeftOut;
        var isBlock = HtmlTags.Blocks.Contains(tag.Name);

        // Of what is not asked for only where it stands is told, and that it is quoted.
        var isWritten = Takes(which, look, look.IsPainted || (which != HtmlShown.Hidden && tag.Name != "li"))
            || (isPart && tag.Name == "blockquote" && !look.IsNever);
        if (isWritten)
        {
            words.Start(tag, isBlock);
        }
        else if (isPart && isBlock)
        {
            words.Apart();
        }

        if (isElement && (open.IsForeign ? !tag.IsSelfClosing : !HtmlTags.Voids.Contains(tag.Name)))
        {
            open.Push(new HtmlElement(tag, change, isWritten));
        }
    }

    private static bool Takes(HtmlShown which, HtmlLook look, bool isPainted) => !look.IsNever && which switch
    {
        HtmlShown.SeenAndHidden => !look.IsLeftOut,
        HtmlShown.Hidden => !look.IsLeftOut && (look.IsHidden || !isPainted),
        HtmlShown.LeftOut => look.IsLeftOut && !look.IsHidden && isPainted,
        _ => !look.IsLeftOut && !look.IsHidden && isPainted,
    };

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
}
