using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Reading;

namespace Engagement.Tests.Content.Knowledge;

public sealed class ArticleHtmlTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>")]
    [InlineData("<a href=\"jav&#x09;ascript:alert(1)\">x</a>")]
    [InlineData("<a href=\"data:text/html,<script>alert(1)</script>\">x</a>")]
    [InlineData("<svg><script>alert(1)</script></svg>")]
    [InlineData("<math><mi//xlink:href=\"data:x,<script>alert(4)</script>\">")]
    [InlineData("<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>")]
    [InlineData("<div style=\"background:url(javascript:alert(1))\">x</div>")]
    [InlineData("<form action=https://evil.example><input name=password></form>")]
    [InlineData("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">")]
    [InlineData("<base href=https://evil.example><meta http-equiv=refresh content=0>")]
    public void Nothing_that_runs_styles_or_asks_is_shown(string html)
    {
        foreach (var shown in (string[])[ArticleHtml.Safe(html), ArticleHtml.Safe(ArticleHtml.FromMarkdown(html))])
        {
            var document = ArticleHtml.Parse(shown);
            Assert.Empty(document.QuerySelectorAll("script, svg, math, iframe, form, input, style, base, meta, link, object, embed"));
            foreach (var attribute in document.All.SelectMany(e => e.Attributes))
            {
                Assert.False(attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)
                    || attribute.Name is "style" or "srcdoc" or "action", attribute.Name);
                Assert.DoesNotMatch("(?i)^\\s*(javascript|data):", attribute.Value);
            }
        }
    }

    [Fact]
    public void A_desks_article_keeps_its_steps_tables_and_pictures()
    {
        var html = ArticleHtml.Safe(ArticleHtml.FromMarkdown("## Do\n\n1. One `x`\n2. Two\n\n| a | b |\n|---|---|\n| c | d |\n\n"
            + "![p](/p.png) [l](../l)\n"), "https://h.example/kb/a");

        var document = ArticleHtml.Parse(html);
        Assert.Equal(2, document.QuerySelectorAll("ol > li").Length);
        Assert.Equal("c", document.QuerySelector("td")!.TextContent);
        Assert.Equal("https://h.example/p.png", document.QuerySelector("img")!.GetAttribute("src"));
        Assert.Equal("https://h.example/l", document.QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal("a-do", document.QuerySelector("h2")!.Id);
    }

    [Theory]
    [InlineData("div")]
    [InlineData("b")]
    [InlineData("li")]
    public void A_hundred_thousand_nested_tags_are_refused_at_once(string tag)
    {
        var html = string.Concat(Enumerable.Repeat($"<{tag}><ul>", 100_000));

        Assert.Throws<ArticleException>(() => ArticleHtml.Safe(html));
        Assert.Throws<ArticleException>(() => ArticleText.From(html));
    }

    [Fact]
    public void Deep_Markdown_is_refused() =>
        Assert.Throws<ArticleException>(() => ArticleHtml.FromMarkdown(new string('>', 50_000) + " x"));

    [Fact]
    public void Plain_text_reads_like_the_page()
    {
        var text = ArticleText.From(ArticleHtml.FromMarkdown(
            "# T\n\nOne  *two*\nthree.\n\n- a\n- b\n  1. c\n  2. d\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n```\nkeep  this\n```\n"
                + "<script>not this</script>\n"));

        Assert.Equal("T\n\nOne two three.\n\n- a\n- b\n  1. c\n  2. d\n\nx | y\n1 | 2\n\nkeep  this", text.Plain);
    }

    [Fact]
    public void A_loose_list_keeps_its_words_beside_their_numbers() =>
        Assert.Equal("1. one\n2. two", ArticleText.From("<ol><li><p>one</p></li><li><p>two</p></li></ol>").Plain);

    [Theory]
    [InlineData("One sentence here. Another one follows it.", 30, "One sentence here.")]
    [InlineData("Words without any end to them at all", 20, "Words without any…")]
    [InlineData("Short", 20, "Short")]
    [InlineData("aaaaaaaa😀bbbbbbbbb", 10, "aaaaaaaa…")]
    public void A_summary_ends_at_a_sentence_or_a_word(string text, int most, string expected) =>
        Assert.Equal(expected, ArticleText.Shorten(text, most));
}
