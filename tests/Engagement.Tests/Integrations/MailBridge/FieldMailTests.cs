using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Integrations.MailBridge;
using Engagement.Tests.Data;
using Engagement.Tests.Integrations.Mail;

namespace Engagement.Tests.Integrations.MailBridge;

/// <summary>Mails after public reports of what went wrong in other desks (<c>Cases</c>), handed over as a mail server hands them
/// over.</summary>
public sealed class FieldMailTests
{
    private const string Once = "Please restart the client once more.";

    [Theory]
    [InlineData("q03-dutch-unquoted", Once)]
    [InlineData("q04-italian-unquoted", Once)]
    [InlineData("q08-row-of-underscores", "Fill in this line for me, please:\n\n____________________________\n\nand send it back to us.")]
    [InlineData("q09-two-dashes-line", "Options:\n\n--\n\nuse the flag --force when you call it.")]
    [InlineData("q10-inline-answers", "Which version do you have?\n\nThen please restart the client.")]
    [InlineData("q12-starts-with-gt", ">>> means that Python waits for you.\n> type exit() there\nand press Enter.")]
    [InlineData("q14-html-x-prefix", Once)]
    [InlineData("q16-html-list", "Do this:\n1. Close it\n2. Open it\nName\tKim\nSee the guide (https://help.example.com/vpn).")]
    [InlineData("q19-iso-date", Once)]
    [InlineData("q20-wrote-on-three-lines", Once)]
    [InlineData("t05-empty-plain-full-html", Once)]
    [InlineData("a06-x-autoreply-no", Once)]
    public async Task What_was_meant_goes_to_the_client_and_nothing_else(string file, string words)
    {
        await using var room = await BridgeTests.OpenAsync(Dialect.Sqlite, AnswersBecome.Replies);
        var (ticket, taken) = await TakeAsync(room, file);

        Assert.Equal("Replied", taken.Outcome);
        Assert.Equal(words, Assert.Single(await room.Desk.MessagesAsync(ticket.Id), m => m.Kind == MessageKind.Outbound).Body);
    }

    [Theory]
    [InlineData("a02-ooo-subject-only", "answers for somebody who is away", "I am out of the office")]
    [InlineData("a04-x-loop", "X-Loop", "A case was opened")]
    [InlineData("a08-empty-return-path", "no return path", "could not be delivered yet")]
    [InlineData("t01-tnef-only", "winmail.dat", null)]
    public async Task What_is_not_taken_is_seen_on_the_ticket_with_the_reason_and_its_words(string file, string reason, string? words)
    {
        await using var room = await BridgeTests.OpenAsync(Dialect.Sqlite, AnswersBecome.Replies);
        var (ticket, taken) = await TakeAsync(room, file);

        Assert.Equal(("Ignored", ticket.Id), (taken.Outcome, taken.TicketId));
        Assert.All(await room.Desk.MessagesAsync(ticket.Id), m => Assert.Equal(MessageKind.Inbound, m.Kind));
        var line = Assert.Single(await LinesAsync(room, ticket.Id));
        Assert.Contains(reason, line.WordsAfter, StringComparison.Ordinal);
        Assert.Contains(words ?? "", line.WordsBefore ?? "", StringComparison.Ordinal);
    }

    internal static async Task<IReadOnlyList<TicketEventRow>> LinesAsync(MailRoom room, Guid ticketId) =>
        [.. (await room.Desk.Db.QueryAsync<TicketEventRow>(TicketSql.Events, new { Id = ticketId }, Stop))
            .Where(e => e.Kind == TicketLog.Mail)];

    private static async Task<(TicketRow Ticket, ReceivedMail Taken)> TakeAsync(MailRoom room, string file)
    {
        var (ticket, sent) = await BridgeTests.TicketAsync(room);
        var mark = sent.Subject![sent.Subject!.LastIndexOf('[')..];
        var mail = await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "Integrations", "MailBridge", "Cases", $"{file}.eml"), Stop);
        return (ticket, await BridgeTests.TakeAsync(room,
            System.Text.Encoding.UTF8.GetBytes(mail.Replace("@@MARK@@", mark, StringComparison.Ordinal))));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
