using System.Globalization;
using Engagement.Data;
using Engagement.Features.Conversations.Clients.Finding;
using Engagement.Features.Conversations.Tickets.Search;

namespace Engagement.Features.Search;

/// <summary>
/// The recurring job that takes apart anew what was kept in an older way of making words (<see cref="SearchWords.Way"/>), in small steps,
/// the newest messages first. What is already found stays found meanwhile.
/// </summary>
internal sealed class RefillSearch(Db db, TimeProvider clock)
{
    // Messages or clients of one transaction, and transactions of one look: a second or two of work.
    private const int AtOnce = 200;
    private const int Steps = 20;

    private const string Messages = "messages";
    private const string Clients = "clients";

    private static readonly Sql Read = Sql.Portable("select Name, Way, After, DoneAt from SearchRefills where Name = @Name");

    private static readonly Sql Begin = Sql.Portable(
        "insert into SearchRefills (Name, Way, After, DoneAt) values (@Name, @Way, null, null)");

    private static readonly Sql BeginAnew = Sql.Portable(
        "update SearchRefills set Way = @Way, After = null, DoneAt = null where Name = @Name and Way <> @Way");

    // Two nodes never do the same step.
    private static readonly Sql Step = Sql.Portable(
        """
        update SearchRefills set After = @Last, DoneAt = @DoneAt
        where Name = @Name and Way = @Way and DoneAt is null and (After = @After or (After is null and @After is null))
        """);

    // Whoever changes such a message meanwhile waits, so that newer words are not overwritten with older ones.
    private static readonly Sql NextMessages = Sql.For(
        sqlServer: """
            select top (@Take) m.Seq, m.Id, m.AuthorName, m.Body from Messages m with (updlock)
            where m.Seq < @Before and m.RemovedAt is null order by m.Seq desc
            """,
        sqlite: """
            select m.Seq, m.Id, m.AuthorName, m.Body from Messages m where m.Seq < @Before and m.RemovedAt is null order by m.Seq desc
            limit @Take
            """);

    private static readonly Sql NextClients = Sql.Portable(
        "select c.Id from Clients c where c.Id > @After and c.ErasedAt is null order by c.Id {page}");

    public async Task RunAsync(CancellationToken ct)
    {
        for (var step = 0; step < Steps; step++)
        {
            var more = await StepAsync(Messages, NextMessagesAsync, ct);
            more |= await StepAsync(Clients, NextClientsAsync, ct);
            if (!more)
            {
                return;
            }
        }
    }

    private async Task<bool> StepAsync(string name, Func<DbSession, string?, CancellationToken, Task<string?>> next, CancellationToken ct)
    {
        if (await db.OneAsync<Refill>(Read, new { Name = name }, ct) is not { } refill)
        {
            await db.ExecuteAsync(Begin, new { Name = name, SearchWords.Way }, ct);
            return true;
        }

        if (refill.Way != SearchWords.Way)
        {
            await db.ExecuteAsync(BeginAnew, new { Name = name, SearchWords.Way }, ct);
            return true;
        }

        if (refill.DoneAt is not null)
        {
            return false;
        }

        return await db.InTransactionAsync(async tx =>
        {
            var last = await next(tx, refill.After, ct);
            var values = new { Name = name, SearchWords.Way, refill.After, Last = last ?? refill.After, DoneAt = last is null
                ? clock.Now() : (DateTimeOffset?)null };
            if (await tx.ExecuteAsync(Step, values, ct) == 0)
            {
                // rolls back; the next look goes on where that one is
                throw new InvalidOperationException($"Another node refills the {name}.");
            }

            return last is not null;
        }, ct);
    }

    private static async Task<string?> NextMessagesAsync(DbSession tx, string? after, CancellationToken ct)
    {
        var before = after is null ? long.MaxValue : long.Parse(after, CultureInfo.InvariantCulture);
        var messages = await tx.QueryAsync<Said>(NextMessages, new { Before = before, Take = AtOnce }, ct);
        foreach (var message in messages.Where(m => SearchWords.MayDiffer($"{m.AuthorName} {m.Body}")))
        {
            await MessageIndex.ChangeAsync(tx, message.Id, message.AuthorName, message.Body, ct);
        }

        return messages.Count == 0 ? null : messages[^1].Seq.ToString(CultureInfo.InvariantCulture);
    }

    private static async Task<string?> NextClientsAsync(DbSession tx, string? after, CancellationToken ct)
    {
        var clients = await tx.QueryAsync<Guid>(
            NextClients, new { After = after is null ? Guid.Empty : Guid.Parse(after), Take = AtOnce }, ct);
        foreach (var id in clients)
        {
            await ClientIndex.ChangeAsync(tx, id, ct);
        }

        return clients.Count == 0 ? null : clients[^1].ToString();
    }

    private sealed record Refill
    {
        public int Way { get; init; }

        public string? After { get; init; }

        public DateTimeOffset? DoneAt { get; init; }
    }

    private sealed record Said
    {
        public long Seq { get; init; }

        public Guid Id { get; init; }

        public string AuthorName { get; init; } = "";

        public string Body { get; init; } = "";
    }
}
