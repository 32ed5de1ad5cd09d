using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Integrations.MailBridge.Reading;

namespace Engagement.Features.Integrations.MailBridge;

/// <summary>Writes down what became of a mail: once under Settings, and on its ticket what is missing of it there.</summary>
internal sealed class RecordMail(Db db, TicketLog log, TimeProvider clock)
{
    /// <summary>How the log names us.</summary>
    public const string Actor = "Mail bridge";

    // A desk that answers everything by program must not fill a ticket: from here on its mails stand under Settings only.
    private const int MostLines = 200;

    private static readonly Sql Known = Sql.Portable("select Outcome, Reason, TicketId from BridgeMails where MessageHash = @Hash");

    private static readonly Sql Insert = Sql.Portable(
        """
        insert into BridgeMails (MessageHash, FromAddress, Subject, Outcome, Reason, TicketId, Via, TakenAt)
        select @Hash, @From, @Subject, @Outcome, @Reason, @TicketId, @Via, @Now
        where not exists (select 1 from BridgeMails where MessageHash = @Hash)
        """);

    private static readonly Sql LinesOf = Sql.Portable("select count(*) from TicketEvents where TicketId = @TicketId and Kind = 'mail'");

    public async Task<ReceivedMail?> FindAsync(string hash, CancellationToken ct) =>
        await db.OneAsync<KnownRow>(Known, new { Hash = hash }, ct) is { } before ? new(before.Outcome, before.Reason, before.TicketId)
            : null;

    public Task<ReceivedMail> RunAsync(IncomingMail mail, ReceivedMail taken, string via, CancellationToken ct) =>
        RunAsync(mail.Hash, mail.From?.Address ?? "", mail.Subject, taken, via, ct);

    public async Task<ReceivedMail> RunAsync(string hash, string from, string subject, ReceivedMail taken, string via, CancellationToken ct)
    {
        await db.InTransactionAsync(async tx =>
        {
            var now = clock.Now();
            var made = await tx.ExecuteAsync(Insert, new
            {
                Hash = hash,
                From = Fit.Shorten(from, 320),
                Subject = Fit.Shorten(subject, 400),
                taken.Outcome,
                Reason = Fit.Shorten(taken.Reason, 1000),
                taken.TicketId,
                Via = via,
                Now = now,
            }, ct);
            if (made == 1 && taken is { TicketId: { } ticketId, Line: { } line }
                && await tx.ScalarAsync<int>(LinesOf, new { TicketId = ticketId }, ct) < MostLines)
            {
                var what = new TicketEvent(TicketLog.Mail, null, line.Short) { Words = (line.Words, line.Long) };
                await log.AddEventAsync(tx, ticketId, what, new Actor(Actor, null, now), ct);
            }
        }, ct);
        return taken;
    }

    private sealed record KnownRow
    {
        public string Outcome { get; init; } = "";

        public string Reason { get; init; } = "";

        public Guid? TicketId { get; init; }
    }
}
