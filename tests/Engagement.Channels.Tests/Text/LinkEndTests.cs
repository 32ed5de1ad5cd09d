using Engagement.Channels.Bluesky;
using Engagement.Channels.Text;

namespace Engagement.Channels.Tests.Text;

/// <summary>
/// Where links end for a reader, in any script. Inputs after ox-content#1138, openchamber#3039, Autolinker.js#394, cmark-gfm#153 and #377.
/// </summary>
public sealed class LinkEndTests
{
    [Theory]
    [InlineData("請参照 https://example.com/foo。次の文。", "https://example.com/foo")]
    [InlineData("https://example.com/qux、続き", "https://example.com/qux")]
    [InlineData("括弧内: (https://example.com/bar) と 全角（https://example.com/baz）です。", "https://example.com/bar https://example.com/baz")]
    [InlineData("访问 https://example.com/docs（中文说明）了解更多", "https://example.com/docs")]
    [InlineData("https://example.com/安装包（正式版）", "https://example.com/安装包")]
    [InlineData("https://example.com/guide，详见", "https://example.com/guide")]
    [InlineData("https://example.com。", "https://example.com")]
    [InlineData("https://example.com．　https://example.com｡ https://example.com！",
        "https://example.com https://example.com https://example.com")]
    [InlineData("「https://example.com/x」と『https://example.com/y』", "https://example.com/x https://example.com/y")]
    [InlineData("【https://example.com/x】《https://example.com/y》", "https://example.com/x https://example.com/y")]
    [InlineData("看https://example.com/x", "https://example.com/x")]
    [InlineData("詳しくはhttps://example.com/xをご覧ください", "https://example.com/x")]
    [InlineData("https://example.comをご覧 https://example.com/をご覧", "https://example.com https://example.com/")]
    [InlineData("https://example.com/x를 보세요", "https://example.com/x")]
    [InlineData("ดูที่https://example.com/xครับ", "https://example.com/x")]
    [InlineData("https://example.com/x🎉 now", "https://example.com/x")]
    [InlineData("https://ja.wikipedia.org/wiki/日本語 です", "https://ja.wikipedia.org/wiki/日本語")]
    [InlineData("https://ko.wikipedia.org/wiki/서울 https://th.wikipedia.org/wiki/ไทย",
        "https://ko.wikipedia.org/wiki/서울 https://th.wikipedia.org/wiki/ไทย")]
    [InlineData("https://fa.wikipedia.org/wiki/می‌خواهم!", "https://fa.wikipedia.org/wiki/می‌خواهم")]
    [InlineData("https://de.wikipedia.org/wiki/Größe, https://ru.wikipedia.org/wiki/Москва.",
        "https://de.wikipedia.org/wiki/Größe https://ru.wikipedia.org/wiki/Москва")]
    [InlineData("https://en.wikipedia.org/wiki/Bose–Einstein_condensate – yes", "https://en.wikipedia.org/wiki/Bose–Einstein_condensate")]
    [InlineData("https://hi.wikipedia.org/wiki/हिन्दी। फिर", "https://hi.wikipedia.org/wiki/हिन्दी")]
    [InlineData("https://example.com/x؟", "https://example.com/x")]
    [InlineData("https://example.com/x، ثم https://example.com/y؛", "https://example.com/x https://example.com/y")]
    [InlineData("read https://example.com/x— then https://example.com/y—then", "https://example.com/x https://example.com/y")]
    [InlineData("**https://example.com/x** _https://example.com/a_b_ ~~https://example.com/y~~ `https://example.com/z`",
        "https://example.com/x https://example.com/a_b https://example.com/y https://example.com/z")]
    [InlineData("\"https://example.com/x\" 'https://example.com/y' “https://example.com/z” «https://example.com/a» „https://example.com/b“ "
        + "‘https://example.com/c’", "https://example.com/x https://example.com/y https://example.com/z https://example.com/a "
            + "https://example.com/b https://example.com/c")]
    [InlineData("<https://example.com/x> <a href=\"https://example.com/y\">", "https://example.com/x https://example.com/y")]
    [InlineData("(https://example.com/)0 [https://example.com/]0 {https://example.com/}0",
        "https://example.com/ https://example.com/ https://example.com/")]
    [InlineData("[words](https://example.com/x) [words](https://example.com/a_(b))", "https://example.com/x https://example.com/a_(b)")]
    [InlineData("https://example.com/a_(b)_c, https://example.com/a(see https://example.com/b[1]",
        "https://example.com/a_(b)_c https://example.com/a https://example.com/b[1]")]
    [InlineData("https://example.com/x... https://example.com/y?! https://example.com/z…",
        "https://example.com/x https://example.com/y https://example.com/z")]
    [InlineData("https://example.com:8443/x?a=1&b=[2]#c. http://[2001:db8::1]:80/x.",
        "https://example.com:8443/x?a=1&b=[2]#c http://[2001:db8::1]:80/x")]
    [InlineData("https://example.com/?q= https://example.com/a- https://example.com/~ada/",
        "https://example.com/?q= https://example.com/a- https://example.com/~ada/")]
    [InlineData("https://例え.jp/x。 https://bücher.example/ä, https://xn--bcher-kva.example",
        "https://例え.jp/x https://bücher.example/ä https://xn--bcher-kva.example")]
    [InlineData("https://example.com,https://example.org;x", "https://example.com https://example.org")]
    [InlineData("https://example.com/x\u200b\u200b then \u2068https://example.com/y\u2069", "https://example.com/x https://example.com/y")]
    [InlineData("https://example.com/x\\n and HTTPS://EXAMPLE.COM/Y!", "https://example.com/x HTTPS://EXAMPLE.COM/Y")]
    [InlineData("&quot;https://example.com/x&quot; and https://example.com/y&quot;, &lt;https://example.com/z&gt;",
        "https://example.com/x https://example.com/y https://example.com/z")]
    [InlineData("https://example.com/x&#39; https://example.com/y&#x27;s https://example.com&quot;. https://example.com/z&nbsp;&nbsp;",
        "https://example.com/x https://example.com/y https://example.com https://example.com/z")]
    [InlineData("https://example.com/?a=1&amp;b=2 https://example.com/x&amp; https://example.com/?a&b; https://example.com/?a&b",
        "https://example.com/?a=1&amp;b=2 https://example.com/x https://example.com/?a https://example.com/?a&b")]
    [InlineData("https://example.com/x&hellip; https://example.com/y&ldquo; (https://example.com/a_(b)&quot;)",
        "https://example.com/x https://example.com/y https://example.com/a_(b)")]
    [InlineData("https:// nothing, https://. and ftp://example.com xhttps://a.example", "")]
    public void A_link_ends_where_a_reader_ends_it(string text, string links)
    {
        Assert.Equal(links, string.Join(' ', Links.Find(text).Select(l => text[l.Start..l.End])));
        Assert.Equal(links.Split(' ', StringSplitOptions.RemoveEmptyEntries), BlueskyText.FindFacets(text)
            .Where(f => f.Kind == FacetKind.Link).Select(f => f.Value));
    }

