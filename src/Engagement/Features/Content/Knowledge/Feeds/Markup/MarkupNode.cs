using System.Net;
using System.Text;

namespace Engagement.Features.Content.Knowledge.Feeds.Markup;

/// <summary>An element as <see cref="MarkupReader"/> found it, or a run of text.</summary>
/// <param name="name">In lower case, with the short name of its vocabulary: <c>title</c>, <c>dc:date</c>. Empty: text.</param>
/// <param name="text">Its characters, when it is text.</param>
internal sealed class MarkupNode(string name, string text = "")
{
    private static readonly HashSet<string> Void = new(StringComparer.Ordinal)
    {
        "br", "hr", "img", "input", "wbr", "area", "col", "embed", "param",
    };

    public string Name { get; } = name;

    public string Text { get; } = text;

    public bool IsText => Name.Length == 0;

    /// <summary>As written, with the names in lower case; an <c>xml:base</c> is made whole with those around it.</summary>
    public List<(string Name, string Value)> Attributes { get; } = [];

    public List<MarkupNode> Children { get; } = [];

    /// <summary>What relative addresses in it are relative to, where it says so.</summary>
    public Uri? Base { get; set; }

    /// <summary>The language of its text, where it or what is around it says so.</summary>
    public string? Language { get; set; }

    public string? this[string attribute] => Attributes.Find(a => a.Name == attribute).Value;

    public IEnumerable<MarkupNode> All(string name) => Children.Where(c => c.Name == name);

    public MarkupNode? One(string name) => Children.Find(c => c.Name == name);

    /// <summary>It and all in it, in order.</summary>
    public IEnumerable<MarkupNode> AndInside()
    {
        var next = new Stack<MarkupNode>([this]);
        while (next.TryPop(out var node))
        {
            yield return node;
            for (var i = node.Children.Count - 1; i >= 0; i--)
            {
                next.Push(node.Children[i]);
            }
        }
    }

    /// <summary>All its text, without the markup.</summary>
    public string Value()
    {
        if (Children is [{ IsText: true } only])
        {
            return only.Text;
        }

        var text = new StringBuilder();
        foreach (var node in AndInside())
        {
            text.Append(node.Text);
        }

        return text.ToString();
    }

    /// <summary>What is in it as HTML. Where <paramref name="escaped"/>, text in it is HTML that was escaped, or put into CDATA.</summary>
    public string Html(bool escaped)
    {
        var html = new StringBuilder();
        foreach (var child in Children)
        {
            Write(child, html, escaped);
        }

        return html.ToString();
    }

    private static void Write(MarkupNode node, StringBuilder html, bool escaped)
    {
        if (node.IsText)
        {
            html.Append(escaped ? node.Text : WebUtility.HtmlEncode(node.Text));
            return;
        }

        // HTML knows no prefixes and no namespaces.
        var name = node.Name[(node.Name.LastIndexOf(':') + 1)..];
        html.Append('<').Append(name);
        foreach (var (attribute, value) in node.Attributes)
        {
            html.Append(' ').Append(attribute).Append("=\"").Append(WebUtility.HtmlEncode(value)).Append('"');
        }

        html.Append('>');
        if (Void.Contains(name))
        {
            return;
        }

        foreach (var child in node.Children)
        {
            // Only what stands directly in the element can have been escaped as a whole.
            Write(child, html, escaped: false);
        }

        html.Append("</").Append(name).Append('>');
    }

    public static bool IsVoid(string name) => Void.Contains(name);
}
