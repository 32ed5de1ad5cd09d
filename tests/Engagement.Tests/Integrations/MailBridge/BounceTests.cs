using System.Text;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Integrations.Mail;
using Engagement.Features.Integrations.MailBridge;
using Engagement.Features.Integrations.Notifications;
using Engagement.Tests.Data;
using Engagement.Tests.Integrations.Mail;
using Engagement.Web.Security;
using MimeKit;

namespace Engagement.Tests.Integrations.MailBridge;

/// <summary>A mail of ours that comes back, or cannot be handed in at all, is told with whom it was for.</summary>
public sealed class BounceTests
{
    private const string Refused = "550 5.1.1 <tickets@other.example>: Recipient address rejected: User unknown";

    [Theory, OnEachDatabase]
    internal async Task What_the_other_desk_cannot_get_is_told_to_administrators_and_on_the_ticket(Dialect dialect)
    {
        await using var room = await BridgeTests.OpenAsync(dialect, AnswersBecome.Replies);
        var administrator = await room.AddAsync(Role.Administrator);
        var (ticket, sent) = await BridgeTests.TicketAsync(room);

        var taken = await BridgeTests.TakeAsync(room, Report(sent, "failed", "5.1.1", $"smtp; {Refused}"));

        Assert.Equal(("Bounced", ticket.Id), (taken.Outcome, taken.TicketId));
        var line = Assert.Single(await FieldMailTests.LinesAsync(room, ticket.Id));
        Assert.Contains("to tickets@other.example came back. 550 5.1.1", line.WordsAfter, StringComparison.Ordinal);
        var notice = Assert.Single(await NoticesAsync(room, administrator));
        Assert.Equal("A mail to tickets@other.example came back", notice.Title);
        Assert.Contains("User unknown", notice.Body, StringComparison.Ordinal);
        Assert.Equal("Bounced", Assert.Single(await room.RowsAsync(), m => m.Kind == BridgeMail.Kind).State);
    }

    [Theory, OnEachDatabase]
    internal async Task A_mail_that_a_server_on_the_way_gave_another_id_is_known_by_the_mark_of_its_ticket(Dialect dialect)
    {
        await using var room = await BridgeTests.OpenAsync(dialect, AnswersBecome.Replies);
        var (ticket, sent) = await BridgeTests.TicketAsync(room);
        sent.MessageId = "0102018c-another-000000@eu-west-1.amazonses.com";
        sent.References.Clear();

        var taken = await BridgeTests.TakeAsync(room, Report(sent, "failed", "5.1.1", $"smtp; {Refused}"));

        Assert.Equal(("Bounced", ticket.Id), (taken.Outcome, taken.TicketId));
        Assert.Equal("Bounced", Assert.Single(await room.RowsAsync(), m => m.Kind == BridgeMail.Kind).State);
    }

