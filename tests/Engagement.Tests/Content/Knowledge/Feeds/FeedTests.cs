using System.Text;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Feeds;

namespace Engagement.Tests.Content.Knowledge.Feeds;

public sealed class FeedTests
{
    [Fact]
    public void Blogger_is_read()
    {
        var article = One("blogger.atom.xml", "https://desk-notes.example.com/feeds/posts/default");

        Assert.Equal("tag:blogger.com,1999:blog-4000000000000000001.post-5000000000000000001", article.ExternalId);
        Assert.Equal("VPN & hotels", article.Title);
        Assert.Equal("https://desk-notes.example.com/2026/10/vpn-hotels.html", article.Url);
        Assert.Equal("vpn-hotels", article.Slug);
        Assert.Equal("Hotels often ask you to accept terms before anything works.", article.Summary);
        Assert.Equal(["vpn"], article.Tags);
        Assert.Equal(new DateTimeOffset(2026, 10, 1, 7, 30, 0, TimeSpan.Zero), article.PublishedAt);
        Assert.DoesNotContain("script", article.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("onclick", article.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void WordPress_is_read()
    {
        var article = One("wordpress.rss.xml", "https://help.example.org/feed/");

        Assert.Equal("https://help.example.org/?p=1234", article.ExternalId);
        Assert.Equal("Printing from home – what works", article.Title);
        Assert.Equal("https://help.example.org/2026/10/printing-from-home/", article.Url);
        Assert.Equal("https://help.example.org/wp-content/uploads/printer.jpg", article.ImageUrl);
        Assert.Equal("A small printer", article.ImageAlt);
        Assert.Equal(["home office", "printing"], article.Tags);
        Assert.Equal("en-GB", article.Language);
    }

    [Fact]
    public void GitHub_is_read()
    {
        var article = One("github.atom.xml", "https://github.com/example/desk-tool/releases.atom");

        Assert.Equal("v2.1.0", article.Title);
        Assert.Equal("https://github.com/example/desk-tool/releases/tag/v2.1.0", article.Url);
        Assert.Equal("What's changed\n\n- Signs in again after sleep\n- --quiet is quiet", article.PlainText);
        Assert.Equal("en-US", article.Language);
    }

    [Fact]
    public void Ghost_is_read()
    {
        var article = One("ghost.rss.xml", "https://stories.example.net/rss/");

        Assert.Equal("65f000000000000000000001", article.ExternalId);
        Assert.Equal("Report, and it is gone from everybody's inbox.", article.Summary);
        Assert.Equal("https://stories.example.net/content/images/2026/10/button.jpg", article.ImageUrl);
        Assert.Equal(new DateTimeOffset(2026, 10, 7, 7, 0, 0, TimeSpan.Zero), article.PublishedAt);
    }

    [Fact]
    public void Atom_in_XHTML_with_a_base_is_read()
    {
        var article = Assert.Single(Read("""
            <feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/blog/">
            <entry><id>1</id><title type="html">&lt;b&gt;Bold&lt;/b&gt; move</title><link href="post"/>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Some <em>words</em> that say something.</p></div></content>
            </entry></feed>
            """).Articles);

        Assert.Equal("Bold move", article.Title);
        Assert.Equal("https://a.example/blog/post", article.Url);
        Assert.Equal("<p>Some <em>words</em> that say something.</p>", article.Body);
    }

    [Fact]
    public void An_entry_that_is_there_twice_is_one_article_and_one_without_anything_is_told()
    {
        var feed = Read("""
            <rss><channel><item><guid>1</guid><title>a</title></item><item><guid>1</guid><title>a</title></item>
            <item><guid>2</guid></item></channel></rss>
            """);

        Assert.Equal("a", Assert.Single(feed.Articles).Title);
        Assert.Contains("no title, no words and no address", Assert.Single(feed.Failures).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_an_entry_that_is_there_with_other_words_the_newest_is_taken_and_that_is_told()
    {
        var feed = Read("""
            <feed xmlns="http://www.w3.org/2005/Atom">
              <entry><id>1</id><title>a</title><updated>2026-01-01T00:00:00Z</updated><summary>old</summary></entry>
              <entry><id>1</id><title>a</title><updated>2026-01-02T00:00:00Z</updated><summary>new</summary></entry>
            </feed>
            """);

        Assert.Equal("new", Assert.Single(feed.Articles).PlainText);
        Assert.Contains("the id and the address of another", Assert.Single(feed.Failures).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_entries_with_one_id_at_one_address_one_is_taken_and_the_other_is_told()
    {
        // rbren/rss-parser, itunes-missing-image.rss: 131 items, two of them with one guid.
        var feed = Read("""
            <rss><channel><item><guid>1</guid><title>a</title></item><item><guid>1</guid><title>b</title></item></channel></rss>
            """);

        Assert.Equal("a", Assert.Single(feed.Articles).Title);
        Assert.Equal("b", Assert.Single(feed.Failures).Name);
    }

    [Theory]
    [InlineData("<!DOCTYPE r [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;\">]><rss><channel><item><title>T&b;</title></item></channel></rss>",
        "T&b;")]
    [InlineData(
        "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss><channel><item><title>T&x;</title></item></channel></rss>", "T&x;")]
    [InlineData("<!DOCTYPE r SYSTEM \"http://169.254.169.254/latest/\"><rss><channel><item><title>T</title></item></channel></rss>", "T")]
    [InlineData("<!DOCTYPE r [<!ENTITY co \"A&#38;B\">]><rss><channel><item><title>&co; Ltd</title></item></channel></rss>", "A&B Ltd")]
    public void Of_a_DTD_nothing_unfolds_and_nothing_is_fetched(string xml, string title) =>
        Assert.Equal(title, Assert.Single(Read(xml).Articles).Title);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("  \n", "empty")]
    [InlineData("<html><body>Not found</body></html>", "web page")]
    [InlineData("<!DOCTYPE html>\n<title>x</title><p>Not found", "web page")]
    [InlineData("<opml/>", "<opml>")]
    [InlineData("no feed at all", "no element")]
    [InlineData("{\"version\":\"https://jsonfeed.org/version/1\"}", "no list of items")]
    [InlineData("{\"items\":[", "breaks off")]
    public void What_is_no_feed_is_said_so(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<ArticleException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("<html><head><link rel='alternate' type='application/rss+xml' href='/blog/feed.xml'></head></html>",
        "https://a.example/blog/feed.xml")]
    [InlineData("<!doctype html><base href=https://b.example/x/><link href=a.xml type=application/atom+xml rel=\"alternate home\">",
        "https://b.example/x/a.xml")]
    [InlineData("<html xmlns='http://www.w3.org/1999/xhtml'><head><link rel='alternate' type='application/feed+json' href='f.json'/></head>"
        + "</html>", "https://a.example/f.json")]
    public void A_web_page_is_told_with_the_feed_it_names(string html, string feed) =>
        Assert.EndsWith($"The feed it names is {feed}",
            Assert.Throws<ArticleException>(() => Read(html)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_link_that_runs_is_no_link()
    {
        var article = Assert.Single(Read("<rss><channel><item><guid isPermaLink=\"false\">1</guid><title>a</title>"
            + "<link>javascript:alert(1)</link></item></channel></rss>").Articles);

        Assert.Null(article.Url);
    }

    [Fact]
    public void White_space_and_another_encoding_before_the_words_do_no_harm()
    {
        var xml = "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><rss><channel><item><guid>1</guid><title>Café</title>"
            + "</item></channel></rss>";

        Assert.Equal("Café",
            Assert.Single(Feed.Read([.. "\r\n "u8, .. Encoding.Latin1.GetBytes(xml)], new Uri("https://a.example/")).Articles).Title);
    }

    [Theory]
    [InlineData("99999999999월 1일")]
    [InlineData("9998-999")]
    public void A_date_that_no_calendar_holds_stops_no_entry(string date)
    {
        var feed = Read(
            $"<rss><channel><item><title>A</title><pubDate>{date}</pubDate></item><item><title>B</title></item></channel></rss>");

        Assert.Equal([("A", null), ("B", null)], feed.Articles.Select(a => (a.Title, a.PublishedAt)));
    }

    private static Feed Read(string xml) => Feed.Read(Encoding.UTF8.GetBytes(xml), new Uri("https://a.example/feed.xml"));

    private static IncomingArticle One(string sample, string url) =>
        Assert.Single(Feed.Read(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Content", "Knowledge", "Feeds", "Samples", sample)),
            new Uri(url)).Articles);
}
