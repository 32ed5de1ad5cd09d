using System.Collections.Frozen;

namespace Engagement.Channels.Text;

/// <summary>What the HTML standard says of elements by their names (html.spec.whatwg.org, "Tree construction"), as far as it decides where
/// an element ends.</summary>
internal static class HtmlTags
{
    /// <summary>Those that begin and end lines.</summary>
    public static readonly FrozenSet<string> Blocks = Set(
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend",
        "li", "listing", "main", "menu", "nav", "ol", "optgroup", "option",
        "p", "plaintext", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp");

    /// <summary>Without an end of their own, so that a hidden one hides nothing after it.</summary>
    public static readonly FrozenSet<string> Voids = Set(
        "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta",
        "param", "source", "track", "wbr");

    /// <summary>Whose words no page shows.</summary>
    public static readonly FrozenSet<string> NeverShown = Set(
        "head", "title", "script", "style", "template", "noembed", "noframes", "datalist", "rp");

    /// <summary>What may stand in the head of a page; all else ends it.</summary>
    public static readonly FrozenSet<string> OfHead = Set(
        "base", "basefont", "bgsound", "link", "meta", "title", "noscript", "noframes", "style", "script", "template", "head", "html");

    /// <summary>An open paragraph ends before them.</summary>
    public static readonly FrozenSet<string> EndParagraph = Set(
        "address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl", "fieldset", "figcaption", "figure",
        "footer", "header", "hgroup", "main", "menu", "nav", "ol", "p", "search", "section", "summary", "ul", "h1", "h2", "h3", "h4", "h5",
        "h6", "pre", "listing", "form", "li", "dd", "dt", "plaintext", "hr", "xmp", "table");

    /// <summary>The end of an element that is none of them ends nothing beyond one of them.</summary>
    public static readonly FrozenSet<string> Special = Set(
        "address", "applet", "article", "aside", "blockquote", "body", "button", "caption", "center", "colgroup", "dd", "details", "dir",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head",
        "header", "hgroup", "html", "iframe", "li", "listing", "main", "marquee", "menu", "nav", "noembed", "noframes", "noscript",
        "object", "ol", "p", "plaintext", "pre", "script", "search", "section", "select", "style", "summary", "table", "tbody", "td",
        "template", "textarea", "tfoot", "th", "thead", "title", "tr", "ul", "xmp", "foreignobject", "desc");

    /// <summary>Marks of words: left open at the end of a block, they go on in the next.</summary>
    public static readonly FrozenSet<string> Formatting =
        Set("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u");

    /// <summary>What stands in them ends nothing around them.</summary>
    public static readonly FrozenSet<string> Scopes =
        Set("applet", "caption", "html", "table", "td", "th", "marquee", "object", "template", "foreignobject");

    /// <summary>Marks that were opened in them end with them.</summary>
    public static readonly FrozenSet<string> Bounds = Set("applet", "caption", "td", "th", "marquee", "object", "template");

    /// <summary>Where one of them begins, marks that were left open before do not go on yet.</summary>
    public static readonly FrozenSet<string> WithoutMarks = Set([
        .. EndParagraph.Where(n => n != "xmp"), "body", "caption", "col", "colgroup", "frame", "frameset", "iframe", "noembed", "param",
        "rb", "rp", "rt", "rtc", "source", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr", "track"]);

    /// <summary>Their words are read without looking for elements in them.</summary>
    public static readonly FrozenSet<string> OfRawText = Set(
        "title", "script", "style", "noembed", "noframes", "textarea", "iframe", "xmp");

    /// <summary>Parts of a table that hold parts alone: all else that stands in them belongs before the table.</summary>
    public static readonly FrozenSet<string> OfTable = Set("table", "tbody", "thead", "tfoot", "tr");

    /// <summary>What may stand there.</summary>
    public static readonly FrozenSet<string> InTable = Set(
        "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "colgroup", "col", "style", "script", "template", "form");

    /// <summary>Ends that need not be written.</summary>
    public static readonly FrozenSet<string> Implied = Set("dd", "dt", "li", "optgroup", "option", "p", "rb", "rp", "rt", "rtc");

    /// <summary>Where one of them begins, drawings and formulas are over.</summary>
    public static readonly FrozenSet<string> EndForeign = Set(
        "b", "big", "blockquote", "body", "br", "center", "code", "dd", "div", "dl", "dt", "em", "embed", "h1", "h2", "h3", "h4", "h5",
        "h6", "head", "hr", "i", "img", "li", "listing", "menu", "meta", "nobr", "ol", "p", "pre", "ruby", "s", "small", "span", "strong",
        "strike", "sub", "sup", "table", "tt", "u", "ul", "var");

    public static bool IsHeading(string name) => name is ['h', >= '1' and <= '6'];

    private static FrozenSet<string> Set(params string[] names) => names.ToFrozenSet(StringComparer.Ordinal);
}
