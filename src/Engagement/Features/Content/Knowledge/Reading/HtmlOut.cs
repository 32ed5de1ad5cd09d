using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// A tree as HTML again, in time proportional to it. The library's own <c>InnerHtml</c> asks each node for its sibling, which counts
/// through all of them: forty thousand line breaks took it over three seconds.
/// </summary>
internal static class HtmlOut
{
    /// <summary>What is in it, without itself: elements and text; comments are left out.</summary>
    public static string Inner(INode root)
    {
        var html = new StringBuilder();
        ArticleHtml.Walk(root, (node, _) => Enter(node, html), node => Leave(node, html));
        return html.ToString();
    }

    private static bool Enter(INode node, StringBuilder html)
    {
        switch (node)
        {
            case IText text:
                html.Append(HtmlMarkupFormatter.Instance.Text(text));
                return false;
            case IElement element:
                html.Append(HtmlMarkupFormatter.Instance.OpenTag(element, selfClosing: false));
                return !IsVoid(element);
            default:
                return false;
        }
    }

    private static void Leave(INode node, StringBuilder html)
    {
        if (node is IElement element && !IsVoid(element))
        {
            html.Append(HtmlMarkupFormatter.Instance.CloseTag(element, selfClosing: false));
        }
    }

    private static bool IsVoid(IElement element) => element.Flags.HasFlag(NodeFlags.SelfClosing);
}
