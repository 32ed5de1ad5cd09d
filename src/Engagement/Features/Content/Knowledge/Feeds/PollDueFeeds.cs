using Engagement.Data;

namespace Engagement.Features.Content.Knowledge.Feeds;

/// <summary>The recurring job: reads the feeds whose time has come.</summary>
internal sealed class PollDueFeeds(Db db, PollFeed poll, TimeProvider clock, ILogger<PollDueFeeds> log)
{
    // Each may take half a minute; what is left over is due in the next run.
    private const int AtOnce = 50;

    private static readonly Sql Due = Sql.Portable(
        "select Id from Sources where Kind = 'feed' and Enabled = 1 and NextReadAt <= @Now order by NextReadAt {page}");

    public async Task RunAsync(CancellationToken ct)
    {
        var due = await db.QueryAsync<Guid>(Due, new { Now = clock.Now(), Take = AtOnce }, ct);

        // A few side by side, so that one slow site does not hold up the others.
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = ct },
            async (id, stop) => await PollAsync(id, stop));
    }

    // Whatever a feed does to us, the others are read; its lease ends and it comes round again.
    private async Task PollAsync(Guid id, CancellationToken ct)
    {
        try
        {
            await poll.RunAsync(id, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogError(e, "Feed {SourceId} could not be kept", id);
        }
    }
}
