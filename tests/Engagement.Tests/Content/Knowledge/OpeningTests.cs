using Engagement.Features.Content.Knowledge.Reading;

namespace Engagement.Tests.Content.Knowledge;

public sealed class OpeningTests
{
    [Theory]
    [InlineData("<p>Short.</p><p>This one is long enough to say something.</p>", "This one is long enough to say something.")]
    // rbren/rss-parser: bare words
    [InlineData("Build 1 brings several corrections to mail.", "Build 1 brings several corrections to mail.")]
    [InlineData("<h1>Title of it all, long enough</h1>Bare words below a heading.<br>And more.", "Bare words below a heading. And more.")]
    [InlineData("<div><div>Words within two divisions.</div><p>The post appeared first on a blog.</p></div>",
        "Words within two divisions.")]
    // 18F/handbook
    [InlineData("<ul><li>Close the client.</li><li>Open it again and sign in.</li></ul>", "Close the client. Open it again and sign in.")]
    [InlineData("<ul><li>Close the client</li><li><p>Open it again</p></li></ul>", "Close the client; Open it again")]
    [InlineData("<ul><li>Contents of the page</li></ul><p>What it is really about.</p>", "What it is really about.")]
    [InlineData("<table><tr><th>Key</th><th>Meaning</th></tr><tr><td>F5</td><td>Read again</td></tr></table>",
        "Key, Meaning; F5, Read again")]
    [InlineData("<p>Fixed.</p>", "Fixed.")]
    [InlineData("<p>Three steps:</p><ol><li>One</li><li>Two</li></ol>", "Three steps: One; Two")]
    [InlineData("<h2>Only a heading, and a long one</h2>", "")]
    [InlineData("<pre>dotnet run --project src</pre>", "dotnet run --project src")]
    [InlineData("<img src=\"a.png\" alt=\"x\"><script>var a = 'not words at all, never';</script>", "")]
    [InlineData("<blockquote><p>Somebody said it in these words.</p></blockquote>", "Somebody said it in these words.")]
    public void A_summary_is_what_the_page_begins_with(string html, string opening) =>
        Assert.Equal(opening, ArticleText.From(html).FirstParagraph);

    [Fact]
    public void A_long_page_is_not_read_to_its_end()
    {
        var opening = ArticleText.From(string.Concat(Enumerable.Repeat("<div>word </div>", 50_000))).FirstParagraph;

        Assert.InRange(opening.Length, 1, 5000);
    }
}