    [Theory]
    [InlineData("Read help.example.com/vpn. Or kb.example.com:8443/a?b=c!", "help.example.com/vpn kb.example.com:8443/a?b=c")]
    [InlineData("詳しくはexample.comへ（example.jp/x）", "example.com example.jp/x")]
    [InlineData("my-site.co.uk, https://example.com/a.com and (example.org)", "my-site.co.uk https://example.com/a.com example.org")]
    [InlineData("Node.js, ASP.NET, e.g. this. End.Then mail@example.com and @ada.bsky.social, v2.0.1 a.b.c", "")]
    [InlineData("éxample.com example.com.foo1 foo.example", "")]
    public void A_domain_without_a_scheme_is_a_link_where_Bluesky_s_own_apps_make_one(string text, string links)
    {
        Assert.Equal(links, string.Join(' ', Links.FindWithBare(text).Select(l => text[l.Start..l.End])));
        Assert.Equal(
            links.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => l.StartsWith("http", StringComparison.Ordinal) ? l : $"https://{l}"),
            BlueskyText.FindFacets(text).Where(f => f.Kind == FacetKind.Link).Select(f => f.Value));
    }

    [Fact]
    public void A_hostile_text_costs_no_more_than_its_length()
    {
        // Would take minutes, were each link read to the end of the text.
        var text = string.Concat(Enumerable.Repeat("https://a.example/(", 20_000));

        Assert.Equal(20_000, Links.Find(text).Count());
        Assert.Empty(Links.Find(string.Concat(Enumerable.Repeat("http://[", 1_000_000))));
        Assert.Single(Links.Find("https://a.example/" + string.Concat(Enumerable.Repeat("&amp;", 500_000))));
    }
}
