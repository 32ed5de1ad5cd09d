using Engagement.Data;
using Engagement.Events;

namespace Engagement.Features.Content.Knowledge;

/// <summary>
/// The recurring job: an article whose day has come begins as its source is set, and one whose time is over becomes a draft, so that what
/// waits to say something of it is held. Also at the end of each import, for those without a server that runs.
/// </summary>
internal sealed class ReachDates(Db db, DomainEvents events, TimeProvider clock)
{
    private const int AtOnce = 200;

    private const string By = "Its own date";

    private static readonly Sql Begun = Sql.Portable("select Id from Articles where PublishAt <= @Now order by PublishAt, Id {page}");

    private static readonly Sql Ended = Sql.Portable("select Id from Articles where ExpireAt <= @Now order by ExpireAt, Id {page}");

    // One that a person decided about meanwhile stays as it is.
    private static readonly Sql Begin = Sql.Portable(
        """
        update Articles set State = case when State = 'Draft' then (select s.InitialState from Sources s where s.Id = Articles.SourceId)
            else State end, PublishAt = null, UpdatedAt = @Now
        where Id in {ids Ids} and PublishAt <= @Now
        """);

    private static readonly Sql End = Sql.Portable(
        """
        update Articles set State = case when State = 'Validated' then 'Draft' else State end, ExpireAt = null, UpdatedAt = @Now
        where Id in {ids Ids} and ExpireAt <= @Now
        """);

    /// <returns>How many began and ended.</returns>
    public async Task<int> RunAsync(CancellationToken ct) => await StepAsync(Begun, Begin, ct) + await StepAsync(Ended, End, ct);

    private async Task<int> StepAsync(Sql due, Sql set, CancellationToken ct)
    {
        var all = 0;
        while (await db.QueryAsync<Guid>(due, new { Now = clock.Now(), Take = AtOnce }, ct) is { Count: > 0 } ids)
        {
            await db.InTransactionAsync(async tx =>
            {
                await tx.ExecuteAsync(set, new { Ids = Json.Ids(ids), Now = clock.Now() }, ct);
                await events.RaiseAsync(tx, new ArticlesChanged(ids, By), ct);
            }, ct);
            all += ids.Count;
        }

        return all;
    }
}
