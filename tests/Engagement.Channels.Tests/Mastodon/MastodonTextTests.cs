using CsCheck;
using Engagement.Channels.Mastodon;

namespace Engagement.Channels.Tests.Mastodon;

public sealed class MastodonTextTests
{
    private static readonly MastodonSettings Server = MastodonSettings.Default;

    private static readonly Gen<string> Texts = Gen.OneOfConst(
        " ", "\n", "(", ")", ".", ",", "#", "@", "a", "é", "e\u0301", "漢字", "👍🏽", "👩‍👩‍👧", "1", "-", "/", ":", "https://", "\uD83D",
        "https://example.com/a", "http://ü.example/ä?q=(x)", "@ada@example.social", "@ada", "mail@example.com", "#tag")
        .Array[0, 30].Select(parts => string.Concat(parts));

    [Fact]
    public void Any_text_can_be_measured_and_never_weighs_more_than_its_characters_and_links() => Texts.Sample(text =>
        Assert.InRange(Length(text), 0, text.Length + (23 * text.Split("http").Length)));

    [Theory]
    [InlineData("", 0)]
    [InlineData("  \n", 0)]
    [InlineData("hello", 5)]
    [InlineData("👩‍👩‍👧é", 2)]
    [InlineData("https://example.com/", 23)]
    [InlineData("https://example.com/a/very/long/path/that/goes/on/and/on?with=a&query=too#and-a-fragment", 23)]
    [InlineData("see https://example.com/a.", 28)]
    [InlineData("(https://example.com/a)", 25)]
    [InlineData("https://en.wikipedia.org/wiki/Reset_(computing)", 23)]
    [InlineData("example.com", 11)]
    [InlineData("https://", 8)]
    // a letter that is not Latin may stand before it
    [InlineData("看https://example.com/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 24)]
    [InlineData("éhttps://example.com/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 24)]
    [InlineData("https://intranet.corp/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 102)]
    [InlineData("https://wiki.lan/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 97)]
    [InlineData("https://wiki/a http://10.0.0.1/a https://a.example/", 51)]
    [InlineData("https://例え.みんな/日本語。x", 23)] // the server's path takes 。 and whatever follows without a space
    [InlineData("https://example.com/a「b」", 24)]
    [InlineData("https://example.com:8080/a?b=c&d=(e)#f!", 24)]
    [InlineData("https://example.com#top", 27)] // without a path there is no fragment
    [InlineData("https://example.com/a(b(c)d)e)", 24)]
    [InlineData("gemini://example.com/aaaaaaaaaaaaaaaaaaaaaaaaaa", 23)]
    [InlineData("xhttps://example.com/a @https://example.com/a", 45)]
    [InlineData("@ada@example.social hi", 7)]
    [InlineData("@ada hi", 7)]
    [InlineData("mail@example.com", 16)]
    public void Words_links_and_mentions_weigh_as_the_server_weighs_them(string text, int length) => Assert.Equal(length, Length(text));

    [Fact]
    public void A_content_warning_counts_with_the_text() =>
        Assert.Equal(501, MastodonText.Measure(new string('a', 490), new string('b', 11), Server).Length);

    [Fact]
    public void The_server_s_own_numbers_hold()
    {
        var measure = MastodonText.Measure("https://example.com", null, Server with { MaxCharacters = 5000, CharactersPerUrl = 32 });

        Assert.Equal((32, 5000), (measure.Length, measure.Limit));
    }

    [Theory]
    [InlineData("<p>One<br>two &amp; <b>three</b></p><p>Four</p>", "One\ntwo & three\n\nFour")]
    [InlineData("<p><span class=\"h-card\"><a href=\"https://x/@desk\">@<span>desk</span></a></span> help</p>", "@desk help")]
    [InlineData("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>")]
    [InlineData("<script>alert(1)</script>", "")]
    [InlineData("<a href=\"https://example.com/a\"><span class=\"invisible\">https://</span><span>example.com/a</span></a>",
        "https://example.com/a")]
    [InlineData("no end <b", "no end <b")]
    [InlineData("<p style='color:#fff'>One<p>two", "One\n\ntwo")]
    [InlineData("<ul><li hidden>One<li>two</ul><span style='display:none'>three", "- One\n- two\nthree")]
    public void Html_becomes_plain_words(string html, string words) => Assert.Equal(words, MastodonText.FromHtml(html));

    [Theory]
    [InlineData("Hello @ada, it’s “done” – see *this*", "hello @ada@example.social it's \"done\" - see this", false)]
    [InlineData("Hello @ada, it’s “done” – see *this*", "Hello @ada@example.social it's \"done\" - see this", true)]
    [InlineData("Reset 👍", "Reset 👎", false)]
    public void Two_texts_are_the_same_whatever_a_server_did_to_their_form(string ours, string theirs, bool same) =>
        Assert.Equal(same, MastodonText.Essence(ours) == MastodonText.Essence(theirs));

    [Theory]
    [InlineData("Thanks @ada!", "ada", true)]
    [InlineData("Thanks @Ada@Example.social", "ada@example.social", true)]
    [InlineData("Thanks @adam", "ada", false)]
    [InlineData("mail@ada", "ada", false)]
    public void A_mention_is_known_with_its_server_or_without(string text, string acct, bool mentions) =>
        Assert.Equal(mentions, MastodonText.Mentions(text, acct));

    private static int Length(string text) => MastodonText.Measure(text, null, Server).Length;
}
