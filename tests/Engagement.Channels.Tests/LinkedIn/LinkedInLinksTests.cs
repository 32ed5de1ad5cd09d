using System.Text.Json;
using Engagement.Channels.LinkedIn;

namespace Engagement.Channels.Tests.LinkedIn;

/// <summary>Links among escapes, and what hangs on posts and comments.</summary>
public sealed class LinkedInLinksTests
{
    private static readonly Uri Page = new("https://www.linkedin.com/feed/update/urn:li:share:1/");

    [Theory]
    [InlineData("See https://en.wikipedia.org/wiki/Port_(networking)#Use (all) *now*",
        @"See https://en.wikipedia.org/wiki/Port_(networking)#Use \(all\) \*now\*")]
    [InlineData("(https://a.example/x_y)", @"\(https://a.example/x_y\)")]
    [InlineData("a_b https://a.example/~kim?a[]=1", @"a\_b https://a.example/~kim?a[]=1")]
    public void A_link_stays_whole_while_words_are_escaped(string text, string commentary)
    {
        Assert.Equal(commentary, LinkedInText.Escape(text));
        Assert.Equal(text, LinkedInText.Unescape(commentary));
        Assert.Equal(text, FakeLinkedIn.Little(commentary));
    }

    [Theory]
    [InlineData("""{"content":{"article":{"source":"https://blog.example/x","title":"Notes"}}}""", "[Link: Notes] https://blog.example/x")]
    [InlineData("""{"content":{"media":{"id":"urn:li:image:C1","altText":"The error"}}}""",
        "[Picture: The error] https://www.linkedin.com/feed/update/urn:li:share:1/")]
    [InlineData("""{"content":{"media":{"id":"urn:li:video:V1","title":"What it does"}}}""",
        "[Video: What it does] https://www.linkedin.com/feed/update/urn:li:share:1/")]
    [InlineData("""{"content":{"multiImage":{"images":[{"id":"urn:li:image:C1","altText":"One"},{"id":"urn:li:image:C2"}]}}}""",
        "[Picture: One] https://www.linkedin.com/feed/update/urn:li:share:1/|[Picture] "
            + "https://www.linkedin.com/feed/update/urn:li:share:1/")]
    [InlineData("""{"content":{"poll":{"question":"Better?","options":[{"text":"yes"},{"text":"no"}]}}}""",
        "[Poll: Better? / yes / no] https://www.linkedin.com/feed/update/urn:li:share:1/")]
    [InlineData("""{"content":{"celebration":{}}}""", "[Attached: celebration] https://www.linkedin.com/feed/update/urn:li:share:1/")]
    [InlineData("""{"reshareContext":{"parent":"urn:li:share:9"}}""", "[Quoted] https://www.linkedin.com/feed/update/urn:li:share:9/")]
    [InlineData("""{"content":7}""", "")]
    public void What_hangs_on_a_post_has_its_line(string post, string lines) =>
        Assert.Equal(lines, string.Join('|', LinkedInAttachments.OfPost(JsonDocument.Parse(post).RootElement, Page).Select(a => a.Line)));

    [Fact]
    public void A_picture_in_a_comment_is_said_by_comment_and_by_notification()
    {
        Assert.Equal(
            "[Picture] https://media.licdn.com/a.png",
            Assert.Single(LinkedInAttachments.OfComment(JsonDocument.Parse("""
                {"content":[{"type":"IMAGE","url":"https://media.licdn.com/a.png"}]}
                """).RootElement, Page)).Line);
        Assert.Equal(AttachmentKind.Picture,
            Assert.Single(LinkedInAttachments.OfNotification(JsonDocument.Parse("""{"mediaCategory":"IMAGE"}""").RootElement, Page)).Kind);
        Assert.Empty(LinkedInAttachments.OfNotification(JsonDocument.Parse("""{"mediaCategory":"NONE"}""").RootElement, Page));
    }
}
