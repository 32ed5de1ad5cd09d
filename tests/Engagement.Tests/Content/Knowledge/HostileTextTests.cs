using System.Text;
using Engagement.Channels.Text;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Feeds;
using Engagement.Features.Content.Knowledge.Reading;
using Engagement.Features.Integrations.MailBridge.Reading;
using static Engagement.Tests.HostileText;

namespace Engagement.Tests.Content.Knowledge;

/// <summary>
/// Texts that are made to be work. What is told here is how each ends; that the work grows with the length and no faster is measured by
/// <c>Engagement.Benchmarks work</c>. The guard only keeps a hang from being for ever.
/// </summary>
public sealed class HostileTextTests
{
    // As long as they were seen, or longer.
    private const int Length = 1_000_000;

    private static readonly Uri Here = new("https://blog.example.com/feed.xml");
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    public static TheoryData<string> MarkdownShapes => [.. Markdown.Keys];

    public static TheoryData<string> HtmlShapes => [.. Html.Keys];

    [Theory]
    [MemberData(nameof(MarkdownShapes))]
    public async Task Markdown_of_any_shape_is_read_or_refused_with_a_sentence(string shape)
    {
        var end = await EndOf(() => ArticleDraft.FromMarkdown(Markdown[shape](Length)));

        AssertSaid(end, "The Markdown ", "The HTML ", "Two versions of it stand here");
    }

    [Theory]
    [InlineData("<!-- a -->\n")]
    [InlineData("<!-- a\n")]
    [InlineData("{/* a */}")]
    [InlineData("%%")]
    [InlineData("// a\n")]
    [InlineData("\uFEFF")]
    [InlineData("\u00EF\u00BB\u00BF")]
    [InlineData("#+a: b\n")]
    [InlineData(":PROPERTIES:\n")]
    [InlineData("# a\n\n")]
    [InlineData("a: b\n")]
    [InlineData("---\n")]
    [InlineData("/*\na: b\n")]
    public async Task Front_matter_of_any_shape_is_read_or_refused_with_a_sentence(string part)
    {
        var text = Many(part, Length / part.Length);

        foreach (var whole in (string[])[text, text + "---\ntitle: x\n---\n", "# a\n\n" + text])
        {
            AssertSaid(await EndOf(() => FrontMatter.Read(whole)), "The front matter ", "'a' is there twice");
        }
    }

    [Theory]
    [MemberData(nameof(HtmlShapes))]
    public async Task HTML_of_any_shape_is_read_or_refused_with_a_sentence(string shape)
    {
        var html = Html[shape](Length);

        AssertSaid(await EndOf(() => ArticleDraft.FromHtml(html, Here.AbsoluteUri)), "The HTML ");
        Assert.Null(await EndOf(() => HtmlWords.Of(html)));
        Assert.Null(await EndOf(() => HtmlMail.Strip(html).Text));
    }

