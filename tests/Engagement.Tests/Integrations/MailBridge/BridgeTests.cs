using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Integrations.Mail;
using Engagement.Features.Integrations.MailBridge;
using Engagement.Features.Integrations.MailBridge.Reading;
using Engagement.Tests.Data;
using Engagement.Tests.Integrations.Mail;
using MimeKit;

namespace Engagement.Tests.Integrations.MailBridge;

/// <summary>
/// A ticket goes to another desk as mail, and only that desk's answers come back, each once, through the reply that every reply goes
/// through.
/// </summary>
public sealed class BridgeTests
{
    [Theory, OnEachDatabase]
    internal async Task A_new_ticket_goes_to_the_desk_and_its_answer_becomes_one_reply_however_often_it_comes(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect, AnswersBecome.Replies);
        var (ticket, sent) = await TicketAsync(room);
        Assert.Contains("The printer jams.", sent.TextBody, StringComparison.Ordinal);
        Assert.Equal("tickets@other.example", sent.To.Mailboxes.Single().Address);
        var answer = AnswerTo(sent, $"Please switch it off and on.\n\n-- \nJo\n\nOn Tue, 24 Nov 2026, Engagement wrote:\n"
            + $"> {sent.TextBody!.ReplaceLineEndings("\n> ")}");

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("Replied", (await TakeAsync(room, answer)).Outcome);
        }

        var reply = Assert.Single(await room.Desk.MessagesAsync(ticket.Id), m => m.Kind == MessageKind.Outbound);
        Assert.Equal(("Please switch it off and on.", "Jo by mail"), (reply.Body, reply.AuthorName));
        Assert.NotNull(reply.DeliveryId); // in the ledger, like every reply
        Assert.Equal(TicketStatus.Pending, (await room.Desk.TicketAsync()).Status);
    }

    [Theory, OnEachDatabase]
    internal async Task The_clients_next_words_go_into_the_same_thread(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect, AnswersBecome.Replies);
        var (_, first) = await TicketAsync(room);
        await room.Desk.HearAsync(room.Desk.Said("m2", "Still jams.", answers: "m1", root: "m1"));
        await room.WorkAsync();

        var second = room.Server.Mails.Last();
        Assert.Contains("Still jams.", second.TextBody, StringComparison.Ordinal);
        Assert.Equal(first.References, second.References);
        Assert.NotEqual(first.MessageId, second.MessageId);
    }

    [Theory, OnEachDatabase]
    internal async Task The_same_words_in_another_mail_are_another_answer_and_the_client_s_words_are_none(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect, AnswersBecome.Replies);
        await room.Desk.HearAsync(room.Desk.Said("m1", "The printer on the second floor jams again."));
        await room.WorkAsync();
        var (ticket, sent) = (await room.Desk.TicketAsync(), room.Server.Mails.Last());

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("Replied", (await TakeAsync(room, AnswerTo(sent, "Please switch it off and on once more."))).Outcome);
        }

        // Quoted without any mark or head.
        Assert.Equal("Replied",
            (await TakeAsync(room, AnswerTo(sent, "And then?\n\nThe printer on the second floor\njams again."))).Outcome);
        var replies = (await room.Desk.MessagesAsync(ticket.Id)).Where(m => m.Kind == MessageKind.Outbound).Select(m => m.Body);
        Assert.Equal(["Please switch it off and on once more.", "Please switch it off and on once more.", "And then?"], replies);
    }

    [Theory, OnEachDatabase]
    internal async Task Strangers_forged_marks_and_programs_change_nothing(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect, AnswersBecome.Replies);
        var (ticket, sent) = await TicketAsync(room);

        var stranger = AnswerTo(sent, "Send me the money.", from: "eve@evil.example");
        var lookalike = AnswerTo(sent, "Send me the money.", from: "jo@other.example.evil.example");
        var forged = AnswerTo(sent, "Guessed.");
        forged.References.Clear();
        forged.InReplyTo = $"t{ticket.Number}.00000000000000000000@example.com";
        forged.Subject = $"Re: it [#{ticket.Number}-00000000000000000000]";
        var away = AnswerTo(sent, "I am out of office.");
        away.Headers.Add(HeaderId.AutoSubmitted, "auto-replied");
        var empty = AnswerTo(sent, "> only what you wrote");

        foreach (var mail in new[] { stranger, lookalike, forged, away, empty })
        {
            Assert.Equal("Ignored", (await TakeAsync(room, mail)).Outcome);
        }

        Assert.All(await room.Desk.MessagesAsync(ticket.Id), m => Assert.Equal(MessageKind.Inbound, m.Kind));
    }

    [Theory, OnEachDatabase]
    internal async Task A_desk_that_drops_our_ids_is_known_by_the_subject(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect, AnswersBecome.Replies);
        var (_, sent) = await TicketAsync(room);
        var answer = AnswerTo(sent, "Off and on.");
        answer.References.Clear();
        answer.InReplyTo = null;

        Assert.Equal("Replied", (await TakeAsync(room, answer)).Outcome);
    }

    [Theory, OnEachDatabase]
    internal async Task Answers_become_notes_where_that_is_set_and_where_they_cannot_be_replies(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect, AnswersBecome.Notes);
        var (ticket, sent) = await TicketAsync(room);
        Assert.Equal("Noted", (await TakeAsync(room, AnswerTo(sent, "For your eyes."))).Outcome);

        await SaveAsync(room, AnswersBecome.Replies);
        var taken = await TakeAsync(room, AnswerTo(sent, new string('x', 5000)));
        Assert.Equal("Noted", taken.Outcome);
        var notes = (await room.Desk.MessagesAsync(ticket.Id)).Where(m => m.Kind == MessageKind.Note).Select(m => m.Body).ToList();
        Assert.Equal("For your eyes.", notes[0]);
        Assert.StartsWith("Not sent to the client:", notes[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Yes.\n\nOn Tue, Nov 24, 2026 at 9:00 AM Engagement <desk@example.com>\nwrote:\n> old", "Yes.")]
    [InlineData("Ja.\n\nAm 24.11.2026 um 09:00 schrieb Engagement <desk@example.com>:\n> alt", "Ja.")]
    [InlineData("Yes.\r\n\r\n-----Original Message-----\r\nFrom: x", "Yes.")]
    [InlineData("Yes.\n________________________________\nFrom: Engagement <desk@example.com>\nSent: Tuesday", "Yes.")]
    [InlineData("Yes.\nVon: Engagement <desk@example.com>\nGesendet: heute", "Yes.")]
    [InlineData("Line one\n\nLine two, which he wrote: fine\n-- \nJo", "Line one\n\nLine two, which he wrote: fine")]
    [InlineData("Above\n> == Please write your answer above this line ==\nbelow", "Above")]
    public void What_was_quoted_is_cut_off_and_what_was_written_stays(string mail, string words) =>
        Assert.Equal(words, QuotedText.Strip(mail).Text);

    [Fact]
    public void A_mail_of_html_alone_is_read_without_its_quotes_and_scripts() => Assert.Equal(
        "Off and on.\n\nThen tell us.",
        HtmlMail.Strip("""<html><head><style>p{}</style></head><body><p>Off and on.</p><p>Then tell us.</p><script>alert(1)</script>"""
            + """<div class="gmail_quote">On Tue wrote:<blockquote>old</blockquote></div></body></html>""").Text);

    internal static async Task<MailRoom> OpenAsync(Dialect dialect, AnswersBecome answers)
    {
        var room = await MailRoom.OpenAsync(dialect);
        await SaveAsync(room, answers);
        return room;
    }

    internal static async Task<(TicketRow Ticket, MimeMessage Sent)> TicketAsync(MailRoom room)
    {
        await room.Desk.HearAsync(room.Desk.Said("m1", "The printer jams."));
        await room.WorkAsync();
        return (await room.Desk.TicketAsync(), room.Server.Mails.Last());
    }

    internal static MimeMessage AnswerTo(MimeMessage sent, string text, string from = "jo@other.example")
    {
        var answer = new MimeMessage
            { Subject = $"Re: {sent.Subject}", Body = new TextPart("plain") { Text = text }, InReplyTo = sent.MessageId };
        answer.From.Add(new MailboxAddress("Jo", from));
        answer.To.AddRange(sent.ReplyTo);
        answer.References.AddRange(sent.References);
        return answer;
    }

    private static async Task SaveAsync(MailRoom room, AnswersBecome answers) =>
        Assert.IsType<Result<BridgeSettings>.Done>(await room.Desk.Get<SaveBridge>().RunAsync(
            new("tickets@other.example", answers, "@other.example", null, null, null, LineSecurity.Tls, null, null, null, "Ada"), Stop));

    internal static async Task<ReceivedMail> TakeAsync(MailRoom room, MimeMessage mail)
    {
        using var bytes = new MemoryStream();
        await mail.WriteToAsync(bytes, Stop);
        return await TakeAsync(room, bytes.ToArray());
    }

    internal static async Task<ReceivedMail> TakeAsync(MailRoom room, byte[] mail)
    {
        using var bytes = new MemoryStream(mail);
        var read = await StreamedMail.ReadAsync(bytes, MailLimits.Mail, Stop);
        return await room.Desk.Get<ReceiveMail>().RunAsync((await BridgeSettings.ReadAsync(room.Desk.Db, Stop))!, read, "hook", Stop);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
