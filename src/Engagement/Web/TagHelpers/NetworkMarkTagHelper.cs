using Engagement.Channels;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Engagement.Web.TagHelpers;

/// <summary><c>&lt;network-mark network="mastodon" /&gt;</c>: a network's mark with its name for those who do not see it.</summary>
[HtmlTargetElement("network-mark", TagStructure = TagStructure.WithoutEndTag)]
public sealed class NetworkMarkTagHelper(ChannelCatalog channels) : TagHelper
{
    // Marks are drawings and live with the icons, not with the adapters; a network without one gets the neutral one.
    private static readonly Dictionary<string, string> Marks = new(StringComparer.Ordinal)
    {
        ["x"] = "brand-x",
        ["linkedin"] = "brand-linkedin",
        ["mastodon"] = "brand-mastodon",
        ["bluesky"] = "brand-bluesky",
        ["sandbox"] = "box",
    };

    public string Network { get; set; } = "";

    /// <summary>Write the name beside the mark.</summary>
    public bool Named { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var name = channels.Find(Network)?.Facts.Name ?? Network;
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"network-mark network-{(Marks.ContainsKey(Network) ? Network : "other")}");
        output.Content.AppendHtml($"<svg class=\"icon\" aria-hidden=\"true\">"
            + $"<use href=\"{IconTagHelper.Sprite}#{Marks.GetValueOrDefault(Network, "world")}\"></use></svg>");
        output.Content.AppendHtml(Named ? "<span>" : "<span class=\"visually-hidden\">");
        output.Content.Append(name);
        output.Content.AppendHtml("</span>");
    }
}
