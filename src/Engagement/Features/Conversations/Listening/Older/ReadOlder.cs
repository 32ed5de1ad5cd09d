using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Outbox;
using Engagement.Web.Text;

namespace Engagement.Features.Conversations.Listening.Older;

/// <summary>
/// Listening begins further back: what was left out for having been said before becomes tickets from there on, and the network is read
/// again from that moment. What is here already is not doubled.
/// </summary>
internal sealed class ReadOlder(Db db, ChannelCatalog channels, OutboxTable outbox, TimeProvider clock)
{
    // A read takes seconds.
    private const int Tries = 50;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    // While we hold the reading lease no read of another node can write its own place over ours.
    private static readonly Sql Hold = Sql.Portable("""
        update Accounts set ListenLeaseUntil = @Until where Id = @Id and State = 'Active'
            and (ListenLeaseUntil is null or ListenLeaseUntil <= @Now)
        """);

    private static readonly Sql Begin = Sql.Portable("""
        update Accounts set ListenFrom = @From, NextListenAt = @Now, NextDirectAt = null, ListenLeaseUntil = null, UpdatedAt = @Now
        where Id = @Id and ListenLeaseUntil = @Until
        """);

    // Of those that were left out there may be years.
    private const int AtOnce = 200;

    private static readonly Sql LeftOut = Sql.Portable("""
        select Id, ItemJson from InboundItems where AccountId = @AccountId and State = 'Ignored' and Outcome = @Reason and Id > @After
        order by Id {page}
        """);

    private static readonly Sql LetIn = Sql.Portable("""
        update InboundItems set State = 'New', Attempts = 0, Outcome = null, ProcessedAt = null, NextCheckAt = @NextCheckAt
        where Id = @Id and State = 'Ignored' and Outcome = @Reason
        """);

    /// <param name="Days">How many days back, 1 to 30.</param>
    internal sealed record Command(Guid Id, int Days);

    /// <returns>From when on what was said becomes tickets.</returns>
    public async Task<Result<DateTimeOffset>> RunAsync(Command command, CancellationToken ct)
    {
        if (command.Days < 1 || command.Days > CountOlder.Days[^1])
        {
            return Result<DateTimeOffset>.Wrong(nameof(command.Days), $"From 1 to {CountOlder.Days[^1]} days.");
        }

        if (await db.OneAsync<AccountRow>(AccountSql.Read, new { command.Id }, ct) is not { } account)
        {
            return new Result<DateTimeOffset>.Missing("There is no such account.");
        }

        if (account.State != AccountState.Active || !channels.TryGet<IReadOlder>(account.Network, out var reader))
        {
            return new Result<DateTimeOffset>.Conflict(account.State == AccountState.Active
                ? "This network cannot be read from a moment in the past."
                : Sentence.Of($"{account.Name} is not read just now."));
        }

        if (await HoldAsync(command.Id, ct) is not { } until)
        {
            return new Result<DateTimeOffset>.Conflict("It is being read at this moment. Try again.");
        }

        var from = clock.Now().AddDays(-command.Days);
        var begun = await db.InTransactionAsync(async tx =>
        {
            var now = clock.Now();
            if (await tx.ExecuteAsync(Begin, new { command.Id, From = from, Now = now, Until = until }, ct) == 0)
            {
                return false;
            }

            await PlaceAsync(tx, command.Id, StoreInbound.Mentions, reader.MentionsSince(from), ct);
            if (reader.DirectSince(from) is { } direct)
            {
                await PlaceAsync(tx, command.Id, StoreInbound.Direct, direct, ct);
            }

            await LetInAsync(tx, command.Id, from, ct);
            return true;
        }, ct);
        return begun ? from : new Result<DateTimeOffset>.Conflict("It is being read at this moment. Try again.");
    }

    private async Task<DateTimeOffset?> HoldAsync(Guid id, CancellationToken ct)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var now = clock.Now();
            if (await db.ExecuteAsync(Hold, new { Id = id, Now = now, Until = now + Lease.Length }, ct) == 1)
            {
                return now + Lease.Length;
            }

            await Task.Delay(Between, ct);
        }

        return null;
    }

    private async Task PlaceAsync(Tx tx, Guid id, string stream, string position, CancellationToken ct)
    {
        var place = new { AccountId = id, Stream = stream, Position = position, Now = clock.Now() };
        if (await tx.ExecuteAsync(ListeningSql.MoveCursor, place, ct) == 0)
        {
            await tx.ExecuteAsync(ListeningSql.StartCursor, place, ct);
        }
    }

    private async Task LetInAsync(Tx tx, Guid id, DateTimeOffset from, CancellationToken ct)
    {
        var (wanted, after) = (new List<Guid>(), Guid.Empty);
        while (await tx.QueryAsync<InboundRow>(
            LeftOut, new { AccountId = id, Beginning.Reason, After = after, Take = AtOnce }, ct) is [.., var last] rows)
        {
            foreach (var row in rows)
            {
                if (Json.Read<InboundItem>(row.ItemJson).CreatedAt >= from
                    && await tx.ExecuteAsync(
                        LetIn, new { row.Id, Beginning.Reason, NextCheckAt = clock.Now() + Following.TrackMessages.First }, ct) == 1)
                {
                    wanted.Add(row.Id);
                }
            }

            after = last.Id;
        }

        await outbox.PutNewAsync(tx, StoreInbound.Work, wanted, clock.Now(), ct);
    }
}
