using System.Buffers;
using System.Collections.Concurrent;
using Engagement.Features.Publishing.Links.Agents;

namespace Engagement.Features.Publishing.Links;

/// <summary>
/// Programs that say in their <c>User-Agent</c> what they are. Told by the names below, by a public list of names
/// (<see cref="ListedAgents"/>), then by the words programs use for what they do (<see cref="AgentWords"/>).
/// </summary>
internal static class KnownAgents
{
    /// <param name="Token">The word.</param>
    /// <param name="Source">Where its owner, or who met it, says so.</param>
    internal sealed record Agent(string Token, VisitClass Class, string Source);

    // It names itself in the header and is documented nowhere that we know of.
    private const string Own = "its own User-Agent";

    /// <summary>Those that networks and search engines document, and what they do. The first that fits decides.</summary>
    public static IReadOnlyList<Agent> All { get; } =
    [
        new("Twitterbot", VisitClass.Preview, "docs.x.com/x-for-websites/cards/guides/getting-started (URL crawling & caching)"),
        new("Bluesky Cardyb", VisitClass.Preview, "github.com/bluesky-social/social-app/issues/6521"),
        new("app.bsky", VisitClass.Preview, "github.com/bluesky-social/social-app/issues/6538"),
        new("Mastodon/", VisitClass.Preview,
            "github.com/mastodon/mastodon, lib/mastodon/version.rb (user_agent); every server that gets a post fetches its link"),
        new("Pleroma", VisitClass.Preview, Own),
        new("Misskey/", VisitClass.Preview, Own),
        new("LinkedInBot", VisitClass.Preview, Own),
        new("facebookexternalhit", VisitClass.Preview, "developers.facebook.com/docs/sharing/webmasters/web-crawlers"),
        new("meta-externalfetcher", VisitClass.Preview, "developers.facebook.com/docs/sharing/webmasters/web-crawlers"),
        new("Slackbot", VisitClass.Preview, "api.slack.com/robots"),
        new("Slack-ImgProxy", VisitClass.Preview, "api.slack.com/robots"),
        new("Discordbot", VisitClass.Preview, Own),
        new("TelegramBot", VisitClass.Preview, Own),
        new("SkypeUriPreview", VisitClass.Preview, Own),
        new("redditbot", VisitClass.Preview, Own),
        new("Pinterestbot", VisitClass.Preview, "help.pinterest.com/business/article/pinterest-crawler"),
        new("Iframely", VisitClass.Preview, Own),
        new("Embedly", VisitClass.Preview, Own),

        new("Googlebot", VisitClass.Bot, "developers.google.com/search/docs/crawling-indexing/google-common-crawlers"),
        new("bingbot", VisitClass.Bot, "www.bing.com/webmasters/help/which-crawlers-does-bing-use-8c184ec0"),
        new("Applebot", VisitClass.Bot, "support.apple.com/119829"),
        new("GPTBot", VisitClass.Bot, "platform.openai.com/docs/bots"),
        new("ChatGPT-User", VisitClass.Bot, "platform.openai.com/docs/bots"),
        new("meta-externalagent", VisitClass.Bot, "developers.facebook.com/docs/sharing/webmasters/web-crawlers"),
        new("HeadlessChrome", VisitClass.Bot, "developer.chrome.com/docs/chromium/headless"),
    ];

    private static readonly SearchValues<string> Tokens = SearchValues.Create(
        [.. All.Select(a => a.Token)], StringComparison.OrdinalIgnoreCase);

    // A few thousand browsers make nearly all visits. Bounded by starting anew, and by not keeping what no browser is called.
    private const int MostTold = 10_000;
    private const int LongestKept = 300;

    // No browser and no program of the list has a longer one; what comes behind is nobody's name.
    private const int LongestRead = 1000;
    private static readonly ConcurrentDictionary<string, (VisitClass Class, VisitReason Reason)?> Told = new(StringComparer.Ordinal);

    /// <summary>What it says it is; null: a browser, or a telephone.</summary>
    public static (VisitClass Class, VisitReason Reason)? Tell(string agent)
    {
        if (Told.TryGetValue(agent, out var told))
        {
            return told;
        }

        if (agent.Length > LongestKept)
        {
            return Read(agent);
        }

        if (Told.Count >= MostTold)
        {
            Told.Clear();
        }

        return Told[agent] = Read(agent);
    }

    private static (VisitClass Class, VisitReason Reason)? Read(string agent)
    {
        agent = agent.Length > LongestRead ? agent[..LongestRead] : agent;
        if (agent.AsSpan().ContainsAny(Tokens))
        {
            return (All.First(a => agent.Contains(a.Token, StringComparison.OrdinalIgnoreCase)).Class, VisitReason.Agent);
        }

        if ((ListedAgents.Tell(agent) ?? AgentWords.Tell(agent)) is { } kind)
        {
            return (kind, VisitReason.Agent);
        }

        return AgentWords.IsBrowser(agent) ? null : (VisitClass.Bot, VisitReason.NoBrowser);
    }
}