    [Theory, OnEachDatabase]
    internal async Task A_colleague_s_notice_that_comes_back_names_the_colleague_and_what_it_said(Dialect dialect)
    {
        await using var room = await BridgeTests.OpenAsync(dialect, AnswersBecome.Replies);
        var administrator = await room.AddAsync(Role.Administrator);
        await room.AddAsync(Role.Editor);
        await room.Desk.Get<RaiseNotice>().RunAsync(
            new(NoticeKinds.DeliveryFailed, "A post failed", "The token expired.", "/deliveries/1"), Stop);
        await room.WorkAsync();
        var sent = room.Server.Mails.First(m => m.To.Mailboxes.Single().Name == "Editor");

        // As Exim says it: no report, and all of the mail in its words.
        var mail = $"""
            From: Mail Delivery System <Mailer-Daemon@mx.example.com>
            To: desk@example.com
            Subject: Mail delivery failed: returning message to sender
            Message-ID: <exim-1@mx.example.com>
            X-Failed-Recipients: {sent.To.Mailboxes.Single().Address}
            Auto-Submitted: auto-replied

            This message was created automatically by mail delivery software.
            A message that you sent could not be delivered to one or more of its
            recipients. This is a permanent error.

              {sent.To.Mailboxes.Single().Address}
                host mx.desk.example: 550 No such user here

            ------ This is a copy of the message's headers. ------

            Message-Id: <{sent.MessageId}>
            Subject: {sent.Subject}
            """;
        Assert.Equal("Bounced", (await BridgeTests.TakeAsync(room, Encoding.UTF8.GetBytes(mail))).Outcome);

        var notice = Assert.Single(await NoticesAsync(room, administrator));
        Assert.StartsWith($"A mail to Editor <{sent.To.Mailboxes.Single().Address}> came back", notice.Title, StringComparison.Ordinal);
        Assert.Contains("“A post failed”", notice.Body, StringComparison.Ordinal);
        Assert.Contains("550 No such user here", notice.Body, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_only_late_or_not_ours_is_no_bounce(Dialect dialect)
    {
        await using var room = await BridgeTests.OpenAsync(dialect, AnswersBecome.Replies);
        var administrator = await room.AddAsync(Role.Administrator);
        var (ticket, sent) = await BridgeTests.TicketAsync(room);

        var late = await BridgeTests.TakeAsync(room, Report(sent, "delayed", "4.4.1", "smtp; 451 try again later"));
        Assert.Equal("Ignored", late.Outcome);
        Assert.Contains("late", late.Reason, StringComparison.Ordinal);
        var line = Assert.Single(await FieldMailTests.LinesAsync(room, ticket.Id));
        Assert.Contains("451 try again later", line.WordsAfter, StringComparison.Ordinal);

        using var strange = new MimeMessage { Subject = "Something else", MessageId = "no-mail-of-ours@example.com" };
        Assert.Equal("Ignored", (await BridgeTests.TakeAsync(room, Report(strange, "failed", "5.1.1", "smtp; 550 no"))).Outcome);
        using var person = BridgeTests.AnswerTo(sent, "My parcel was not delivered: user unknown, it says.");
        person.Subject = $"Re: Undeliverable mail? {sent.Subject}";
        Assert.Equal("Replied", (await BridgeTests.TakeAsync(room, person)).Outcome);
        Assert.Empty(await NoticesAsync(room, administrator));
        Assert.Single(await room.Desk.MessagesAsync(ticket.Id), m => m.Kind == MessageKind.Outbound);
    }

    [Theory, OnEachDatabase]
    internal async Task A_mail_that_the_server_refuses_is_told_with_whom_it_was_for(Dialect dialect)
    {
        await using var room = await BridgeTests.OpenAsync(dialect, AnswersBecome.Replies);
        var administrator = await room.AddAsync(Role.Administrator);
        room.Server.Refusal = new SmtpServer.Protocol.SmtpResponse(SmtpServer.Protocol.SmtpReplyCode.MailboxUnavailable, "no such desk");
        await room.Desk.HearAsync(room.Desk.Said("m1", "The printer jams."));
        await room.WorkAsync();

        var notice = Assert.Single(await NoticesAsync(room, administrator));
        Assert.Equal("A mail to tickets@other.example was refused", notice.Title);
        Assert.Contains("no such desk", notice.Body, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task However_often_a_mail_is_tried_it_has_one_id(Dialect dialect)
    {
        await using var room = await BridgeTests.OpenAsync(dialect, AnswersBecome.Replies);
        await room.AddAsync(Role.Editor);
        await room.Desk.Get<RaiseNotice>().RunAsync(
            new(NoticeKinds.DeliveryFailed, "A post failed", "The token expired.", "/deliveries/1"), Stop);
        await room.WorkAsync();
        var first = room.Server.Mails.Single();

        // Taken, and the process ended before it was written down.
        var row = Assert.Single(await room.RowsAsync());
        await room.Desk.Db.ExecuteAsync(Again, new { row.Id });
        await room.Desk.Get<SendMail>().RunAsync(row.Id, Stop);

        Assert.Equal([first.MessageId, first.MessageId], room.Server.Mails.Select(m => m.MessageId));
        Assert.Equal(first.MessageId, row.MessageId);
        Assert.EndsWith("@example.com", first.MessageId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("desk@example.com", "example.com")]
    [InlineData("Service Desk <desk@example.com>", "example.com")]
    [InlineData("\"Ann @ Desk\" <desk@example.com>", "example.com")]
    [InlineData("desk@b\u00fccher.example", "xn--bcher-kva.example")]
    [InlineData("nobody", "localhost")]
    public void Ids_end_in_the_address_s_own_domain_whatever_the_name_beside_it(string from, string domain) =>
        Assert.Equal(domain, new MailSettings { From = from }.Domain);

    private static readonly Sql Again = Sql.Portable("update Mails set State = 'Waiting', SentAt = null where Id = @Id");

    // RFC 3464, as Postfix writes it.
    private static MimeMessage Report(MimeMessage sent, string action, string status, string diagnostic)
    {
        var fields = $"Reporting-MTA: dns; mx.example.com\r\n\r\nFinal-Recipient: rfc822; tickets@other.example\r\nAction: {action}\r\n"
            + $"Status: {status}\r\nDiagnostic-Code: {diagnostic}\r\n";
        var headers = new StringBuilder();
        foreach (var header in sent.Headers)
        {
            headers.Append(System.Globalization.CultureInfo.InvariantCulture, $"{header.Field}: {header.Value}\r\n");
        }

        var body = new Multipart("report")
        {
            new TextPart("plain") { Text = "I'm sorry to have to inform you that your message could not be delivered." },
            new MimePart("message", "delivery-status") { Content = new MimeContent(new MemoryStream(Encoding.UTF8.GetBytes(fields))) },
            new MimePart("text", "rfc822-headers")
                { Content = new MimeContent(new MemoryStream(Encoding.UTF8.GetBytes(headers.ToString()))) },
        };
        body.ContentType.Parameters["report-type"] = "delivery-status";
        var mail = new MimeMessage
            { Subject = "Undelivered Mail Returned to Sender", Body = body, MessageId = $"{action}-{sent.MessageId}" };
        mail.From.Add(new MailboxAddress("Mail Delivery System", "MAILER-DAEMON@mx.example.com"));
        mail.Headers.Add(HeaderId.ReturnPath, "<>");
        return mail;
    }

    private static async Task<IReadOnlyList<NoticeView>> NoticesAsync(MailRoom room, Guid reader) =>
        [.. (await room.Desk.Get<ListNotices>().RunAsync(reader, new(Unread: true), null, 10, Stop)).Items
            .Where(n => n.Kind == NoticeKinds.MailReturned)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
