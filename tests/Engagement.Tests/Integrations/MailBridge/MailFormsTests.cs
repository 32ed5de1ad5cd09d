using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Integrations.MailBridge;
using Engagement.Features.Integrations.MailBridge.Reading;
using Engagement.Tests.Data;
using MimeKit;

namespace Engagement.Tests.Integrations.MailBridge;

/// <summary>The plain text and the HTML of one mail: what only one of them cuts off or shows is never published unseen, and never lost.
/// </summary>
public sealed class MailFormsTests
{
    private const string Answer = "Please restart it.";
    private const string Hidden = "The spare key lies at the desk.";

    [Theory]
    [InlineData("", $"<div style='display:none'>{Hidden}</div><p>{Answer}</p>")]
    [InlineData("", $"<p>{Answer}</p><p><font color=white>{Hidden}</font></p>")]
    [InlineData(Answer, $"<p style='font-size:0'>{Hidden}<p>{Answer}")]
    [InlineData($"{Hidden}\n\n{Answer}", $"<div style='max-height:0'>{Hidden}</div><p>{Answer}</p>")]
    public void What_only_the_HTML_hides_goes_to_nobody_but_the_ticket(string plain, string html)
    {
        var written = MailText.Of(plain, html, KnownText.Nothing, "Jo");

        Assert.Equal((Answer, null), (written.Text, written.Doubt));
        Assert.Equal(Hidden, written.LeftOut);
        Assert.Contains(Hidden, MailText.All(plain, html), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_text_says_more_and_what_the_HTML_hides_too_a_person_decides()
    {
        var written = MailText.Of($"{Hidden} {Answer} Then call us back at noon.", $"<i hidden>{Hidden}</i><p>{Answer}</p>",
            KnownText.Nothing, "Jo");

        Assert.NotNull(written.Doubt);
    }

    [Theory]
    [InlineData("", "<div hidden>&nbsp;&zwnj; &#847;</div><p>Please restart it.</p>")]
    [InlineData("", "<p>Please restart it.</p><blockquote type=cite><p hidden>A line of ours for the list</p><p>old</p></blockquote>")]
    [InlineData("", "<title>Result</title><p>Please restart it.</p><script>a()</script>")]
    public void What_nobody_wrote_is_not_told(string plain, string html) =>
        Assert.Equal("", MailText.Of(plain, html, KnownText.Nothing, "Jo").LeftOut);

    [Theory]
    [InlineData($"{Answer}\n\nFrom: Desk <desk@example.com>\nSent: Monday, 30 November 2026 9:55\nSubject: it\n\nold words of ours",
        $"<p>{Answer}</p><p>old words of ours</p>")]
    [InlineData($"{Answer}\n\nAnd call us back before noon, please.",
        $"<p>{Answer}</p><div id=divRplyFwdMsg></div><p>And call us back before noon, please.</p>")]
    [InlineData($"{Answer}\n\n--\nJo\nCall 030 123456 for the key.", $"<p>{Answer}</p><p>Jo<br>Call 030 123456 for the key.</p>")]
    [InlineData("> Please restart the client, and log in.", "<p>Please restart the client, and log in.</p>")]
    public void What_only_one_of_them_cuts_off_is_a_doubt(string plain, string html)
    {
        Assert.NotNull(MailText.Of(plain, html, KnownText.Nothing, "Jo").Doubt);
        Assert.Contains(WordBag.Letters(Answer)[..13], WordBag.Letters(MailText.All(plain, html)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_that_only_one_of_them_marks_is_none_of_the_answer_and_told()
    {
        const string html = $"<p>{Answer}</p><p>Jo Berg<br>Other Desk Ltd<br>030 123456</p>";
        const string marked = $"<p>{Answer}</p><div class=gmail_signature>Jo Berg<br>Other Desk Ltd<br>030 123456</div>";

        var ofPlain = MailText.Of($"{Answer}\n\n-- \nJo Berg\nOther Desk Ltd\n030 123456", html, KnownText.Nothing, "Jo");
        var ofHtml = MailText.Of($"{Answer}\n\nJo Berg\nOther Desk Ltd\n030 123456", marked, KnownText.Nothing, "Jo");

        Assert.Equal((Answer, null), (ofPlain.Text, ofPlain.Doubt));
        Assert.Equal((Answer, null), (ofHtml.Text, ofHtml.Doubt));
        Assert.Equal("Jo Berg\nOther Desk Ltd\n030 123456", ofHtml.LeftOut);
    }

    [Fact]
    public void A_person_sees_what_only_one_of_them_says_and_what_is_hidden()
    {
        var all = MailText.All($"{Answer}\nOnly here: Zebra Giraffe Okapi.",
            "<p>Please restart it.</p><p>one two three four five six</p><p hidden>Tapir</p>");

        Assert.Equal($"{Answer}\n\none two three four five six\n\nOnly in its text:\nOnly here: Zebra Giraffe Okapi.\n\n"
            + "Hidden in its HTML:\nTapir", all.ReplaceLineEndings("\n").Replace("it.\none", "it.\n\none", StringComparison.Ordinal));
    }

    [Theory, OnEachDatabase]
    internal async Task What_one_part_leaves_open_hides_nothing_of_the_next(Dialect dialect)
    {
        await using var room = await BridgeTests.OpenAsync(dialect, AnswersBecome.Replies);
        var (ticket, sent) = await BridgeTests.TicketAsync(room);
        string[] opens =
        [
            "<div style='display:none'>", "<p hidden><span>", "<style>p,div{display:none}", "<!-- ", "<textarea>", "<script>", "<title>",
            "<a href='https://e.example/", "<font color=white>", "<ul><li>", "<style>p{display:none}</style>",
            "<blockquote type=cite>", "<blockquote type=cite><p>Old words of the desk.</p>", "<blockquote type=cite><blockquote type=cite>",
            "<div class=gmail_quote>", "<div class=gmail_quote><p>Old words of the desk.</p>", "<div class=moz-cite-prefix>",
        ];

        foreach (var (i, open) in opens.Index())
        {
            var mail = BridgeTests.AnswerTo(sent, "");
            mail.Body = new Multipart("mixed")
            {
                new TextPart("html") { Text = $"<p>Off and on {i}.</p>{open}" }, new TextPart("html") { Text = $"<p>{Answer}</p>" },
            };
            Assert.Equal("Replied", (await BridgeTests.TakeAsync(room, mail)).Outcome);
        }

        var replies = (await room.Desk.MessagesAsync(ticket.Id)).Where(m => m.Kind == MessageKind.Outbound).Select(m => m.Body).ToList();
        Assert.Equal(opens.Length, replies.Count);
        Assert.All(replies, r => Assert.EndsWith(Answer, r, StringComparison.Ordinal));
    }

    [Theory, OnEachDatabase]
    internal async Task Hidden_words_are_a_line_on_the_ticket(Dialect dialect)
    {
        await using var room = await BridgeTests.OpenAsync(dialect, AnswersBecome.Replies);
        var (ticket, sent) = await BridgeTests.TicketAsync(room);

        var mail = BridgeTests.AnswerTo(sent, "");
        mail.Body = new TextPart("html") { Text = $"<p style='color:#fff'>{Hidden}<p>{Answer}" };
        Assert.Equal("Replied", (await BridgeTests.TakeAsync(room, mail)).Outcome);

        var line = Assert.Single(await FieldMailTests.LinesAsync(room, ticket.Id));
        Assert.Contains("hidden", line.WordsAfter, StringComparison.Ordinal);
        Assert.Equal(Hidden, line.WordsBefore);
    }
}
