using Engagement.Data;
using Engagement.Features.Integrations.MailBridge;
using Engagement.Features.Integrations.MailBridge.Reading;
using Engagement.Tests.Data;

namespace Engagement.Tests.Integrations.MailBridge;

/// <summary>What is cut off a mail, and is not beyond doubt a quote or a signature, is told to whoever reads the ticket.</summary>
public sealed class LeftOutTests
{
    [Theory]
    [InlineData("Please restart it.\n\n--\nKim Berg\nand call 030 123456 before noon", "and call 030 123456 before noon")]
    [InlineData("Please restart it.\n\n-----\nKim Berg\nThe password is on the label.", "The password is on the label.")]
    [InlineData("Please restart it.\n\nSent from my iPhone\nThen call us.", "Then call us.")]
    [InlineData("Please restart it.\n\n##- Please type your reply above this line -##\nThen call us.", "Then call us.")]
    [InlineData("Please restart it.\n\nFrom: Desk <desk@example.com>\nSent: Monday, 30 November 2026 9:55\nSubject: it\n\nThen call us.",
        "Then call us.")]
    [InlineData("CAUTION: This email originated from outside of the organization. Do not click links.\n\nPlease restart it.",
        "CAUTION: This email originated")]
    [InlineData("Please restart it.\n\nPlease do not write below this line.\nThen call us.", "Please do not write below this line.")]
    [InlineData("Please restart it.\n\nThis e-mail is confidential.\nThen call us.", "Then call us.")]
    public void What_is_cut_is_kept_for_the_ticket(string mail, string left)
    {
        var written = QuotedText.Strip(mail, sender: "Kim Berg");

        Assert.Equal("Please restart it.", written.Text);
        Assert.Contains(left, written.LeftOut, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Please restart it.\n\n-- \nKim Berg\nOther Desk")]
    [InlineData("Please restart it.\n\nOn Mon, 30 Nov 2026 at 09:55, Desk <desk@example.com> wrote:\n> old words")]
    public void What_is_beyond_doubt_no_word_of_theirs_is_not(string mail) =>
        Assert.Equal(("Please restart it.", ""), (QuotedText.Strip(mail).Text, QuotedText.Strip(mail).LeftOut));

    [Theory]
    [InlineData("See my answers below, in red.")]
    [InlineData("Meine Antworten stehen unten im Text.")]
    [InlineData("Voir mes réponses ci-dessous.")]
    [InlineData("Ответы ниже.")]
    [InlineData("下記に回答しました。")]
    [InlineData("Yanıtlarım aşağıda.")]
    public void Words_that_lead_to_answers_among_what_was_cut_are_a_persons_to_judge(string said)
    {
        const string head = "\n\nFrom: Desk <desk@example.com>\nSent: Monday, 30 November 2026 9:55\nSubject: it\n\n";

        Assert.NotNull(MailText.Of($"{said}{head}Since when?\nSince Monday.", "", KnownText.Nothing, "").Doubt);
        Assert.Null(MailText.Of(said, "", KnownText.Nothing, "").Doubt);
        Assert.Null(MailText.Of($"Since Monday.{head}Since when?", "", KnownText.Nothing, "").Doubt);
    }

    [Theory, OnEachDatabase]
    internal async Task It_is_a_line_on_the_ticket_with_its_words(Dialect dialect)
    {
        await using var room = await BridgeTests.OpenAsync(dialect, AnswersBecome.Replies);
        var (ticket, sent) = await BridgeTests.TicketAsync(room);

        var mail = BridgeTests.AnswerTo(sent, "Please restart it.\n\n--\nJo\nThe spare key is at the desk.");
        Assert.Equal("Replied", (await BridgeTests.TakeAsync(room, mail)).Outcome);

        var line = Assert.Single(await FieldMailTests.LinesAsync(room, ticket.Id));
        Assert.Contains("Left out of a mail by Jo", line.WordsAfter, StringComparison.Ordinal);
        Assert.Contains("The spare key is at the desk.", line.WordsBefore, StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_without_address_or_date_is_one_above_words_that_we_sent()
    {
        var known = new KnownText(["My printer on the second floor jams since Monday."]);
        const string mail = "Please restart it.\n\nFrom: Desk\nTo: Kim\nSubject: printer\n\n"
            + "My printer on the second floor jams since Monday.";

        Assert.Equal("Please restart it.", QuotedText.Strip(mail, known).Text);
        Assert.Equal(mail, QuotedText.Strip(mail).Text);
    }
}
