using Engagement.Data;
using Engagement.Features.Integrations.Mail;
using Engagement.Features.Integrations.MailBridge.Reading;

namespace Engagement.Features.Integrations.MailBridge;

/// <summary>A mail of ours came back: its row says so, administrators are told whom it was for, and where it was about a ticket the
/// ticket says so.</summary>
internal sealed class ReceiveBounce(Db db, MailComesBack comesBack)
{
    private static readonly Sql BridgeMailOf = Sql.Portable(
        """
        select m.Id from Mails m join Messages s on s.Id = m.RefId join Tickets t on t.Id = s.TicketId
        where m.Kind = 'bridge' and t.Number = @Number order by m.CreatedAt desc {page}
        """);

    private static readonly Sql TicketOfMessage = Sql.Portable(
        "select coalesce(t.MergedIntoId, t.Id) from Messages m join Tickets t on t.Id = m.TicketId where m.Id = @Id");

    /// <returns>Null: it is about no mail of ours.</returns>
    public async Task<ReceivedMail?> RunAsync(BridgeSettings bridge, DeliveryReport report, string secret, CancellationToken ct)
    {
        if (await FindAsync(report, secret, ct) is not { } mail)
        {
            return null;
        }

        var ticketId = mail is { Kind: BridgeMail.Kind, RefId: { } message }
            ? await db.ScalarAsync<Guid?>(TicketOfMessage, new { Id = message }, ct) : null;
        var name = mail.Kind == BridgeMail.Kind ? bridge.Desk : report.Recipient;
        if (!report.IsFinal)
        {
            var why = $"A mail server says that a mail to {name} is late, or that it arrived. {report.Why}".Trim();
            return ReceivedMail.Ignored(why, ticketId) with
            {
                Line = ticketId is null ? null : new("A mail server says that a mail about this ticket is late, or that it arrived.", why),
            };
        }

        var (to, reason) = await comesBack.RunAsync(mail, mail.Kind == BridgeMail.Kind ? bridge.Desk
            : null, report.Recipient, report.Why, ct);
        var line = $"The mail about this ticket to {to} came back. {reason}";
        return new("Bounced", $"A mail to {to} came back. {reason}", ticketId) { Line = ticketId is null ? null
            : new("A mail about this ticket came back.", line.Trim()) };
    }

    // By its id, which no stranger knows; where a server on the way gave it another, by the mark of its ticket.
    private async Task<MailRow?> FindAsync(DeliveryReport report, string secret, CancellationToken ct)
    {
        foreach (var id in report.Ids.Where(i => i.Length <= Fit.Id))
        {
            if (await db.OneAsync<MailRow>(MailSql.ByMessageId, new { MessageId = id }, ct) is { } mail)
            {
                return mail;
            }
        }

        return report.Subjects.Select(s => TicketMark.Find(secret, report.Ids, s)).FirstOrDefault(n => n is not null) is { } number
            && await db.ScalarAsync<Guid?>(BridgeMailOf, new { Number = number, Take = 1 }, ct) is { } newest
            ? await db.OneAsync<MailRow>(MailSql.Read, new { Id = newest }, ct)
            : null;
    }
}
