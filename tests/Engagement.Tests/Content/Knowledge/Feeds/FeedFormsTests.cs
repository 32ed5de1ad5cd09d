using System.Globalization;
using System.Text;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Feeds;

namespace Engagement.Tests.Content.Knowledge.Feeds;

/// <summary>Feeds as they are sent. The samples f02 to f20 were made after public bug reports, which each test names.</summary>
public sealed class FeedFormsTests
{
    [Theory]
    [InlineData("f09-rss-1.0.rdf", "Advisory one", "https://a.example/1", "https://a.example/1")] // brief-rss/brief#568
    [InlineData("f10-atom-0.3.xml", "First words", "https://b.example/1", "tag:b.example,2026:1")] // kurtmckee/feedparser
    [InlineData("f11-rss-2-in-a-namespace.rss", "In a namespace", "https://c.example/1", "https://c.example/1")] // kurtmckee/feedparser
    [InlineData("f15-relative-base.xml", "Based", "https://e.example/blog/2026/11/post.html", "urn:e:1")] // kurtmckee/feedparser
    [InlineData("f14-link-is-not-an-address.rss", "No download yet", null, "x14")] // cocopuff2u/MOFA#24
    // miniflux/v2#122
    [InlineData("f04-html-entity.rss", "Café et crêpes : le menu", "https://status.example.com/1", "https://status.example.com/1")]
    [InlineData("f06-control-characters.rss", "Typeisbeautiful", "https://status.example.com/6", "q6")] // miniflux/v2#569
    [InlineData("f18-bom-then-blank.rss", "After a blank line", "https://status.example.com/18", "x18")]
    [InlineData("f19-utf8-says-utf16.rss", "Says utf-16, is utf-8", "https://status.example.com/19", "x19")]
    public void Each_form_is_read(string sample, string title, string? url, string id)
    {
        var article = Assert.Single(Sample(sample).Articles);

        Assert.Equal((title, url, id), (article.Title, article.Url, article.ExternalId));
        Assert.NotEmpty(article.Summary);
    }

    [Theory]
    [InlineData("<title>a<description>Some words.</description>", "a", "Some words.")]
    [InlineData(
        "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><b>a</b></div></title><description>Some words.</description>",
        "a", "Some words.")]
    [InlineData("<title>a</title><description>One<br>two <b>three</b><summary>of a part</summary></description>",
        "a", "One\ntwo three\n\nof a part")]
    public void What_was_left_open_ends_where_a_part_of_the_feed_begins_and_HTML_does_not(string parts, string title, string words)
    {
        var article = Assert.Single(Feed.Read(
            Encoding.UTF8.GetBytes($"<rss><channel><item>{parts}</item></channel></rss>"), new Uri("https://h.example/")).Articles);

        Assert.Equal((title, words), (article.Title, article.PlainText));
    }

    [Theory]
    [InlineData("<link rel='alternate' hreflang='de' href='https://a.example/de/1'/>"
        + "<link rel='alternate' type='text/html' href='https://a.example/1'/>")]
    [InlineData("<link rel='alternate' hreflang='de' href='https://a.example/de/1'/><link href='https://a.example/1'/>")]
    [InlineData("<link rel='alternate' hreflang='de' href='https://a.example/de/1'/>"
        + "<link rel='alternate' hreflang='en-GB' href='https://a.example/1'/>")]
    [InlineData("<link rel='alternate' hreflang='de' href='https://a.example/de/1'/>"
        + "<link rel='alternate' hreflang='x-default' href='https://a.example/1'/>")]
    [InlineData("<link rel='alternate' media='handheld' href='https://m.a.example/1'/><link rel='alternate' href='https://a.example/1'/>")]
    [InlineData("<link rel='alternate' type='application/json' href='https://a.example/1.json'/>"
        + "<link rel='alternate' type='text/html' href='https://a.example/1'/>")]
    [InlineData("<atom:link rel='alternate' hreflang='de' href='https://a.example/de/1'/><link>https://a.example/1</link>")]
    [InlineData("<link rel='alternate' hreflang='fr' href='https://a.example/1'/>"
        + "<link rel='alternate' hreflang='de' href='https://a.example/de/1'/>")]
    public void The_page_goes_before_the_same_in_another_language_or_form(string links) => Assert.Equal(
        "https://a.example/1",
        Assert.Single(Feed.Read(Encoding.UTF8.GetBytes($"<feed xml:lang='en'><entry><title>a</title>{links}</entry></feed>"),
            new Uri("https://h.example/")).Articles).Url);

