using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>Keeps a half-written reply or note as it is typed, per person and ticket.</summary>
internal sealed class SaveReplyDraft(Db db, TimeProvider clock)
{
    public const string Reply = "reply";

    public const string Note = "note";

    /// <param name="ticketId">Whose.</param>
    /// <param name="userId">Who writes.</param>
    /// <param name="kind">A reply or a note.</param>
    /// <param name="text">As it is now; empty: there is none any more.</param>
    /// <param name="isNew">Nothing was kept of it when it was looked at. Only a guess, which saves a statement where it is right.</param>
    /// <param name="ct">Cancels.</param>
    public async Task RunAsync(Guid ticketId, Guid userId, string kind, string text, bool isNew, CancellationToken ct)
    {
        var row = new { TicketId = ticketId, UserId = userId, Kind = kind, Body = text, Now = clock.Now() };
        if (text.Trim().Length == 0)
        {
            await db.ExecuteAsync(TicketSql.DeleteDraft, row, ct);
            return;
        }

        await db.InTransactionAsync(async tx =>
        {
            var (first, other) = isNew ? (TicketSql.InsertDraft, TicketSql.UpdateDraft) : (TicketSql.UpdateDraft, TicketSql.InsertDraft);
            if (await tx.ExecuteAsync(first, row, ct) == 0)
            {
                await tx.ExecuteAsync(other, row, ct);
            }
        }, ct);
    }
}
