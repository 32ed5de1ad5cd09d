using System.Text;
using Engagement.Features.Content.Knowledge.Reading;
using Microsoft.AspNetCore.WebUtilities;

namespace Engagement.Features.Publishing.Links;

/// <summary>
/// The campaign tags on an article's address, by which its own site's statistics know where a reader came from
/// (support.google.com/analytics/answer/10917952). The rule: source = network, medium = social, campaign = the one set in
/// Settings or else the post, content = the link's code.
/// </summary>
internal static class UtmTags
{
    public const int MostCampaign = 100;

    private const string Medium = "social";

    /// <summary>The campaign of a post.</summary>
    /// <param name="set">The one in Settings; empty: each post is its own, by its title.</param>
    /// <param name="title">The post's.</param>
    public static string Campaign(string set, string title) => set.Length > 0 ? set : Slug.From(title);

    /// <summary>
    /// The address with the tags. What its query says already stays, also where it has a tag of its own. ASCII, as a header wants it.
    /// </summary>
    public static string On(string url, string source, string campaign, string code)
    {
        var address = new Uri(url);
        var own = QueryHelpers.ParseQuery(address.Query);
        var query = new StringBuilder(address.Query.Length > 1 ? address.Query : "");
        foreach (var (name, value) in new[] { ("utm_source", source),
            ("utm_medium", Medium), ("utm_campaign", campaign), ("utm_content", code) })
        {
            if (!own.ContainsKey(name))
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        return new UriBuilder(address) { Host = address.IdnHost, Query = query.ToString() }.Uri.AbsoluteUri;
    }
}
