using Engagement.Data;
using Engagement.Faults.Desks;
using Engagement.Features.Conversations.Listening.Accounting;
using Engagement.Features.Publishing.Deliveries;

namespace Engagement.Faults.Listening;

/// <summary>What a desk has heard of one post, looked at from outside.</summary>
internal sealed class HeardDesk(Desk desk)
{
    private static readonly Sql FindAccount = Sql.Portable("select Id from Accounts");

    private static readonly Sql MakePublished = Sql.Portable(
        "update Deliveries set State = 'Published', RemoteId = @RemoteId, PublishedAt = @Now, NextMetricsAt = @Now where Id = @Id");

    private static readonly Sql DropSend = Sql.Portable("delete from Outbox where RefId = @Id");

    private static readonly Sql CountNow = Sql.Portable("update Deliveries set NextMetricsAt = @Now");

    private static readonly Sql ReadLease = Sql.Portable("select ListenLeaseUntil from Accounts");

    private static readonly Sql CountWaiting = Sql.Portable("select count(*) from Outbox where Kind = 'ingest'");

    private static readonly Sql CountItems = Sql.Portable("select count(*) from InboundItems");

    private static readonly Sql CountUnheard = Sql.Portable(
        "select count(*) from InboundItems where State <> 'Done' or RemovedAt is not null");

    private static readonly Sql ReadItems = Sql.Portable("select RemoteId from InboundItems");

    private static readonly Sql ReadMessages = Sql.Portable(
        "select m.RemoteId from Messages m join Tickets t on t.Id = m.TicketId where m.Kind = 'inbound' and m.RemoteId is not null");

    private static readonly Sql CountTickets = Sql.Portable("select count(*) from Tickets");

    /// <summary>As if this desk had published it.</summary>
    public async Task IsOutAsync(string postId)
    {
        using var scope = desk.Open();
        var (account, now) = (await desk.Db.ScalarAsync<Guid>(FindAccount), TimeProvider.System.Now());
        var delivery = await desk.Db.InTransactionAsync(tx => scope.ServiceProvider.GetRequiredService<Ledger>().CreateAsync(
            tx, new NewDelivery("post", account, "bluesky", "Ask us anything", now.AddDays(1), DeliveryState.Scheduled, "editor"),
            CancellationToken.None));
        await desk.Db.ExecuteAsync(MakePublished, new { Id = delivery, RemoteId = postId, Now = now });
        await desk.Db.ExecuteAsync(DropSend, new { Id = delivery });
    }

    /// <summary>When the read that somebody is at, or was killed in, must be over; null when none is.</summary>
    public Task<DateTimeOffset?> LeaseAsync() => desk.Db.ScalarAsync<DateTimeOffset?>(ReadLease);

    /// <summary>Kept and not yet in a ticket.</summary>
    public Task<int> WaitingAsync() => desk.Db.ScalarAsync<int>(CountWaiting);

    public Task<int> KeptAsync() => desk.Db.ScalarAsync<int>(CountItems);

    /// <summary>Looks into what is missing and reads the count of the post's replies anew, as the jobs do.</summary>
    public async Task<PostReplies> AccountAsync()
    {
        using var scope = desk.Open();
        await scope.ServiceProvider.GetRequiredService<BackfillReplies>().RunAsync(CancellationToken.None);
        await desk.Db.ExecuteAsync(CountNow, new { Now = TimeProvider.System.Now() });
        await scope.ServiceProvider.GetRequiredService<ReadPostMetrics>().RunAsync(CancellationToken.None);
        return Assert.Single(
            (await scope.ServiceProvider.GetRequiredService<ListPosts>().RunAsync(new(), null, 2, CancellationToken.None)).Items);
    }

    public async Task<Reckoning> ReckonAsync(IReadOnlySet<string> said, PostReplies replies)
    {
        var items = await desk.Db.QueryAsync<string>(ReadItems);
        var messages = await desk.Db.QueryAsync<string>(ReadMessages);
        return new Reckoning(said.Count, items.Count, messages.Count, await desk.Db.ScalarAsync<int>(CountTickets))
        {
            Missed = said.Except(items).Count() + said.Except(messages).Count() + await desk.Db.ScalarAsync<int>(CountUnheard),
            Doubled = items.Count - items.Distinct().Count() + messages.Count - messages.Distinct().Count(),
            Invented = items.Except(said).Count(),
            Reported = replies.Reported,
            Unexplained = replies.Unexplained,
        };
    }
}

/// <summary>The network's list held against the desk's.</summary>
/// <param name="Said">Replies that stand on the network.</param>
/// <param name="Captured">Items kept.</param>
/// <param name="Messages">Messages in tickets.</param>
/// <param name="Tickets">Tickets.</param>
internal sealed record Reckoning(int Said, int Captured, int Messages, int Tickets)
{
    public int Missed { get; init; }

    public int Doubled { get; init; }

    public int Invented { get; init; }

    /// <summary>As the network counts the post's replies.</summary>
    public int? Reported { get; init; }

    public int? Unexplained { get; init; }

    public bool Holds => Captured == Said && Messages == Said && Missed + Doubled + Invented == 0 && Reported == Said && Unexplained == 0;
}
