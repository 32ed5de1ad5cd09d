using System.Text.RegularExpressions;
using Engagement.Channels.Text;
using Engagement.Web.Text;
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
        output.Attributes.SetAttribute("dir", "auto");
        var text = Text ?? "";
        var at = 0;
        foreach (var (start, end, isLink) in Marks(text))
        {
            output.Content.Append(Unseen.Show(text[at..start]));
            at = end;
            var mark = text[start..end];
            if (Live && isLink && Uri.TryCreate(mark, UriKind.Absolute, out var url))
            {
                output.Content.AppendHtml("<a dir=\"ltr\" rel=\"noopener nofollow ugc\" target=\"_blank\" href=\"");
                output.Content.Append(url.AbsoluteUri);
                output.Content.AppendHtml("\">");
                output.Content.Append(mark);
                output.Content.AppendHtml("<span class=\"visually-hidden\"> (opens in a new tab)</span></a>");
            }
            else
            {
                output.Content.AppendHtml(isLink ? "<span class=\"marked\" dir=\"ltr\">" : "<span class=\"marked\">");
                output.Content.Append(isLink && ShowLink is not null ? ShowLink(mark) : mark);
                output.Content.AppendHtml("</span>");
            }
        }

        output.Content.Append(Unseen.Show(text[at..]));
    }

    // Links first: what looks like a hashtag or a mention within one is part of it.
    private static IEnumerable<(int Start, int End, bool IsLink)> Marks(string text)
    {
        var links = Links.Find(text).Select(l => (l.Start, l.End, IsLink: true)).ToList();
        var tags = Marked().Matches(text).Select(m => (Start: m.Index, End: m.Index + m.Length, IsLink: false))
            .Where(t => !links.Any(l => t.Start < l.End && l.Start < t.End));
        return links.Concat(tags).OrderBy(m => m.Start);
    }

    [GeneratedRegex(@"(?<![\w&/])[#＃@][\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_.@-]|[\u200c\u200d](?=\p{L}))*(?<![.@-])",
        RegexOptions.None, matchTimeoutMilliseconds: 200)]
    private static partial Regex Marked();
}
