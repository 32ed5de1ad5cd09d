using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Publishing.Deliveries.Foresight;
using Engagement.Features.Publishing.Posts;

namespace Engagement.Features.Home;

/// <summary>Everything that waits for a person, read anew each time: what is counted here is what the linked list shows.</summary>
internal sealed class WhatNeedsMe(Db db, ListTickets tickets, FindInactiveAccounts silence, ChannelCatalog channels, Spending spending,
    Foresee foresee, TimeProvider clock)
{
    private const int Most = 6;

    // A failure somebody has looked at stays failed; after two weeks it is history.
    private static readonly TimeSpan FailuresStay = TimeSpan.FromDays(14);

    private static readonly Sql ReadCounts = Sql.Portable(
        """
        select
            (select count(*) from Tickets where Status not in ('Solved', 'Closed') and SnoozedUntil is null
                and AssigneeId is null) as Unassigned,
            (select count(*) from Tickets where Status not in ('Solved', 'Closed') and SnoozedUntil is null and AssigneeId = @Me) as Mine,
            (select count(*) from InboundItems where State = 'Failed') as SetAside,
            (select count(*) from ReplyGaps where State = 'Open') as Gaps,
            (select count(*) from ListeningStatements where SignedAt is null) as Unsigned,
            (select count(*) from Deliveries where State = 'Scheduled' and DueAt >= @Tomorrow) as Later,
            (select count(distinct PostId) from Deliveries where State = 'AwaitingApproval') as AwaitApproval,
            (select count(distinct PostId) from Deliveries where State = 'Draft' and ErrorKind = 'Returned'
                and EditedById = @Me) as Returned,
            (select count(*) from Articles) as Articles,
            (select count(*) from Accounts) as Accounts,
            (select count(*) from Posts) as Posts,
            (select count(*) from InboundItems where ReceivedAt >= @Yesterday and ReceivedAt < @Today) as Heard,
            (select count(*) from InboundItems where ReceivedAt >= @Yesterday and ReceivedAt < @Today and State = 'Done') as BecameMessages,
            (select count(*) from InboundItems where ReceivedAt >= @Yesterday and ReceivedAt < @Today and State = 'Ignored') as Ignored
        """);

    private static readonly Sql ReadTroubled = Sql.Portable(
        """
        select d.Id, d.Kind, d.State, d.Network, a.Name as AccountName, coalesce(p.Title, t.Subject) as Title, d.LastError, d.DueAt
        from Deliveries d
        join Accounts a on a.Id = d.AccountId
        left join Posts p on p.Id = d.PostId
        left join Tickets t on t.Id = d.TicketId
        where d.State in ('Uncertain', 'Held') or (d.State in ('Failed', 'Missed') and d.UpdatedAt >= @Since)
        order by d.DueAt desc, d.Id {page}
        """);

    private static readonly Sql ReadFailingFeeds = Sql.Portable(
        "select Id, Name, LastError, NextReadAt from Sources where Kind = 'feed' and Enabled = 1 and FailureCount > 0 order by Name, Id");

    /// <param name="me">The reader.</param>
    /// <param name="zone">Whose days are meant.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Needs> RunAsync(Guid me, TimeZoneInfo zone, CancellationToken ct)
    {
        var now = clock.Now();
        var today = LocalDay.Of(now, zone);
        var counts = (await db.OneAsync<NeedCounts>(ReadCounts, new
        {
            Me = me,
            Yesterday = today.Next(-1).StartsAt,
            Today = today.StartsAt,
            Tomorrow = today.Next(1).StartsAt,
        }, ct))!;
        var accounts = await db.QueryAsync<AccountRow>(AccountSql.ReadAll, ct: ct);
        var silent = await silence.RunAsync(ct);
        var needs = new List<AccountNeed>();
        foreach (var account in accounts)
        {
            needs.Add(new AccountNeed(account, AccountHealth.Of(account, now, isGone: channels.Find(account.Network) is null),
                silent.GetValueOrDefault(account.Id), await spending.MonthAsync(db, account, ct)));
        }

        var foreseen = await foresee.RunAsync(null, int.MaxValue, ct);
        return new Needs(
            counts,
            (await tickets.RunAsync(new TicketFilter { Unsolved = true, Unassigned = true }, null, Most, ct)).Items,
            (await tickets.RunAsync(new TicketFilter { Unsolved = true, AssigneeId = me }, null, Most, ct)).Items,
            await db.QueryAsync<TroubledDelivery>(ReadTroubled, new { Since = now - FailuresStay, Take = Most }, ct),
            [.. needs.Where(n => n.IsOne)],
            await db.QueryAsync<FailingFeed>(ReadFailingFeeds, ct: ct),
            await db.QueryAsync<PostDelivery>(PostSql.Between,
                new { From = today.StartsAt, To = today.Next(1).StartsAt, AccountId = (Guid?)null, Take = 12 }, ct),
            foreseen,
            [.. foreseen.Items.Where(f => f.IsPressing(now))]);
    }
}

