using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Engagement.Channels.Text;
using Engagement.Web.Text;
using Ganss.Xss;
using Markdig;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>An article's words as HTML: made from Markdown, and made safe.</summary>
internal static class ArticleHtml
{
    // No page is nested like this; parsers that walk the tree by recursion end the process on one that is.
    private const int MostDepth = 400;

    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseGridTables()
        .UseTaskLists()
        .UseAutoLinks()
        .UseFootnotes()
        .UseDefinitionLists()
        .UseEmphasisExtras()
        .UseAlertBlocks()
        .Use<HeadingIds>()
        .Build();

    private static readonly HtmlSanitizer Sanitizer = MakeSanitizer();

    // What runs in a direction of its own.
    private static readonly HashSet<string> Parts = new(StringComparer.Ordinal)
    {
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "td",
        "th", "caption", "figcaption", "summary", "blockquote", "pre", "div",
    };

    /// <summary>Markdown as HTML, without a site maker's marks; not yet safe: raw HTML in it is still there.</summary>
    /// <exception cref="ArticleException">It is nested too deeply.</exception>
    public static string FromMarkdown(string markdown) => FromPlainMarkdown(SiteMarks.Read(markdown).Text);

    /// <summary>The same for a text whose marks were read before.</summary>
    /// <exception cref="ArticleException">It is nested too deeply, or would take too long to read.</exception>
    public static string FromPlainMarkdown(string markdown)
    {
        if (MarkdownWork.TooMuch(markdown) is { } trouble)
        {
            throw new ArticleException(trouble);
        }

        try
        {
            return Markdig.Markdown.ToHtml(markdown, Markdown);
        }
        catch (ArgumentException e) when (e.Message.Contains("nested", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArticleException("The Markdown is nested too deeply.");
        }
    }

    /// <summary>A document to read from. Its scripts do not run, and nothing is fetched.</summary>
    /// <exception cref="ArticleException">It is nested too deeply.</exception>
    public static IHtmlDocument Parse(string html)
    {
        if (HtmlWork.TooMuch(html) is { } trouble)
        {
            throw new ArticleException(trouble);
        }

        var document = new HtmlParser().ParseDocument(html);
        return Depth(document) <= MostDepth ? document : throw TooDeep();
    }

    /// <summary>What may be shown: text, lists, tables, code, links and pictures; nothing that runs, styles, asks or embeds.</summary>
    /// <param name="html">From anywhere.</param>
    /// <param name="baseUrl">What relative links and pictures are relative to.</param>
    /// <exception cref="ArticleException">It is nested too deeply.</exception>
    public static string Safe(string html, string? baseUrl = null)
    {
        var document = Parse(html);
        Sanitizer.SanitizeDom(document, document.Body, baseUrl ?? "");
        return document.Body is { } body ? HtmlOut.Inner(body).Trim() : "";
    }

    /// <summary>
    /// The same for a page that has the title already: a heading that repeats it is left out, and the others go below it. Each part runs as
    /// its own letters do, and signs nobody sees are shown.
    /// </summary>
    public static string ForPage(string html, string title, string? baseUrl)
    {
        var document = Parse(html);
        var body = document.Body!;
        if (body.QuerySelector("h1, h2") is { } first && ArticleText.OneLine(first.TextContent) == title)
        {
            first.Remove();
        }

        Sanitizer.SanitizeDom(document, body, baseUrl ?? "");
        foreach (var heading in body.QuerySelectorAll("h1"))
        {
            var lower = document.CreateElement("h2");
            lower.Append([.. heading.ChildNodes]);
            heading.Replace(lower);
        }

        SetApart(body);
        return HtmlOut.Inner(body).Trim();
    }

    private static void SetApart(IElement body) => Walk(
        body,
        (node, _) =>
        {
            if (node is IText text && Unseen.Needs(text.Data))
            {
                text.Data = Unseen.Show(text.Data);
                var part = text.Ancestors<IElement>().FirstOrDefault(e => Parts.Contains(e.LocalName) || e.HasAttribute("dir")) ?? body;
                if (part != body && !part.HasAttribute("dir"))
                {
                    part.SetAttribute("dir", "auto");
                }
            }
            else if (node is IElement element)
            {
                foreach (var name in (string[])["title", "alt"])
                {
                    if (element.GetAttribute(name) is { } words && Unseen.Needs(words))
                    {
                        element.SetAttribute(name, Unseen.Isolate(words));
                    }
                }
            }

            return true;
        },
        _ => { });

    private static HtmlSanitizer MakeSanitizer()
    {
        var sanitizer = new HtmlSanitizer();
        sanitizer.AllowedTags.Clear();
        sanitizer.AllowedTags.UnionWith(
        [
            "h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "div", "span", "blockquote", "pre", "code", "kbd", "samp", "var",
            "em", "strong", "b", "i", "u", "s", "del", "ins", "mark", "sub", "sup", "small", "abbr", "cite", "q", "dfn", "time",
            "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
            "a", "img", "figure", "figcaption", "details", "summary",
        ]);
        sanitizer.AllowedAttributes.Clear();
        sanitizer.AllowedAttributes.UnionWith(
            ["href", "src", "alt", "title", "width", "height", "colspan", "rowspan",
                "scope", "start", "reversed", "lang", "dir", "id", "datetime", "open"]);
        sanitizer.AllowedCssProperties.Clear();
        sanitizer.AllowedAtRules.Clear();
        sanitizer.AllowedSchemes.Clear();
        sanitizer.AllowedSchemes.UnionWith(["http", "https", "mailto", "tel"]);
        sanitizer.KeepChildNodes = true;
        foreach (var unreadable in (string[])["script", "style", "template",
            "noscript", "iframe", "object", "svg", "math", "head", "title"])
        {
            sanitizer.RemovingTag += (_, e) =>
            {
                // Children of unknown tags are kept, but the inside of these is no text for people.
                if (e.Tag.LocalName == unreadable)
                {
                    e.Tag.InnerHtml = "";
                }
            };
        }

        // An id of an article must not be mistaken for one of the page it is shown on.
        sanitizer.PostProcessNode += (_, e) =>
        {
            if (e.Node is IElement element)
            {
                Tidy(element);
            }
        };
        return sanitizer;
    }

    private static void Tidy(IElement element)
    {
        if (element.Id is { Length: > 0 } id && !id.StartsWith("a-", StringComparison.Ordinal))
        {
            element.Id = "a-" + id;
        }

        if (element is IHtmlAnchorElement)
        {
            var href = element.GetAttribute("href");
            if (href is ['#', .. var target])
            {
                element.SetAttribute("href", target.StartsWith("a-", StringComparison.Ordinal) ? href : "#a-" + target);
            }
            else if (href is not null)
            {
                element.SetAttribute("rel", "noopener noreferrer nofollow");
            }
        }
        else if (element is IHtmlImageElement)
        {
            element.SetAttribute("loading", "lazy");
            if (!element.HasAttribute("alt"))
            {
                element.SetAttribute("alt", "");
            }
        }
    }

    /// <summary>
    /// Goes through a tree without recursion, because its depth is the author's choice, and without asking a node for its sibling, because
    /// that counts through all of them.
    /// </summary>
    /// <param name="root">Where to begin; not visited itself.</param>
    /// <param name="enter">A node, and how deep it is; false: not into its children.</param>
    /// <param name="leave">After its children.</param>
    public static void Walk(INode root, Func<INode, int, bool> enter, Action<INode> leave)
    {
        var path = new Stack<(INode Node, int Next)>([(root, 0)]);
        while (path.TryPop(out var at))
        {
            if (at.Next == at.Node.ChildNodes.Length)
            {
                if (path.Count > 0)
                {
                    leave(at.Node);
                }

                continue;
            }

            path.Push((at.Node, at.Next + 1));
            var child = at.Node.ChildNodes[at.Next];
            if (enter(child, path.Count))
            {
                path.Push((child, 0));
            }
            else
            {
                leave(child);
            }
        }
    }

    private static int Depth(IDocument document)
    {
        var deepest = 0;
        Walk(document, (_, depth) => (deepest = Math.Max(deepest, depth)) <= MostDepth, _ => { });
        return deepest;
    }

    private static ArticleException TooDeep() => new("The HTML is nested too deeply.");
}