    [Theory]
    [MemberData(nameof(HtmlShapes))]
    public async Task A_feed_with_hostile_entries_names_them_and_takes_the_others(string shape)
    {
        var html = Html[shape](Length / 10);
        var entries = Many($"<item><guid>a</guid><title>Bad</title><description>"
            + $"<![CDATA[{html.Replace("]]>", "", StringComparison.Ordinal)}]]></description></item>", 10);
        var feed = await EndOf(() =>
            Feed.Read(Bytes($"<rss><channel><item><guid>1</guid><title>Good</title></item>{entries}</channel></rss>"), Here));

        AssertSaid(feed, "It has more than");
    }

    [Fact]
    public void A_feed_of_many_bad_entries_ends_at_the_work_of_one_feed_and_keeps_what_was_read()
    {
        var html = Many("<b>a</b>", 30_000);
        var entries = string.Concat(Enumerable.Range(0, 12)
            .Select(i => $"<item><guid>{i}</guid><title>Entry {i}</title><description><![CDATA[{html}]]></description></item>"));

        var feed = Feed.Read(Bytes($"<rss><channel>{entries}</channel></rss>"), Here);

        Assert.Equal(["Entry 0", "Entry 1", "Entry 2", "Entry 3", "Entry 4"], feed.Articles.Select(a => a.Title));
        Assert.Equal(7, feed.Failures.Count);
        Assert.Equal("Entry 11: The entries before it have more than 300,000 tags, as many as are read of one feed.",
            feed.Failures[^1].ToString());
    }

    [Fact]
    public void An_entry_of_a_hundred_thousand_categories_has_a_hundred_tags()
    {
        var categories = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"<category>c{i}</category>"));

        var feed = Feed.Read(Bytes($"<rss><channel><item><title>A</title>{categories}</item></channel></rss>"), Here);

        Assert.Equal(ArticleDraft.MostTags, Assert.Single(feed.Articles).Tags.Count);
    }

    [Fact]
    public void The_reading_of_a_feed_stops_when_it_is_told_to()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() =>
            Feed.Read(Bytes("<rss><channel><item><title>A</title></item></channel></rss>"), Here, ct: stop.Token));
    }

    /// <summary>As they were seen: 3.5 MB of nested tags held a core for over thirteen minutes.</summary>
    [Theory]
    [InlineData("<a>")]
    [InlineData("<div>")]
    [InlineData("<item>")]
    [InlineData("<entry><content type='xhtml'>")]
    [InlineData("<a b='c'>")]
    [InlineData("<a xmlns:b='c'>")]
    [InlineData("<a xml:base='b/'>")]
    [InlineData("<!DOCTYPE a [")]
    [InlineData("<!ENTITY a \"&a;&a;\">")]
    [InlineData("&a;")]
    [InlineData("&#")]
    [InlineData("<![CDATA[")]
    [InlineData("<!--")]
    [InlineData("<?")]
    [InlineData("</a>")]
    [InlineData("<")]
    [InlineData("<a b=\"")]
    [InlineData("<title>a<link/>")]
    [InlineData("<title>a")]
    [InlineData("<title><![CDATA[a</title>")]
    [InlineData("<description>a<pubDate>")]
    [InlineData("<link href=\"a>")]
    public async Task A_feed_of_three_and_a_half_megabytes_of_one_part_is_read_or_refused(string part)
    {
        foreach (var begin in (string[])["<rss><channel><item><description>", "<feed><entry>", "<rss>", ""])
        {
            var end = await EndOf(() => Feed.Read(Bytes(begin + Many(part, 3_500_000 / part.Length)), Here));

            AssertSaid(end, "It has more than", "The HTML ", "This is not a feed", "This is a web page", "The answer is empty");
        }
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    [InlineData("{\"items\":[", "]}")]
    public async Task A_JSON_feed_nested_without_end_is_refused(string open, string close)
    {
        var end = await EndOf(() => Feed.Read(Bytes("{\"items\":" + Many(open, 100_000) + "1" + Many(close, 100_000) + "}"), Here));

        Assert.StartsWith("This JSON feed cannot be read", end, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("---\na: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n---\nWords.", "alias")]
    [InlineData("---\na: \u00ab[\u00bb\n---\nWords.", "nested too deeply|not YAML")]
    [InlineData("---\na: \u00ab{a: \u00bb\n---\nWords.", "nested too deeply|not YAML")]
    [InlineData("---\na:\n  \u00ab- \u00bbx\n---\nWords.", "nested too deeply|not YAML")]
    [InlineData("---\n\u00ab? \u00bbx\n---\nWords.", "must be a word|not YAML|must be lines")]
    [InlineData("---\na: \u00ab!!a \u00bbx\n---\nWords.", "not YAML")]
    [InlineData("---\na: \u00ab&a \u00bbx\n---\nWords.", "not YAML")]
    [InlineData("---\na: \"\u00ab\\u0041\u00bb\"\n---\nWords.", "")]
    [InlineData("+++\n\u00aba.\u00bba = 1\n+++\nWords.", "nested too deeply|not TOML")]
    [InlineData("+++\na = \u00ab[\u00bb\n+++\nWords.", "not TOML|nested too deeply")]
    [InlineData("+++\na = \u00ab{a=\u00bb\n+++\nWords.", "not TOML|nested too deeply")]
    [InlineData("+++\n[\u00aba.\u00bba]\nb = 1\n+++\nWords.", "nested too deeply|not TOML")]
    [InlineData("{ \"a\": \u00ab[\u00bb", "not JSON")]
    [InlineData("{ \"a\": \u00ab{\"a\":\u00bb", "not JSON")]
    public async Task Front_matter_that_folds_out_or_nests_without_end_is_refused(string written, string said)
    {
        foreach (var times in (int[])[50, 5_000, 30_000])
        {
            var end = await EndOf(() => FrontMatter.Read(Unfold(written, times)));

            Assert.True(end is null ? said.Length == 0 || times == 50 : said.Length == 0
                || said.Split('|').Any(s => end.Contains(s, StringComparison.Ordinal)), $"{times}: {end ?? "It was read."}");
        }
    }

    [Theory]
    [InlineData("---\n", "---\n")]
    [InlineData("+++\n", "+++\n")]
    public void Front_matter_without_measure_is_refused_by_its_length(string open, string close)
    {
        var line = open[0] == '+' ? "{0} = 'a'\n" : "{0}: a\n";
        var text = open + string.Concat(Enumerable.Range(0, 20_000)
            .Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, line, "key" + i))) + close;

        Assert.Equal("The front matter is longer than 100,000 characters.",
            Assert.Throws<ArticleException>(() => FrontMatter.Read(text)).Message);
    }

    [Theory]
    [InlineData("a<br>", 400_000, "The HTML has more than 150,000 tags.")]
    [InlineData("[a](", 225_000, "The Markdown has too many brackets or addresses that are opened and never closed.")]
    [InlineData("> ", 50_000, "The Markdown has lists or quotes nested more than 100 deep.")]
    [InlineData("- a\n", 200_000, "The Markdown has more than 100,000 lines.")]
    [InlineData("|a", 500_000, null)]
    public async Task What_is_too_much_is_named(string part, int times, string? said) =>
        Assert.Equal(said, await EndOf(() => ArticleDraft.FromMarkdown(Many(part, times))));

    [Fact]
    public void A_table_of_many_cells_is_named() =>
        Assert.Equal("The Markdown has tables with more than 200,000 cells.",
            Assert.Throws<ArticleException>(() => ArticleDraft.FromMarkdown(Markdown["a table wide and long"](100_000))).Message);

    [Fact]
    public void A_hundred_thousand_headings_that_are_alike_get_an_id_each()
    {
        var html = ArticleHtml.FromMarkdown(Many("# a\n", 99_000));

        Assert.Contains("<h1 id=\"a\">a</h1>\n<h1 id=\"a-1\">a</h1>", html, StringComparison.Ordinal);
        Assert.EndsWith("<h1 id=\"a-98999\">a</h1>\n", html, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_that_is_a_heading_already_is_not_given_twice()
    {
        var html = ArticleHtml.FromMarkdown("# a\n\n# a-1\n\n# a\n\n# A!\n\n# 🚀\n\n# 🚀");

        Assert.Equal(["a", "a-1", "a-2", "a-3", "section", "section-1"],
            html.Split("id=\"").Skip(1).Select(h => h[..h.IndexOf('"', StringComparison.Ordinal)]));
    }

    /// <summary>What honest long texts look like: none of them is refused.</summary>
    [Fact]
    public void Long_honest_texts_are_read()
    {
        string[] texts =
        [
            string.Concat(Enumerable.Range(0, 3000)
                .Select(
                    i => $"- Fixed [issue {i}](https://github.com/acme/desk/issues/{i}) by [@kim](https://github.com/kim) *at last*\n")),
            "The versions.\n\n" + string.Concat(Enumerable.Range(0, 1500)
                .Select(i => $"[{i}]: https://github.com/acme/desk/compare/v{i}...v{i + 1}\n")),
            "| Name | Kind | Page |\n| --- | --- | --- |\n" + string.Concat(Enumerable.Range(0, 3000)
                .Select(i => $"| item {i} | `text` | [see](https://docs.example.com/{i}) |\n")),
            string.Concat(Enumerable.Range(0, 3000)
                .Select(i => $"## Step {i % 40}\n\nOpen **Settings**, then _Network_ and `ipconfig /all` <kbd>Enter</kbd>.\n\n1. One\n"
                    + $"   - a\n     - b\n2. Two\n\n")),
            string.Concat(Enumerable.Range(0, 500).Select(i => $"> On {i} they wrote:\n> > Again, see www.example.com/{i}\n\n")),
        ];
        Assert.All(texts, text => Assert.False(ArticleDraft.FromMarkdown(text).IsEmpty));
        Assert.All(texts, text => Assert.False(ArticleDraft.FromHtml(ArticleHtml.FromMarkdown(text), null).IsEmpty));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Unfold(string written, int times) => written.Split('\u00ab') is [var before, var rest]
        && rest.Split('\u00bb') is [var part, var after]
        ? before + Many(part, Math.Min(times, 99_000 / part.Length)) + after
        : written;

    private static void AssertSaid(string? end, params string[] beginnings) =>
        Assert.True(end is null || beginnings.Any(b => end.StartsWith(b, StringComparison.Ordinal)), end);

    // Null: it was done. Otherwise why it was refused.
    private static Task<string?> EndOf(Func<object?> read) => Task.Run(() =>
    {
        try
        {
            read();
            return null;
        }
        catch (ArticleException e)
        {
            return e.Message;
        }
    }).WaitAsync(Hang, TestContext.Current.CancellationToken);
}