internal sealed record Needs(
    NeedCounts Counts,
    IReadOnlyList<TicketView> Unassigned,
    IReadOnlyList<TicketView> Mine,
    IReadOnlyList<TroubledDelivery> Troubled,
    IReadOnlyList<AccountNeed> Accounts,
    IReadOnlyList<FailingFeed> Feeds,
    IReadOnlyList<PostDelivery> Today,
    Foresight Foreseen,
    IReadOnlyList<Foreseen> Pressing)
{
    /// <summary>Nothing waits for anybody.</summary>
    public bool IsCalm =>
        Unassigned.Count == 0 && Mine.Count == 0 && Troubled.Count == 0 && Accounts.Count == 0 && Feeds.Count == 0 && Pressing.Count == 0
            && Counts is { SetAside: 0, AwaitApproval: 0, Returned: 0 };
}

/// <summary>An account that cannot do its work, is silent, or is about to run out of money.</summary>
internal sealed record AccountNeed(AccountRow Account, AccountHealth Health, Silence? Silence, SpentMonth? Month)
{
    public bool IsOne => Health.NeedsAttention || Silence is not null || Month is { IsLow: true };

    private DirectionHealth Worst => Health.Listening.NeedsAttention ? Health.Listening : Health.Publishing;

    public string State => Health.NeedsAttention ? Worst.State.ToString() : Silence?.Kind switch
    {
        InactivityKind.CannotHear => "Deaf",
        not null => "Silent",
        null => "BudgetLow",
    };

    public string? Words => Health.NeedsAttention ? Worst.LastError : Silence?.Words ?? Month!.Words;
}

internal sealed record NeedCounts
{
    public int Unassigned { get; init; }

    public int Mine { get; init; }

    public int SetAside { get; init; }

    /// <summary>What we may not have heard, and is being looked for.</summary>
    public int Gaps { get; init; }

    /// <summary>Days whose statement nobody has signed.</summary>
    public int Unsigned { get; init; }

    /// <summary>Deliveries scheduled for after today.</summary>
    public int Later { get; init; }

    /// <summary>Posts somebody has to read.</summary>
    public int AwaitApproval { get; init; }

    /// <summary>Posts of mine that came back with a comment.</summary>
    public int Returned { get; init; }

    public int Articles { get; init; }

    public int Accounts { get; init; }

    public int Posts { get; init; }

    /// <summary>Yesterday: what the networks told us, and what became of it.</summary>
    public int Heard { get; init; }

    public int BecameMessages { get; init; }

    public int Ignored { get; init; }
}

internal sealed record TroubledDelivery
{
    public Guid Id { get; init; }

    public string Kind { get; init; } = "";

    public string State { get; init; } = "";

    public string Network { get; init; } = "";

    public string AccountName { get; init; } = "";

    public string? Title { get; init; }

    public string? LastError { get; init; }

    public DateTimeOffset DueAt { get; init; }
}

internal sealed record FailingFeed
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string? LastError { get; init; }

    public DateTimeOffset? NextReadAt { get; init; }
}
