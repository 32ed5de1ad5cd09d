using System.Text;
using CsCheck;
using Engagement.Channels.Bluesky;

namespace Engagement.Channels.Tests.Bluesky;

public sealed class BlueskyTextTests
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // What goes wrong is where these meet.
    private static readonly Gen<string> Texts = Gen.OneOfConst(
        " ", "\n", "　", "(", ")", ".", "#", "＃", "@", "a", "é", "e\u0301",
        "ß", "漢字", "👍🏽", "👩‍👩‍👧", "🇩🇪", "\u200B", "\uFE0F", "1", "-",
        "https://example.com", "http://ü.example/ä?q=(x)", "https://example.com/a_(b)", "HTTPS://EXAMPLE.COM,",
        "@ada.example.com", "@ada.test!", "#tag", "#Größe_2", "#1", "#🎉", "mail@example.com")
        .Array[0, 30].Select(parts => string.Concat(parts));

    [Fact]
    public void Every_facet_lies_on_whole_characters_inside_the_text_and_says_what_stands_there() => Texts.Sample(text =>
    {
        var bytes = Strict.GetBytes(text);
        var last = 0;
        foreach (var facet in BlueskyText.FindFacets(text))
        {
            Assert.InRange(facet.Start, last, bytes.Length);
            Assert.InRange(facet.End, facet.Start + 1, bytes.Length);
            last = facet.End;
            var marked = Strict.GetString(bytes.AsSpan(facet.Start..facet.End));
            Assert.Equal(facet.Value, facet.Kind != FacetKind.Link ? marked[1..] : facet.Value == marked ? marked : $"https://{marked}");
        }
    });

    [Fact]
    public void A_text_never_counts_more_than_its_characters_nor_less_for_being_longer() => Gen.Select(Texts, Texts).Sample((one, other) =>
    {
        var (whole, part) = (BlueskyText.Measure(one + other), BlueskyText.Measure(one));
        Assert.InRange(whole.Length, 0, (one + other).Length);
        Assert.True(whole.Length >= part.Length);
    });

    [Theory]
    [InlineData("see https://example.com/a.", "https://example.com/a")]
    [InlineData("(see https://example.com/a)", "https://example.com/a")]
    [InlineData("https://en.wikipedia.org/wiki/Reset_(computing)!", "https://en.wikipedia.org/wiki/Reset_(computing)")]
    [InlineData("two\nhttps://example.com/?a=1&b=2#c here", "https://example.com/?a=1&b=2#c")]
    [InlineData("“https://example.com/a”", "https://example.com/a")]
    [InlineData("https:// nothing", null)]
    [InlineData("ftp://example.com", null)]
    public void Links_end_where_a_reader_would_end_them(string text, string? link) =>
        Assert.Equal(link, BlueskyText.FindFacets(text).SingleOrDefault(f => f.Kind == FacetKind.Link)?.Value);

    [Theory]
    [InlineData("hello @ada.bsky.social!", "ada.bsky.social")]
    [InlineData("(@ada.example.com)", "ada.example.com")]
    [InlineData("write to mail@example.com", null)]
    [InlineData("@ada", null)]
    [InlineData("@-ada.test", null)]
    [InlineData("https://example.com/@ada.test", null)]
    public void Mentions_are_whole_handles(string text, string? handle) =>
        Assert.Equal(handle, BlueskyText.FindFacets(text).SingleOrDefault(f => f.Kind == FacetKind.Mention)?.Value);

    [Theory]
    [InlineData("#wifi, again", "wifi")]
    [InlineData("＃日本語", "日本語")]
    [InlineData("#5g", "5g")]
    [InlineData("#1", null)]
    [InlineData("a#b", null)]
    [InlineData("# heading", null)]
    public void Hashtags_are_words(string text, string? tag) =>
        Assert.Equal(tag, BlueskyText.FindFacets(text).SingleOrDefault(f => f.Kind == FacetKind.Tag)?.Value);

    [Fact]
    public void A_hashtag_of_more_than_64_characters_is_none() =>
        Assert.Empty(BlueskyText.FindFacets("#" + new string('a', 65)));

    [Fact]
    public void Many_bytes_in_few_characters_are_refused_though_the_count_fits()
    {
        var measure = BlueskyText.Measure(string.Concat(Enumerable.Repeat("👩‍👩‍👧", 200)));

        Assert.Equal(200, measure.Length);
        Assert.False(measure.IsValid);
        Assert.Contains("bytes", measure.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused() => Assert.False(BlueskyText.Measure("a\uD83Db").IsValid);
}
