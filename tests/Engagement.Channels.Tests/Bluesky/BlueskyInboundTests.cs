using System.Text.Json;
using Engagement.Channels.Bluesky;

namespace Engagement.Channels.Tests.Bluesky;

/// <summary>
/// A client's post as words, with all that hangs on it. After mautrix/bluesky#1, bluesky-social/atproto#1720, snarfed/bridgy-fed#1062.
/// </summary>
public sealed class BlueskyInboundTests
{
    [Fact]
    public void A_link_that_was_shown_shortened_is_read_whole() => Assert.Equal(
        "Log is here: https://www.dropbox.com/scl/fi/abcdefghij/log.txt?rlkey=1 please look",
        Words("""
            {"text":"Log is here: www.dropbox.com/scl/fi/abcd... please look",
              "facets":[{"index":{"byteStart":13,"byteEnd":43},
              "features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://www.dropbox.com/scl/fi/abcdefghij/log.txt?rlkey=1"}]}]}
            """));

    [Fact]
    public void A_word_that_is_a_link_keeps_its_address_and_bytes_are_counted_as_bytes() => Assert.Equal(
        "Grüße 👋 hier (https://example.com/a) und https://example.com/b",
        Words("""
            {"text":"Grüße 👋 hier und example.com/b",
              "facets":[{"index":{"byteStart":22,"byteEnd":35},"features":[{"uri":"https://example.com/b"}]},
              {"index":{"byteStart":13,"byteEnd":17},"features":[{"$type":"x","uri":"https://example.com/a"}]}]}
            """));

    [Theory]
    [InlineData(0, 99)]
    [InlineData(-1, 2)]
    [InlineData(3, 3)]
    [InlineData(5, 1)]
    [InlineData(1, 2)] // within a character
    public void A_facet_outside_of_the_words_leaves_them_and_its_address_is_said(int start, int end) => Assert.Equal(
        "éa bc\n[Link] https://example.com/",
        Words($$$"""
            {"text":"éa bc","facets":[{"index":{"byteStart":{{{start}}},"byteEnd":{{{end}}}},"features":[{"uri":"https://example.com/"}]},
              "x",{"index":7}]}
            """));

    [Theory]
    [InlineData("""{"$type":"app.bsky.embed.external","external":{"uri":"https://blog.example/x","title":"t","description":"d"}}""",
        "See this\n[Link: t] https://blog.example/x")]
    [InlineData("""{"$type":"app.bsky.embed.images","images":[{"alt":"The error","image":{"ref":{"$link":"bafkrei"}}},{"alt":""}]}""",
        "See this\n[Picture: The error] https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:ada/bafkrei@jpeg\n[Picture]")]
    [InlineData("""{"$type":"app.bsky.embed.video","alt":"What it does","video":{}}""", "See this\n[Video: What it does]")]
    [InlineData("""{"$type":"app.bsky.embed.record","record":{"uri":"at://did:plc:b/app.bsky.feed.post/3k","cid":"c"}}""",
        "See this\n[Quoted] https://bsky.app/profile/did:plc:b/post/3k")]
    [InlineData("""{"$type":"app.bsky.embed.record","record":{"uri":"at://did:plc:b/app.bsky.graph.list/3k","cid":"c"}}""",
        "See this\n[Attached: at://did:plc:b/app.bsky.graph.list/3k]")]
    [InlineData("""
        {"$type":"app.bsky.embed.recordWithMedia","record":{"record":{"uri":"at://did:plc:b/app.bsky.feed.post/3k"}},
          "media":{"$type":"app.bsky.embed.images","images":[{"alt":"x"}]}}
        """, "See this\n[Picture: x]\n[Quoted] https://bsky.app/profile/did:plc:b/post/3k")]
    [InlineData("""{"$type":"app.bsky.embed.newer","x":1}""", "See this\n[Attached: app.bsky.embed.newer]")]
    [InlineData("""{"images":[{"alt":"x"}]}""", "See this\n[Attached]")]
    [InlineData("7", "See this")]
    public void What_hangs_on_a_post_has_its_line(string embed, string words) =>
        Assert.Equal(words, Words($$$"""{"text":"See this","embed":{{{embed}}}}"""));

    [Fact]
    public void A_card_of_a_link_that_stands_in_the_words_is_not_said_twice() => Assert.Equal(
        "See https://blog.example/x",
        Words("""
            {"text":"See https://blog.example/x","embed":{"$type":"app.bsky.embed.external","external":{"uri":"https://blog.example/x",
              "title":"t"}}}
            """));

    [Fact]
    public void Labels_and_topics_outside_of_the_words_are_said() => Assert.Equal(
        "x\n[Marked: graphic-media]\n[Topic: #vpn]",
        Words("""{"text":"x","labels":{"$type":"com.atproto.label.defs#selfLabels","values":[{"val":"graphic-media"}]},"tags":["vpn"]}"""));

    private static string Words(string record) => BlueskyInbound.Of(
        new PostView("at://did:plc:ada/app.bsky.feed.post/3l", "cid", new ProfileView("did:plc:ada", "ada.example"),
            JsonDocument.Parse(record).RootElement, DateTimeOffset.UnixEpoch),
        "{}").Text;
}
