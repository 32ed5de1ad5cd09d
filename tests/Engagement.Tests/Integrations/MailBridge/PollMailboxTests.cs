using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Integrations.Mail;
using Engagement.Features.Integrations.MailBridge;
using Engagement.Features.Integrations.Notifications;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;
using Engagement.Tests.Integrations.Mail;
using Engagement.Web.Security;
using MimeKit;

namespace Engagement.Tests.Integrations.MailBridge;

/// <summary>Answers are read from a mailbox of a real IMAP server.</summary>
public sealed class PollMailboxTests
{
    [Theory, OnEachDatabase]
    internal async Task Answers_are_read_once_and_the_mailbox_is_left_as_it_was(Dialect dialect)
    {
        Dovecot.MustBeThere();
        await using var dovecot = await Dovecot.StartAsync();
        await using var room = await BridgeTests.OpenAsync(dialect, AnswersBecome.Replies);
        await UseAsync(room, dovecot.Port, "secret");
        var (ticket, sent) = await BridgeTests.TicketAsync(room);
        await dovecot.DeliverAsync(BridgeTests.AnswerTo(sent, "Unasked.", from: "eve@evil.example"));
        await dovecot.DeliverAsync(BridgeTests.AnswerTo(sent, "Off and on."));

        Assert.Equal(2, await room.Desk.Get<PollMailbox>().RunAsync(Stop));
        Assert.Equal(0, await room.Desk.Get<PollMailbox>().RunAsync(Stop));
        await dovecot.DeliverAsync(BridgeTests.AnswerTo(sent, "And then?"));
        Assert.Equal(1, await room.Desk.Get<PollMailbox>().RunAsync(Stop));

        var replies = (await room.Desk.MessagesAsync(ticket.Id)).Where(m => m.Kind == MessageKind.Outbound).Select(m => m.Body);
        Assert.Equal(["Off and on.", "And then?"], replies);
        Assert.Equal(3, await dovecot.UnreadAsync());
    }

    [Theory, OnEachDatabase]
    internal async Task A_mailbox_that_cannot_be_read_is_told_of_and_read_from_where_it_was_once_it_can(Dialect dialect)
    {
        Dovecot.MustBeThere();
        await using var dovecot = await Dovecot.StartAsync();
        await using var room = await BridgeTests.OpenAsync(dialect, AnswersBecome.Notes);
        var administrator = await room.AddAsync(Role.Administrator);
        await UseAsync(room, dovecot.Port, "wrong");
        var (_, sent) = await BridgeTests.TicketAsync(room);
        await dovecot.DeliverAsync(BridgeTests.AnswerTo(sent, "Off and on."));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(0, await room.Desk.Get<PollMailbox>().RunAsync(Stop));
        }

        var told = (await room.Desk.Get<ListNotices>().RunAsync(administrator, new(Unread: true), null, 10, Stop)).Items;
        Assert.Contains(told, n => n.Kind == NoticeKinds.MailFailing && n.Link == "/settings/bridge");

