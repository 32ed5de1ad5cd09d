using Engagement.Data;

namespace Engagement.Features.Settings.Retention;

/// <summary>
/// The recurring job: what is older than Settings keep it goes, a few rows at a time, so that nobody waits for its locks.
/// </summary>
internal sealed class ApplyRetention(Db db, TimeProvider clock, ILogger<ApplyRetention> log)
{
    // A ticket has some twenty rows of its own and SQL Server takes the whole table for a statement that locks 5,000.
    private const int Things = 50;
    private const int Rows = 1_000;

    /// <returns>How many things went, by their rule.</returns>
    public async Task<IReadOnlyDictionary<string, int>> RunAsync(CancellationToken ct)
    {
        var kept = await RetentionRule.ReadAsync(db, ct);
        var gone = new Dictionary<string, int>(StringComparer.Ordinal);
        var failures = new List<Exception>();
        foreach (var rule in RetentionRules.All)
        {
            if (kept[rule.Key] is not { } days)
            {
                continue;
            }

            try
            {
                var before = clock.Now().AddDays(-days);
                gone[rule.Key] = rule is RetentionById byId ? await RunAsync(byId, before, ct)
                    : await RunAsync((RetentionAtOnce)rule, before, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                // The others' turn comes all the same; the job fails at its end, so that it shows.
                log.LogError(e, "What is too old could not be deleted: {Rule}", rule.Key);
                failures.Add(e);
            }
        }

        if (gone.Values.Sum() > 0)
        {
            var said = string.Join(", ", gone.Where(g => g.Value > 0).Select(g => $"{g.Key} {g.Value}"));
            log.LogInformation("Deleted what is older than Settings keep it: {Gone}", said);
        }

        return failures.Count == 0 ? gone : throw new AggregateException(failures);
    }

    private async Task<int> RunAsync(RetentionById rule, DateTimeOffset before, CancellationToken ct)
    {
        var (count, after) = (0, new Found { At = DateTimeOffset.UnixEpoch });
        while (true)
        {
            var args = new { Before = before, AfterAt = after.At, AfterId = after.Id, Take = Things };
            var some = await db.QueryAsync<Found>(rule.Find, args, ct);
            if (some.Count > 0)
            {
                var ids = new { Ids = Json.Ids(some.Select(f => f.Id)) };
                await db.InTransactionAsync(async tx =>
                {
                    foreach (var step in rule.Steps)
                    {
                        await tx.ExecuteAsync(step, ids, ct);
                    }
                }, ct);
                count += some.Count;
                after = some[^1];
            }

            if (some.Count < Things)
            {
                return count;
            }
        }
    }

    private async Task<int> RunAsync(RetentionAtOnce rule, DateTimeOffset before, CancellationToken ct)
    {
        for (var count = 0; ;)
        {
            var some = await db.ExecuteAsync(rule.Some, new { Before = before, Take = Rows }, ct);
            count += some;
            if (some < Rows)
            {
                return count;
            }
        }
    }

    private sealed record Found
    {
        public Guid Id { get; init; }

        public DateTimeOffset At { get; init; }
    }
}
