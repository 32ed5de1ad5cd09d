using Engagement.Data;
using Engagement.Faults.Worker;
using Engagement.Features.Conversations.Listening;
using Engagement.Host;
using Engagement.Outbox;

namespace Engagement.Faults.Listening;

/// <summary>
/// The process that is killed while it listens: a node's reading, its claims and its chain, without web server and Hangfire. It reads when
/// it is told to, as by a push, because Bluesky's own turn is half a minute and a process here lives for a second.
/// </summary>
internal static class ListenWorker
{
    /// <summary>Appears in the desk's folder when it has started and begins to listen.</summary>
    public const string Sign = "listens";

    // Bluesky allows 3,000 calls in five minutes from one address, of which the replies take a third.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private const int Batch = 100;

    private static readonly Sql ListenNow = Sql.Portable(
        "update Accounts set NextListenAt = @Now where State = 'Active' and (ListenRestUntil is null or ListenRestUntil <= @Now)");

    public static async Task RunAsync(WorkerPlan plan)
    {
        await using var provider = await CrashWorker.StartAsync(plan);
        var (db, outbox, node, clock) = (
            provider.GetRequiredService<Db>(), provider.GetRequiredService<OutboxTable>(),
            provider.GetRequiredService<Node>(), provider.GetRequiredService<TimeProvider>());
        await File.WriteAllTextAsync(Path.Combine(plan.DataDirectory, Sign), "");
        var taking = Task.CompletedTask;
        while (true)
        {
            await using var scope = provider.CreateAsyncScope();
            try
            {
                await db.ExecuteAsync(ListenNow, new { Now = clock.Now() });
                await scope.ServiceProvider.GetRequiredService<ListenToAccounts>().RunAsync(CancellationToken.None);
            }
            catch (Exception e)
            {
                // As Hangfire does: a turn that failed has failed; the next one comes.
                CrashWorker.Note(e);
            }

            if (taking.IsCompleted)
            {
                taking = Task.Run(() => TakeInAsync(provider, outbox, node)); // while the next page is read
            }

            await Task.Delay(Pause);
        }
    }

    // What OutboxDispatcher does with work that goes many at once.
    private static async Task TakeInAsync(ServiceProvider provider, OutboxTable outbox, Node node)
    {
        try
        {
            await using var scope = provider.CreateAsyncScope();
            var job = ActivatorUtilities.CreateInstance<OutboxJob>(scope.ServiceProvider);
            foreach (var kind in provider.GetServices<OutboxKind>().Select(k => k.Kind))
            {
                if (await outbox.ClaimAsync(node.Name, kind, Batch, CancellationToken.None) is { Count: > 0 } claims)
                {
                    await job.RunManyAsync(kind, [.. claims.Select(c => c.RefId)],
                        [.. claims.Select(c => c.Attempts)], CancellationToken.None);
                }
            }
        }
        catch (Exception e)
        {
            // As Hangfire does: the rows come back when their lease ends.
            CrashWorker.Note(e);
        }
    }
}
