using Engagement.Data;
using Engagement.Features.Bridge;
using Engagement.Features.Mail;
using Engagement.Features.Notices;
using Engagement.Features.Tickets;
using Engagement.Tests.Data;
using Engagement.Tests.Mail;
using Engagement.Web.Security;

namespace Engagement.Tests.Bridge;

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
        Assert.DoesNotContain((await room.Desk.Get<ListNotices>().RunAsync(administrator, new(Unread: true), null, 10, Stop)).Items, n => n.Kind == NoticeKinds.MailFailing);
    }

    private static async Task UseAsync(MailRoom room, int port, string password) => Assert.IsType<Answer<BridgeSettings>.Done>(await room.Desk.Get<SaveBridge>().RunAsync(
        new("tickets@other.example", (await BridgeSettings.ReadAsync(room.Desk.Db, Stop))!.Answers, "@other.example", null, "127.0.0.1", port, LineSecurity.None, "bridge", password, "INBOX", "Ada"), Stop));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