        await UseAsync(room, dovecot.Port, "secret");
        Assert.Equal(1, await room.Desk.Get<PollMailbox>().RunAsync(Stop));
        Assert.DoesNotContain((await room.Desk.Get<ListNotices>().RunAsync(administrator, new(Unread: true), null, 10, Stop)).Items,
            n => n.Kind == NoticeKinds.MailFailing);
    }

    [Theory, OnEachDatabase]
    internal async Task A_mail_with_a_screenshot_is_taken_by_its_text_and_the_ticket_names_what_was_left_out(Dialect dialect)
    {
        Dovecot.MustBeThere();
        await using var dovecot = await Dovecot.StartAsync();
        await using var room = await BridgeTests.OpenAsync(dialect, AnswersBecome.Replies);
        await UseAsync(room, dovecot.Port, "secret");
        var (ticket, sent) = await BridgeTests.TicketAsync(room);
        await dovecot.DeliverAsync(WithPicture(BridgeTests.AnswerTo(sent, "See the picture, then press “Repair”."), 9 * 1024 * 1024));

        Assert.Equal(1, await room.Desk.Get<PollMailbox>().RunAsync(Stop));

        Assert.Equal("See the picture, then press “Repair”.",
            Assert.Single(await room.Desk.MessagesAsync(ticket.Id), m => m.Kind == MessageKind.Outbound).Body);
        var line = Assert.Single(await FieldMailTests.LinesAsync(room, ticket.Id));
        Assert.Equal("Left out of a mail by Jo: an attachment.", line.After);
        Assert.Contains("screenshot.png (9.0 MB)", line.WordsAfter, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task A_reading_that_breaks_off_is_gone_on_with_where_it_was(Dialect dialect)
    {
        Dovecot.MustBeThere();
        await using var dovecot = await Dovecot.StartAsync();
        await using var room = await BridgeTests.OpenAsync(dialect, AnswersBecome.Notes);
        await UseAsync(room, dovecot.Port, "secret");
        var (ticket, sent) = await BridgeTests.TicketAsync(room);
        for (var i = 1; i <= 5; i++)
        {
            await dovecot.DeliverAsync(BridgeTests.AnswerTo(sent, $"Note {i}."));
        }

        var commits = 0;
        room.Desk.Db.OnStep = (step, _) =>
        {
            // Somewhere within the third of them.
            if (step == DbStep.Commit && ++commits == 8)
            {
                throw new InvalidOperationException("The process ends here.");
            }
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => room.Desk.Get<PollMailbox>().RunAsync(Stop));
        room.Desk.Db.OnStep = null;
        var state = await MailboxState.ReadAsync(room.Desk.Db, Stop);
        Assert.InRange(state.LastUid, 1u, 4u);

        await room.Desk.Get<PollMailbox>().RunAsync(Stop);
        var notes = (await room.Desk.MessagesAsync(ticket.Id)).Where(m => m.Kind == MessageKind.Note).Select(m => m.Body);
        Assert.Equal(["Note 1.", "Note 2.", "Note 3.", "Note 4.", "Note 5."], notes);
    }

    [Theory, OnEachDatabase]
    internal async Task A_new_mailbox_begins_now_or_where_a_person_says(Dialect dialect)
    {
        Dovecot.MustBeThere();
        await using var dovecot = await Dovecot.StartAsync();
        await using var room = await BridgeTests.OpenAsync(dialect, AnswersBecome.Notes);
        var (ticket, sent) = await BridgeTests.TicketAsync(room);
        await dovecot.DeliverAsync(BridgeTests.AnswerTo(sent, "Last year's."), DeskRoom.Start.AddDays(-300));
        await dovecot.DeliverAsync(BridgeTests.AnswerTo(sent, "Last week's."), DeskRoom.Start.AddDays(-5));
        await UseAsync(room, dovecot.Port, "secret");
        Assert.Equal(0, await room.Desk.Get<PollMailbox>().RunAsync(Stop));
        await dovecot.DeliverAsync(BridgeTests.AnswerTo(sent, "Today's."));
        Assert.Equal(1, await room.Desk.Get<PollMailbox>().RunAsync(Stop));

        await UseAsync(room, dovecot.Port, "secret", days: 7);
        await room.Desk.Get<PollMailbox>().RunAsync(Stop);
        await UseAsync(room, dovecot.Port, "secret");
        Assert.Equal(0, await room.Desk.Get<PollMailbox>().RunAsync(Stop)); // saved again, it is the same mailbox

        var notes = (await room.Desk.MessagesAsync(ticket.Id)).Where(m => m.Kind == MessageKind.Note).Select(m => m.Body);
        Assert.Equal(["Last week's.", "Today's."], notes.Order(StringComparer.Ordinal));
    }

    [Theory, OnEachDatabase]
    internal async Task A_mailbox_whose_numbers_mean_others_is_read_on_by_its_dates(Dialect dialect)
    {
        Dovecot.MustBeThere();
        await using var dovecot = await Dovecot.StartAsync();
        await using var room = await BridgeTests.OpenAsync(dialect, AnswersBecome.Notes);
        await dovecot.RenewAsync("Answers");
        await UseAsync(room, dovecot.Port, "secret", folder: "Answers");
        var (ticket, sent) = await BridgeTests.TicketAsync(room);
        var first = BridgeTests.AnswerTo(sent, "First.");
        await dovecot.DeliverAsync(first, folder: "Answers");
        Assert.Equal(1, await room.Desk.Get<PollMailbox>().RunAsync(Stop));
        var validity = (await MailboxState.ReadAsync(room.Desk.Db, Stop)).Validity;

        await dovecot.RenewAsync("Answers");
        await dovecot.DeliverAsync(
            BridgeTests.AnswerTo(sent, "Old, from before it was read at all."), DeskRoom.Start.AddDays(-50), "Answers");
        await dovecot.DeliverAsync(first, folder: "Answers");
        await dovecot.DeliverAsync(BridgeTests.AnswerTo(sent, "Second."), DeskRoom.Start.AddMinutes(5), "Answers");
        await room.Desk.Get<PollMailbox>().RunAsync(Stop);

        Assert.NotEqual(validity, (await MailboxState.ReadAsync(room.Desk.Db, Stop)).Validity);
        var notes = (await room.Desk.MessagesAsync(ticket.Id)).Where(m => m.Kind == MessageKind.Note).Select(m => m.Body);
        Assert.Equal(["First.", "Second."], notes);
    }

    private static MimeMessage WithPicture(MimeMessage mail, int size)
    {
        var picture = new MimePart("image", "png")
        {
            Content = new MimeContent(new MemoryStream(new byte[size])),
            ContentTransferEncoding = ContentEncoding.Base64,
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = "screenshot.png" },
        };
        mail.Body = new Multipart("mixed") { mail.Body!, picture };
        return mail;
    }

    private static async Task UseAsync(MailRoom room, int port, string password, int? days = null, string folder = "INBOX") =>
        Assert.IsType<Result<BridgeSettings>.Done>(await room.Desk.Get<SaveBridge>().RunAsync(
            new("tickets@other.example", (await BridgeSettings.ReadAsync(room.Desk.Db, Stop))!.Answers, "@other.example",
                null, "127.0.0.1", port, LineSecurity.None, "bridge", password, folder, "Ada") { ReadDays = days }, Stop));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
