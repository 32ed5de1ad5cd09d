using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Engagement.Web.TagHelpers;

/// <summary>
/// <c>&lt;post-text text="@words" /&gt;</c>: words of a post as a network shows them, lines kept, links, hashtags and mentions marked.
/// The words are a stranger's: everything is encoded, and only http addresses become links.
/// </summary>
[HtmlTargetElement("post-text", TagStructure = TagStructure.WithoutEndTag)]
public sealed partial class PostTextTagHelper : TagHelper
{
    public string? Text { get; set; }

    /// <summary>Real links (a conversation), or only their look (a preview).</summary>
    public bool Live { get; set; }

    /// <summary>How a network writes links, in a preview; null: in full.</summary>
    public Func<string, string>? ShowLink { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "post-text");
        var text = Text ?? "";
        var at = 0;
        foreach (Match match in Marked().Matches(text))
        {
            output.Content.Append(text[at..match.Index]);
            at = match.Index + match.Length;
            if (Live && match.Groups["url"].Success && Uri.TryCreate(match.Value, UriKind.Absolute, out var url))
            {
                output.Content.AppendHtml("<a rel=\"noopener nofollow ugc\" target=\"_blank\" href=\"");
                output.Content.Append(url.AbsoluteUri);
                output.Content.AppendHtml("\">");
                output.Content.Append(match.Value);
                output.Content.AppendHtml("<span class=\"visually-hidden\"> (opens in a new tab)</span></a>");
            }
            else
            {
                output.Content.AppendHtml("<span class=\"marked\">");
                output.Content.Append(match.Groups["url"].Success && ShowLink is not null ? ShowLink(match.Value) : match.Value);
                output.Content.AppendHtml("</span>");
            }
        }

        output.Content.Append(text[at..]);
    }

    [GeneratedRegex(@"(?<url>https?://[^\s<>""]*[^\s<>"".,;:!?)\]}'])|(?<![\w&/])[#@][\p{L}\p{N}_][\p{L}\p{N}_.@-]*", RegexOptions.None, matchTimeoutMilliseconds: 200)]
    private static partial Regex Marked();
}
