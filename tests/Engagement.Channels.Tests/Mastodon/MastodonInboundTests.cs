using System.Net;
using Engagement.Channels.Mastodon;
using Engagement.Channels.Tests.Servers;

namespace Engagement.Channels.Tests.Mastodon;

/// <summary>A client's status as words, with all that hangs on it (docs.joinmastodon.org/entities/Status).</summary>
public sealed class MastodonInboundTests
{
    [Theory]
    [InlineData("""
        {"media_attachments":[{"type":"image","url":"https://s.example/a.png","description":"The error"},
          {"type":"gifv","url":null,"remote_url":"https://o.example/b.mp4"}]}
        """, "Help\n[Picture: The error] https://s.example/a.png\n[Video] https://o.example/b.mp4")]
    [InlineData("""{"poll":{"id":"1","options":[{"title":"yes","votes_count":1},{"title":"no"}]}}""", "Help\n[Poll: yes / no]")]
    [InlineData("""{"spoiler_text":"Rude words","sensitive":true}""", "Rude words\n\nHelp")]
    [InlineData("""{"sensitive":true}""", "Help\n[Marked: sensitive]")]
    [InlineData("""{"card":{"url":"https://blog.example/x","title":"Notes"}}""", "Help\n[Link: Notes] https://blog.example/x")]
    [InlineData("""
        {"quote":{"state":"accepted","quoted_status":{"id":"9","url":"https://s.example/@kim/9","content":"<p>Down?</p>",
          "account":{"acct":"kim"}}},
          "content":"<p class=\"quote-inline\">RE: <a href=\"https://s.example/@kim/9\">s.example</a></p><p>Help</p>"}
        """, "Help\n[Quoted: @kim: Down?] https://s.example/@kim/9")]
    [InlineData("""{"quote":{"state":"pending","quoted_status":null}}""", "Help\n[Quoted: not shown (pending)]")]
    [InlineData("""{"media_attachments":null,"poll":null,"card":null,"quote":null}""", "Help")]
    public async Task What_hangs_on_a_status_has_its_line(string with, string words)
    {
        var status = System.Text.Json.Nodes.JsonNode.Parse(
            """{"id":"1","account":{"id":"2","acct":"ada"},"created_at":"2026-11-30T10:00:00Z","content":"<p>Help</p>"}""")!.AsObject();
        foreach (var (name, value) in System.Text.Json.Nodes.JsonNode.Parse(with)!.AsObject())
        {
            status[name] = value?.DeepClone();
        }

        using var http = new HttpClient(new Canned(
            $$"""[{"id":"time/mention/uuid","type":"mention","created_at":"2026-11-30T10:00:00Z","status":{{status.ToJsonString()}}}]"""));
        var account = new ChannelAccount(Guid.NewGuid(), "mastodon", "@desk", "7", new Uri("https://s.example/"), [],
            System.Collections.Immutable.ImmutableDictionary<string, string>.Empty.Add(MastodonSettings.AccessToken, "t"));

        var read = await new MastodonChannel(http, TimeProvider.System).ReadMentionsAsync(
            account, null, TestContext.Current.CancellationToken);

        Assert.Equal(words, Assert.Single(Assert.IsType<Reading<InboundPage>.Got>(read).Value.Items).Text);
    }

    private sealed class Canned(string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(CannedNetwork.Json(HttpStatusCode.OK, body));
    }
}
