using System.Collections.Immutable;
using System.Net;
using Engagement.Channels.Mastodon;
using Engagement.Channels.Tests.Servers;

namespace Engagement.Channels.Tests.Mastodon;

/// <summary>
/// What GoToSocial counts and how it says no, by its source: internal/processing/status/common.go, <c>validateStatusContent</c>, as it
/// stood at 57cb4fe7 (3 October 2025): <c>len([]rune(status)) + len([]rune(spoiler))</c>, before anything is made of links, mentions or
/// lines, and 400 with "text with spoiler exceed max chars". It announces 25 characters a link all the same
/// (internal/typeutils/internaltofrontend.go, <c>instanceStatusesCharactersReservedPerURL</c>).
/// </summary>
public sealed class GoToSocialCountTests
{
    private const int Max = 100;

    private static readonly ChannelAccount Desk = new(
        Guid.NewGuid(), "mastodon", "@desk", "1", new Uri("https://gts.example/"),
        ImmutableDictionary<string, string>.Empty.Add("maxCharacters", "100").Add("charactersPerUrl", "25"),
        ImmutableDictionary<string, string>.Empty.Add("accessToken", "t"));

    private static string Link => "https://example.com/" + new string('b', 60);

    [Theory]
    [InlineData("{link} and {link}", null)] // links: 25 each by the announcement
    [InlineData("{name} {name} {name} {name} {name}", null)] // names: @ada by Mastodon, without the server
    // one letter to a reader, seven to it
    [InlineData("{family}{family}{family}{family}{family}{family}{family}{family}{family}{family}", "Us")]
    [InlineData("Look here: {link}", "Outage of a service")] // the warning counts with the words
    public async Task What_it_refuses_teaches_its_count_to_the_character(string words, string? warning)
    {
        var post = Post(
            words.Replace("{link}", Link, StringComparison.Ordinal).Replace("{name}", "@ada@social.example.org", StringComparison.Ordinal)
                .Replace("{family}", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦", StringComparison.Ordinal),
            warning);
        using var http = new HttpClient(new CannedNetwork((_, body) => Answer(body)));
        var channel = new MastodonChannel(http, TimeProvider.System);
        Assert.True(MastodonText.Measure(post.Text, warning, MastodonSettings.Of(Desk)).IsValid);

        var refused = await channel.PublishAsync(Desk, post, Stop);

        Assert.Equal(RefusalKind.TooLong, Assert.IsType<SendOutcome.Refused>(refused).Refusal.Kind);
        var learnt = Desk with { Settings = channel.Learn(Desk, post, refused)! };
        var measure = MastodonText.Measure(post.Text, warning, MastodonSettings.Of(learnt));
        Assert.Equal((Counted(post.Text, warning), Max), (measure.Length, measure.Limit));

        // From then on what fits by our count fits by theirs, and one more is stopped before it leaves.
        foreach (var (more, isTaken) in new[] { (0, true), (1, false) })
        {
            var link = warning is null ? $"{Link} " : "";
            var text = link + new string('a', Max + more - Counted(link, warning));
            var outcome = await channel.PublishAsync(learnt, Post(text, warning), Stop);
            Assert.Equal(isTaken, outcome is SendOutcome.Accepted);
            Assert.Equal(isTaken ? null : RefusalKind.TooLong, (outcome as SendOutcome.Refused)?.Refusal.Kind);
        }
    }

    [Fact]
    public async Task A_short_link_that_is_announced_as_longer_than_it_is_does_not_unteach_it()
    {
        var post = Post($"{new string('a', 40)} {Link}", null);
        using var http = new HttpClient(new CannedNetwork((_, body) => Answer(body)));
        var channel = new MastodonChannel(http, TimeProvider.System);
        var learnt = Desk with { Settings = channel.Learn(Desk, post, await channel.PublishAsync(Desk, post, Stop))! };
        var brief = Post($"{new string('a', 88)} http://a.co", null); // 114 by the announcement, 100 in fact

        var outcome = await channel.PublishAsync(learnt, brief, Stop);

        Assert.IsType<SendOutcome.Accepted>(outcome);
        Assert.Null(channel.Learn(learnt, brief, outcome));
    }

    private const string Taken =
        """
        {"id":"01JBX","content":"","created_at":"2026-11-30T10:00:00.000Z","account":{"id":"1","username":"desk","acct":"desk"}}
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static OutgoingPost Post(string text, string? warning) =>
        new(Guid.NewGuid().ToString("N"), text, DateTimeOffset.UtcNow) { ContentWarning = warning };

    // Go's runes are code points.
    private static int Counted(string status, string? spoiler) =>
        status.EnumerateRunes().Count() + (spoiler?.EnumerateRunes().Count() ?? 0);

    private static HttpResponseMessage Answer(string body)
    {
        using var json = System.Text.Json.JsonDocument.Parse(body);
        var spoiler = json.RootElement.TryGetProperty("spoiler_text", out var said) ? said.GetString() : null;
        return Counted(json.RootElement.GetProperty("status").GetString()!, spoiler) > Max
            ? CannedNetwork.Json(HttpStatusCode.BadRequest, $$"""{"error":"Bad Request: text with spoiler exceed max chars ({{Max}})"}""")
            : CannedNetwork.Json(HttpStatusCode.OK, Taken);
    }
}
