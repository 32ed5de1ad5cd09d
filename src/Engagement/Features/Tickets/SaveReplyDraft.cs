using Engagement.Data;

namespace Engagement.Features.Tickets;

/// <summary>Keeps a half-written reply or note as it is typed, per person and ticket.</summary>
internal sealed class SaveReplyDraft(Db db, TimeProvider clock)
{
    public async Task RunAsync(Guid ticketId, Guid userId, string kind, string text, CancellationToken ct)
    {
        var row = new { TicketId = ticketId, UserId = userId, Kind = kind, Body = text, Now = clock.Now() };
        if (text.Trim().Length == 0)
        {
            await db.ExecuteAsync(TicketSql.DeleteDraft, row, ct);
            return;
        }

        await db.InTransactionAsync(async tx =>
        {
            if (await tx.ExecuteAsync(TicketSql.UpdateDraft, row, ct) == 0)
            {
                await tx.ExecuteAsync(TicketSql.InsertDraft, row, ct);
            }
        }, ct);
    }
}
