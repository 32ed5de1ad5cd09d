using System.Security.Cryptography;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Web.Text;

namespace Engagement.Features.Conversations.Listening.Older;

/// <summary>What there would be if listening began so many days back.</summary>
/// <param name="Messages">Messages that would become part of a ticket.</param>
/// <param name="Tickets">Tickets they would make: what one client says in one thread is one, by and large.</param>
internal sealed record OlderSpan(int Days, int Messages, int Tickets);

/// <summary>A count of what was said before an account was connected.</summary>
/// <param name="Spans">By how far back.</param>
/// <param name="IsComplete">All was counted. Otherwise there are at least so many.</param>
/// <param name="Problem">Why not all, or nothing, could be counted; null where all was.</param>
/// <param name="Cost">What counting costs where the network bills for it, in a sentence.</param>
internal sealed record OlderCount(IReadOnlyList<OlderSpan> Spans, bool IsComplete, string? Problem, string? Cost)
{
    /// <summary>Nothing is known of it.</summary>
    public bool IsUnknown => Spans.Count == 0;
}

/// <summary>
/// Counts, through the adapter and without keeping anything, what a network tells of the time before an account was connected. It is
/// bounded, and says so where that is not all. Where reads are billed it counts only when asked to.
/// </summary>
internal sealed class CountOlder(
    Db db, ChannelCatalog channels, AccountAccess access, RateBudgets budgets, Spending spending, Prices prices, TimeProvider clock)
{
    /// <summary>How far back one may choose to go, in days.</summary>
    public static readonly IReadOnlyList<int> Days = [1, 7, 30];

    // More than anybody would want as tickets at once; a person waits for the answer.
    private const int MostPages = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly Sql Known = Sql.Portable(
        "select RemoteId from InboundItems where AccountId = @AccountId and not (State = 'Ignored' and Outcome = @Reason)");

    /// <param name="pays">Count even where that is billed.</param>
    public async Task<Result<OlderCount>> RunAsync(Guid id, bool pays, CancellationToken ct)
    {
        if (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = id }, ct) is not { } account)
        {
            return new Result<OlderCount>.Missing("There is no such account.");
        }

        if (account.State != AccountState.Active || !channels.TryGet<IReadOlder>(account.Network, out var reader))
        {
            return Unknown(account.State == AccountState.Active
                ? "This network cannot be read from a moment in the past."
                : Sentence.Of($"{account.Name} is not read just now."), null);
        }

        var cost = prices.Of(account.Network) is { } costs
            ? $"{reader.Facts.Name} bills {new Money(costs.Currency, costs.OwnRead)} for each message it shows, also for counting."
            : null;
        if (cost is not null && !pays)
        {
            return Unknown($"Not counted yet. {cost}", cost);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        var (items, problem) = await ReadAsync(account, reader, ct, patience.Token);
        if (problem is not null && items.Count == 0)
        {
            return Unknown(problem, cost);
        }

        var known = (await db.QueryAsync<string>(Known, new { AccountId = id, Beginning.Reason }, ct)).ToHashSet(StringComparer.Ordinal);
        var fresh = items.DistinctBy(i => i.RemoteId).Where(i => !known.Contains(i.RemoteId) && IsForTicket(account, i)).ToList();
        var now = clock.GetUtcNow();
        return new OlderCount(
            [.. Days.Select(days => Span(days, [.. fresh.Where(i => i.CreatedAt >= now.AddDays(-days))]))], problem is null, problem, cost);
    }

    private static OlderSpan Span(int days, IReadOnlyList<InboundItem> items) =>
        new(days, items.Count, items.Select(i => (i.Author.RemoteId, i.ThreadRootId ?? i.InReplyToId ?? i.RemoteId)).Distinct().Count());

    // As the first steps of the chain have it.
    private static bool IsForTicket(AccountRow account, InboundItem item) =>
        !item.Deleted && item.Author.RemoteId != account.RemoteId && item.Author.IsBot != true;

    private static OlderCount Unknown(string why, string? cost) => new([], false, why, cost);

    private async Task<(List<InboundItem> Items, string? Problem)> ReadAsync(
        AccountRow row, IReadOlder reader, CancellationToken ct, CancellationToken patience)
    {
        var items = new List<InboundItem>();
        try
        {
            if (await access.OpenAsync(row, patience) is not Reading<ChannelAccount>.Got { Value: var account })
            {
                return (items, Sentence.Of($"{row.Name} must be connected again."));
            }

            var since = clock.GetUtcNow().AddDays(-Days[^1]);
            var problem = await WalkAsync(row, reader.Facts, items, reader.MentionsSince(since),
                (cursor, stop) => reader.ReadMentionsAsync(account, cursor, stop), ct, patience);
            if (reader.DirectSince(since) is { } from && channels.TryGet<IReadDirectMessages>(row.Network, out var direct))
            {
                var without = await WalkAsync(row, reader.Facts, items, from,
                    (cursor, stop) => direct.ReadDirectMessagesAsync(account, cursor, stop), ct, patience);
                problem ??= without is null ? null : $"Direct messages: {without}";
            }

            return (items, problem);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (items, $"{reader.Facts.Name} did not tell all within {Patience.TotalSeconds:0} seconds.");
        }
        catch (CryptographicException)
        {
            return (items, Sentence.Of($"{row.Name} must be connected again: its stored access cannot be read."));
        }
    }

    private async Task<string?> WalkAsync(
        AccountRow row, ChannelFacts facts, List<InboundItem> items, string from,
        Func<string, CancellationToken, Task<Reading<InboundPage>>> read, CancellationToken ct, CancellationToken patience)
    {
        var cursor = from;
        for (var pages = 0; pages < MostPages; pages++)
        {
            if (await budgets.DrawAsync(db, row, facts, Draws.Listening, ct) is { } usedUp)
            {
                return usedUp.Words(facts.Name);
            }

            var answer = await read(cursor, patience);
            await budgets.LearnAsync(db, row.Id, answer.Rate, ct);
            if (answer is not Reading<InboundPage>.Got { Value: var page })
            {
                return ((Reading<InboundPage>.Refused)answer).Refusal.Reason;
            }

            await spending.ReadAsync(db, row, page.Items.Count, own: true, ct);
            items.AddRange(page.Items);
            if (!page.HasMore || page.Cursor is null || page.Cursor == cursor)
            {
                return null;
            }

            cursor = page.Cursor;
        }

        return "There is more than is counted at once.";
    }
}
