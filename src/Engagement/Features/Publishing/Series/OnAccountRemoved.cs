using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Accounts.Removal;
using Engagement.Web.Text;

namespace Engagement.Features.Publishing.Series;

/// <summary>Takes a removed account out of its series; those that have no other are paused.</summary>
internal sealed class OnAccountRemoved : IHandle<AccountRemoved>
{
    private static readonly Sql DropFromSeries = Sql.Portable("delete from SeriesAccounts where AccountId = @AccountId");

    private static readonly Sql Change = Sql.Portable("""
        update Series set State = @State, LastProblem = @Problem, Version = Version + 1, UpdatedAt = @At, UpdatedBy = @By where Id = @Id
        """);

    public async Task HandleAsync(Tx tx, AccountRemoved what, CancellationToken ct)
    {
        var series = await tx.QueryAsync<SeriesOfAccount>(SeriesOfAccount.Read, new { what.AccountId }, ct);
        await tx.ExecuteAsync(DropFromSeries, new { what.AccountId }, ct);
        foreach (var one in series)
        {
            await tx.ExecuteAsync(Change, new
            {
                one.Id,
                State = one.Ends ? "Paused" : one.State,
                Problem = one.Others == 0
                    ? Fit.Shorten(Sentence.Of($"It has no account any more: {what.Name} was removed. Choose another."), 1000)
                    : null,
                what.At,
                what.By,
            }, ct);
        }

        what.PausedSeries.AddRange(series.Where(s => s.Ends).Select(s => s.Name));
    }
}
