using System.Diagnostics;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Publishing.Metrics;
using Engagement.Host;
using Engagement.Outbox;
using Microsoft.Data.Sqlite;

namespace Engagement.Benchmarks;

/// <summary>
/// At least 1,000 replies a second become messages of tickets, in the batches in which the dispatcher hands them over: stored raw, claimed,
/// taken through the whole chain. Baseline: the rows this made, put into an empty database by prepared statements, as many replies to a
/// transaction.
/// </summary>
internal static class IngestBenchmark
{
    private const int Replies = 20_000;
    private const int Page = 100;

    // Each client writes four times in one thread: one ticket, four messages.
    private const int Clients = Replies / 4;

    private static readonly string[] Tables = ["Clients", "Handles", "InboundItems", "Tickets", "Messages", "TicketEvents"];

    public static async Task RunAsync(string[] args)
    {
        using var place = new TemporaryFolder();
        await using var services = BenchmarkApp.Services(Path.Combine(place.Path, "desk"));
        await EngagementApp.MigrateAsync(services, BenchmarkApp.Configuration, CancellationToken.None);
        var db = services.GetRequiredService<Db>();
        var account = await BenchmarkAccount.AddAsync(services);
        await using var scope = services.CreateAsyncScope();
        var (store, outbox, work) = (services.GetRequiredService<StoreInbound>(),
            services.GetRequiredService<OutboxTable>(), scope.ServiceProvider.GetRequiredService<IngestWork>());

        // Warm, with replies of their own.
        await TakeInAsync(store, outbox, work, account, Pages("warm", 1000));
        var pages = Pages("r", Replies);
        var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var (stored, claimed) = await TakeInAsync(store, outbox, work, account, pages);
        var (took, busy) = (watch.Elapsed, Environment.CpuUsage.TotalTime - before);
        var made = await db.ScalarAsync<int>(CountMessages);
        if (made != Replies + 1000)
        {
            throw new InvalidOperationException($"{Replies + 1000} replies made {made} messages.");
        }

        var (rows, raw) = await RawAsync(services, place.Path, db);
        Say($"baseline, the {rows} rows of {made} replies alone: {raw.TotalSeconds:0.00} s, {made / raw.TotalSeconds:0} replies a second");
        Say($"{Replies} replies into tickets: {took.TotalSeconds:0.00} s ({stored.TotalSeconds:0.00} s to store, "
            + $"{claimed.TotalSeconds:0.00} s through the chain), {Replies / took.TotalSeconds:0} a second, "
            + $"{Replies / took.TotalSeconds / (made / raw.TotalSeconds):0.00} of the baseline; target 1000. "
            + $"{Replies / busy.TotalSeconds:0} for each second of one processor, of which it had {busy / took:0.00}");
    }

    private static readonly Sql CountMessages = Sql.Portable("select count(*) from Messages");

    private static async Task<(TimeSpan Stored, TimeSpan Through)> TakeInAsync(
        StoreInbound store, OutboxTable outbox, IngestWork work, Guid account, IReadOnlyList<InboundItem[]> pages)
    {
        var watch = Stopwatch.StartNew();
        foreach (var page in pages)
        {
            await store.RunAsync(account, page, null, "poll", CancellationToken.None);
        }

        var stored = watch.Elapsed;
        while (await outbox.ClaimAsync("benchmark", StoreInbound.Work, Page, CancellationToken.None) is { Count: > 0 } claims)
        {
            var items = claims.Select(c => c.RefId).ToList();
            if (items.Count > 0)
            {
                await work.RunManyAsync(items, CancellationToken.None);
            }
        }

        return (stored, watch.Elapsed - stored);
    }

    private static List<InboundItem[]> Pages(string name, int count)
    {
        var said = DateTimeOffset.UtcNow;
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var client = i % (count / 4);
            return new InboundItem(
                $"{name}-{i}", InboundKind.Reply, new RemoteProfile($"{name}-client-{client}", $"@client{client}", $"Client {client}"),
                $"It still does not work for me, error {i}. I have tried what the article says, twice.",
                said.AddMilliseconds(i), """{"raw":true}""")
            {
                InReplyToId = $"{name}-thread-{client}",
                ThreadRootId = $"{name}-thread-{client}",
            };
        }).Chunk(Page)];
    }

    // Table by table in the order of their references.
    private static async Task<(int Rows, TimeSpan Took)> RawAsync(ServiceProvider made, string place, Db from)
    {
        var folder = Path.Combine(place, "raw");
        await using var services = BenchmarkApp.Services(folder);
        await EngagementApp.MigrateAsync(services, BenchmarkApp.Configuration, CancellationToken.None);
        await using var source = (SqliteConnection)await from.OpenAsync();
        var content = new List<(string Table, string[] Columns, List<object[]> Rows)>();
        foreach (var table in (string[])["Accounts", .. Tables])
        {
            await using var read = source.CreateCommand();
            read.CommandText = $"select * from {table}";
            await using var rows = await read.ExecuteReaderAsync();
            var columns = Enumerable.Range(0, rows.FieldCount).Select(rows.GetName).ToArray();
            var all = new List<object[]>();
            while (await rows.ReadAsync())
            {
                var row = new object[columns.Length];
                rows.GetValues(row);
                all.Add(row);
            }

            content.Add((table, columns, all));
        }

        await using var target = (SqliteConnection)await services.GetRequiredService<Db>().OpenAsync();
        Insert(target, content[0], int.MaxValue);
        var replies = content.First(c => c.Table == "Messages").Rows.Count;
        var watch = Stopwatch.StartNew();
        foreach (var table in content.Skip(1))
        {
            // As many transactions for each table as the replies need together: a sixth of it each.
            Insert(target, table, Math.Max(1, table.Rows.Count * 50 * Tables.Length / replies));
        }

        return (content.Skip(1).Sum(c => c.Rows.Count), watch.Elapsed);
    }

    private static void Insert(SqliteConnection target, (string Table, string[] Columns, List<object[]> Rows) content, int together)
    {
        using var insert = target.CreateCommand();
        insert.CommandText = $"insert into {content.Table} ({string.Join(", ", content.Columns)}) values "
            + $"({string.Join(", ", content.Columns.Select((_, i) => $"$p{i}"))})";
        var parameters = content.Columns.Select((_, i) => insert.Parameters.AddWithValue($"$p{i}", null)).ToArray();
        foreach (var rows in content.Rows.Chunk(together))
        {
            using var transaction = target.BeginTransaction(deferred: false);
            insert.Transaction = transaction;
            foreach (var row in rows)
            {
                for (var i = 0; i < row.Length; i++)
                {
                    parameters[i].Value = row[i];
                }

                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }
    }

    private static void Say(InvariantText text) => Console.WriteLine(text.ToString());
}