    [Theory]
    [InlineData("<rss><channel><item><title>a</title><link>https://a.exam", "a", null)]
    [InlineData("<rss><channel><item><title>a</title><link>https://a.example/1</link><pubDate>2026-1", "a", "https://a.example/1")]
    [InlineData("<feed><entry><title>a</title><link href='https://a.example/1'>", "a", "https://a.example/1")]
    public void A_feed_that_breaks_off_leads_nowhere_else(string xml, string title, string? url)
    {
        var article = Assert.Single(Feed.Read(Encoding.UTF8.GetBytes(xml), new Uri("https://h.example/")).Articles);

        Assert.Equal((title, url, null), (article.Title, article.Url, article.PublishedAt));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Of_a_feed_with_more_than_a_thousand_entries_the_newest_are_taken_and_the_rest_are_counted(int step)
    {
        var days = Enumerable.Range(0, 1200).Select(i => step > 0 ? i : 1199 - i).Select(i =>
            $"<item><guid>{i}</guid><title>{i}</title>"
                + $"<pubDate>{new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(i):yyyy-MM-dd}</pubDate></item>");
        var feed = Feed.Read(Encoding.UTF8.GetBytes($"<rss><channel>{string.Concat(days)}</channel></rss>"), new Uri("https://h.example/"));

        Assert.Equal((1000, 200), (feed.Entries.Count, feed.Older));
        Assert.Contains(feed.Articles, a => a.Title == "1199");
        Assert.DoesNotContain(feed.Articles, a => a.Title == "199");
    }

    [Fact]
    public void An_entry_with_neither_id_nor_address_is_known_by_its_words()
    {
        // Athou/commafeed#1629
        var article = Assert.Single(Sample("f13-neither-id-nor-link.rss").Articles);

        Assert.Equal(("Maintenance tonight", null, "We will be away from ten to eleven tonight."),
            (article.Title, article.Url, article.Summary));
        Assert.Equal(article.ExternalId, Assert.Single(Sample("f13-neither-id-nor-link.rss").Articles).ExternalId);
    }

    [Theory]
    [InlineData("f02-one-link-no-ids.rss", 3)] // Ranchero-Software/NetNewsWire#4540
    [InlineData("f03-one-id-many-links.rss", 3)] // rbren/rss-parser
    public void Entries_that_share_an_address_or_an_id_are_told_apart(string sample, int count)
    {
        var feed = Sample(sample);

        Assert.Equal(count, feed.Articles.Select(a => a.ExternalId).Distinct().Count());
        Assert.All(feed.Articles, a => Assert.NotEmpty(a.Summary));
        Assert.Empty(feed.Failures);
    }

    [Fact]
    public void The_dates_of_the_field_are_read()
    {
        // dotnet/runtime#65212, mmcdole/gofeed#282, AntennaPod#2269, kurtmckee/feedparser
        Assert.Equal(
            ["2026-11-30 09:00", "2026-07-01 09:00", "2026-11-30 10:00", "2026-09-07 10:00", "2026-11-30 08:00", "2026-12-01 00:00"],
            Sample("f16-dates.rss").Articles
                .Select(a => a.PublishedAt!.Value.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void One_bad_byte_costs_one_letter()
    {
        // miniflux-legacy#581
        var feed = Sample("f20-one-bad-byte.rss");

        Assert.Equal(["Smart quote ’ here.", "This one is as it should be."], feed.Articles.Select(a => a.PlainText));
    }

    [Fact]
    public void The_encoding_of_the_header_is_heeded()
    {
        // arminreiter/FeedReader#49
        Assert.Equal("Новости портала", Assert.Single(Sample("f07-charset-in-header.rss", "windows-1251").Articles).Title);
    }

    [Fact]
    public void Links_in_the_words_are_relative_to_the_nearest_base() =>
        Assert.Contains("href=\"https://e.example/blog/2026/11/other.html\"",
            Assert.Single(Sample("f15-relative-base.xml").Articles).Body, StringComparison.Ordinal);

    [Theory]
    [InlineData("<rss><channel><item><title>a</title><link>https://a.example/1</link></channel></rss>")] // an item is left open
    [InlineData("<rss><channel><item><title>a</title><link>https://a.example/1</link><item><title>b</title></channel></rss>", 2)]
    [InlineData("<rss><channel><item><title>a</title><description>5 < 6 & 7 > 2<br>x<p>y</description>"
        + "<link>https://a.example/1</link></item></rss>")]
    [InlineData("<rss><channel><item><title>a</title><foo:bar>x</foo:bar><link>https://a.example/1</link></item></channel></rss>")]
    [InlineData("<br />Warning: mysql_connect() on line 3\n<?xml version='1.0'?><rss><channel><item><title>a</title>"
        + "<link>https://a.example/1</link></item></channel></rss>")]
    [InlineData(
        "<rss><channel><item><title>a</title><link>https://a.example/1</link></item></channel></rss><script>track()</script></html>")]
    [InlineData("<RSS><CHANNEL><ITEM><TITLE>a</TITLE><LINK>https://a.example/1</LINK></ITEM></CHANNEL></RSS>")]
    [InlineData("<rss><channel><item><title>a</title></b></i><link>https://a.example/1</link></item></channel></rss>")]
    [InlineData("<rss version=2.0><channel><item foo><title>a</title><link>https://a.example/1</link></item></channel>")]
    [InlineData("<x:rss xmlns:x='urn:x'><x:channel><x:item><x:title>a</x:title><x:link>https://a.example/1</x:link>"
        + "</x:item></x:channel></x:rss>")]
    [InlineData("<feed xmlns='urn:unknown'><entry><title>a</title><link href='https://a.example/1'/></entry></feed>")]
    [InlineData("<rdf:RDF><channel/><item><title>a</title><link>https://a.example/1</link></item></rdf:RDF>")]
    [InlineData("<RDF xmlns='http://my.netscape.com/rdf/simple/0.9/'><item><title>a</title><link>https://a.example/1</link></item></RDF>")]
    [InlineData("<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' 'http://my.netscape.com/publish/formats/rss-0.91.dtd'>"
        + "<rss version='0.91'><channel><item><title>a</title><link>https://a.example/1</link></item></channel></rss>")]
    [InlineData("<CHANNEL><ITEM HREF='https://a.example/1'><TITLE>a</TITLE></ITEM></CHANNEL>")]
    [InlineData("<rss><channel><item><title><![CDATA[a]]></title><link><![CDATA[ https://a.example/1 ]]></link></item></channel></rss>")]
    [InlineData("<rss><channel><item><title>a</title><link>https://a.example/1</link><description><![CDATA[never ended</description>")]
    [InlineData("<rss><channel><title>Blog<link>https://a.example/</link><item><title>a<link>https://a.example/1</link><pubDate>x</pubDate>"
        + "</item></channel></rss>")]
    [InlineData("<rss><channel><item><title>a<title><link>https://a.example/1</link></item></channel></rss>")]
    [InlineData("<rss><channel><item><title>a</titel><link>https://a.example/1<guid>1</guid></item><item><title>b</title>"
        + "</item></channel></rss>", 2)]
    [InlineData("<rss><channel><item><description>Some <b>words<pubDate>x</pubDate><title>a</title><link>https://a.example/1</link>"
        + "</item></channel></rss>")]
    [InlineData("<feed><entry><title>a<id>1<link href='https://a.example/1'><updated>2026-11-30<summary>Words</entry><entry>"
        + "<title>b</title></entry></feed>", 2)]
    [InlineData("<rss><channel><item><title><![CDATA[a</title><link>https://a.example/1</link><description><![CDATA[x]]></description>"
        + "</item></channel></rss>")]
    [InlineData("<rss><channel><!-- not ended <item><title>a</title><link>https://a.example/1</link></item></channel></rss>")]
    [InlineData("<rss><channel><item><enclosure url=\"https://a.example/x.mp3 length=1/><title>a</title>"
        + "<link title=\"x\">https://a.example/1</link></item></channel></rss>")]
    public void What_is_not_well_formed_or_of_another_form_is_read_as_others_read_it(string xml, int count = 1)
    {
        var articles = Feed.Read(Encoding.UTF8.GetBytes(xml), new Uri("https://h.example/feed.xml")).Articles.ToList();

        Assert.Equal(count, articles.Count);
        Assert.Equal(("a", "https://a.example/1"), (articles[0].Title, articles[0].Url));
    }

    [Theory]
    [InlineData("""
        {"version":"https://jsonfeed.org/version/1","title":"T",
          "items":[{"id":1,"url":"/1","title":"A & B <x>","content_text":"First.\n\nSecond."}]}
        """, "First.\n\nSecond.")]
    [InlineData("""
        {"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"https://h.example/1","title":"A & B <x>",
          "content_html":"<p>One</p>",}]}
        """, "One")]
    public void JSON_feeds_are_read(string json, string words)
    {
        var article = Assert.Single(
            Feed.Read([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(json)], new Uri("https://h.example/feed.json")).Articles);

        Assert.Equal(("1", "A & B <x>", "https://h.example/1", words), (article.ExternalId, article.Title, article.Url, article.PlainText));
    }

    [Theory]
    [InlineData("N/A", null)]
    [InlineData("none", null)]
    [InlineData("no link yet", null)]
    [InlineData("Download", null)]
    [InlineData("#", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("mailto:a@example.com", null)]
    [InlineData("https://", null)]
    [InlineData("https://user:pass@a.example/", null)]
    [InlineData("/blog/1", "https://h.example/blog/1")]
    [InlineData("post.html", "https://h.example/post.html")]
    [InlineData("//c.example/1", "https://c.example/1")]
    [InlineData("www.a.example/1", "http://www.a.example/1")]
    [InlineData("e.example/path", "http://e.example/path")]
    [InlineData("e.example:8080/path?x=1", "http://e.example:8080/path?x=1")]
    [InlineData("blog.e.example", "http://blog.e.example/")]
    [InlineData("h.example/blog/1", "https://h.example/blog/1")]
    [InlineData("blog/post.html", "https://h.example/blog/post.html")]
    [InlineData("v1.2/post", "https://h.example/v1.2/post")]
    [InlineData("index.php/archives/1", "https://h.example/index.php/archives/1")]
    [InlineData(" https://a.example/\n1 ", "https://a.example/1")]
    [InlineData("https://a.example/get?a=1&amp;b=2&c=3", "https://a.example/get?a=1&b=2&c=3")]
    public void A_link_is_an_address_or_none(string written, string? url) => Assert.Equal(
        url,
        Assert.Single(Feed.Read(
            Encoding.UTF8.GetBytes(
                $"<rss><channel><item><guid isPermaLink='false'>1</guid><title>a</title><link>{written}</link></item></channel></rss>"),
            new Uri("https://h.example/feed.xml")).Articles).Url);

    [Theory]
    [InlineData("<guid>https://a.example/1</guid>", "https://a.example/1")]
    [InlineData("<guid isPermaLink='true'>https://a.example/1</guid>", "https://a.example/1")]
    [InlineData("<guid isPermaLink='false'>https://a.example/1</guid>", null)]
    [InlineData("<guid>1234</guid>", null)]
    [InlineData("<guid>https://a.example/guid</guid><link>https://a.example/1</link>", "https://a.example/1")]
    public void A_guid_is_the_link_where_it_is_an_address_and_does_not_say_otherwise(string parts, string? url) => Assert.Equal(
        url,
        Assert.Single(Feed.Read(Encoding.UTF8.GetBytes($"<rss><channel><item><title>a</title>{parts}</item></channel></rss>"),
            new Uri("https://h.example/")).Articles).Url);

    [Theory]
    [InlineData("Q&amp;amp;A", "Q&A")]
    [InlineData("Q&amp;A", "Q&A")]
    [InlineData("&lt;b&gt;Bold&lt;/b&gt; move", "Bold move")]
    [InlineData("<b>Bold</b> move", "Bold move")]
    [InlineData("<![CDATA[<i>It</i> &amp; that]]>", "It & that")]
    [InlineData("It&#146;s", "It’s")]
    [InlineData("&hearts; &nosuch; & x", "♥ &nosuch; & x")]
    [InlineData("a &#0;&#x1F;b &#xD800;", "a b \uFFFD")]
    public void A_title_is_words(string written, string title) => Assert.Equal(
        title,
        Assert.Single(Feed.Read(Encoding.UTF8.GetBytes($"<rss><channel><item><title>{written}</title></item></channel></rss>"),
            new Uri("https://h.example/")).Articles).Title);

    [Fact]
    public void An_episode_that_only_podcast_programs_have_a_title_for_has_that_title() => Assert.Equal(
        "Episode 7",
        Assert.Single(Feed.Read(
            """
            <rss xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><item><guid>7</guid>
            <itunes:title>Episode 7</itunes:title><description>Words.</description></item></channel></rss>
            """u8.ToArray(), new Uri("https://a.example/feed")).Entries).Article.Title);

    [Fact]
    public void Atom_says_itself_whether_a_title_is_text() => Assert.Equal(
        ["The <b> tag", "Bold", "Bold"],
        Feed.Read("""
            <feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="text">The &lt;b&gt; tag</title></entry>
            <entry><id>2</id><title type="html">&lt;b&gt;Bold&lt;/b&gt;</title></entry>
            <entry><id>3</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><b>Bold</b></div></title></entry></feed>
            """u8.ToArray(), new Uri("https://h.example/")).Articles.Select(a => a.Title));

    [Theory]
    [InlineData("<a>", "")]
    [InlineData("<a b='", "")]
    [InlineData("<![CDATA[", "")]
    [InlineData("<!--", "")]
    [InlineData("<a x=1>", "</b>")]
    [InlineData("<!DOCTYPE a [", "]")]
    [InlineData("&", "")]
    [InlineData("<x:a xmlns:x='y'>", "")]
    [InlineData("<item>", "")]
    public void A_hostile_feed_ends_in_articles_or_a_sentence(string again, string end)
    {
        var xml = "<rss><channel><item><title>a" + string.Concat(Enumerable.Repeat(again, 200_000))
            + string.Concat(Enumerable.Repeat(end, 200_000));

        var ended = Record.Exception(() => Feed.Read(Encoding.UTF8.GetBytes(xml), new Uri("https://h.example/")));

        Assert.True(ended is null or ArticleException, ended?.ToString());
    }

    private static Feed Sample(string name, string? charset = null) => Feed.Read(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Content", "Knowledge", "Feeds", "Samples", name)),
        new Uri("https://h.example/feed.xml"), charset);
}
