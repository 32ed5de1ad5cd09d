using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Channels;
using Engagement.Features.Channels.Limits;
using Engagement.Features.Templates;

namespace Engagement.Features.Publishing.Foresight;

/// <summary>
/// Looks at what waits as the sender will (<see cref="SendDelivery"/>), but at its time instead of now: which deliveries will fail, be held or
/// come late, and what mends each. Reads only.
/// </summary>
internal sealed class Foresee(Db db, ChannelCatalog channels, Prices prices, Spending spending, TimeProvider clock)
{
    /// <summary>Further ahead much changes by itself.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(14);

    /// <summary>Nearer than this a missing approval is told.</summary>
    public static readonly TimeSpan ApprovalDue = TimeSpan.FromHours(24);

    // A year of posts for most desks; a page that is right about the nearest two thousand is right enough.
    private const int MostLooked = 2000;

    private static readonly Sql Waiting = Sql.Portable(
        """
        select d.Id, d.Kind, d.State, d.DueAt, d.Body, d.CardJson, d.Part, d.AccountId, d.Network, d.ArticleId, ar.State as ArticleState, ar.Audience, ar.Title as ArticleTitle,
            coalesce(p.Title, t.Subject, '') as Title, prev.State as PreviousState, v.Language as TextLanguage, v.TextsJson
        from Deliveries d
        left join Posts p on p.Id = d.PostId
        left join Tickets t on t.Id = d.TicketId
        left join Articles ar on ar.Id = d.ArticleId
        left join Deliveries prev on prev.Id = d.PreviousId
        left join TemplateVersions v on v.TemplateId = p.TemplateId and v.Number = p.TemplateVersion
        where d.State in ('Scheduled', 'AwaitingApproval') and d.DueAt >= @Now and d.DueAt < @Until
        order by d.DueAt, d.Id {page}
        """);

    /// <param name="accountId">Of one account; null: of all.</param>
    /// <param name="most">At most so many answers.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Foresight> RunAsync(Guid? accountId, int most, CancellationToken ct)
    {
        var now = clock.Now();
        var rows = await db.QueryAsync<WaitingRow>(Waiting, new { Now = now, Until = now + Ahead, Take = MostLooked }, ct);
        var accounts = (await db.QueryAsync<AccountRow>(AccountSql.ReadEvery, ct: ct)).ToDictionary(a => a.Id);
        var overBudget = await OverBudgetAsync(rows, accounts, now, ct);
        var overRate = rows.GroupBy(r => r.AccountId).SelectMany(g => OverRate(accounts[g.Key], [.. g])).ToDictionary(o => o.Id, o => o.Limit);
        var found = new List<Foreseen>();
        foreach (var row in rows.Where(r => accountId is null || r.AccountId == accountId))
        {
            var account = accounts[row.AccountId];
            var reasons = Reasons(row, account, now);
            if (overBudget.TryGetValue(row.Id, out var poor))
            {
                reasons.Add(new(ForeseenCodes.Budget, account.Id, poor, "Look at the budget", $"/accounts/{account.Id}"));
            }

            if (overRate.TryGetValue(row.Id, out var limit))
            {
                reasons.Add(new(ForeseenCodes.Rate, account.Id, $"{channels[row.Network].Facts.Name} allows {limit.Calls / limit.Cost} in {Words(limit.Window)}, and more than that are due. It will come late.", "Give it another time", $"/deliveries/{row.Id}") { IsFatal = false });
            }

            if (reasons.Count > 0)
            {
                found.Add(new(row.Id, row.Kind, row.Title, row.DueAt, row.State, account.Id, account.Name, row.Network, reasons));
            }

            if (found.Count == most)
            {
                break;
            }
        }

        return new(found, rows.Count, rows.Count == MostLooked ? rows[^1].DueAt : now + Ahead);
    }

    private List<ForeseenReason> Reasons(WaitingRow row, AccountRow account, DateTimeOffset now)
    {
        var reasons = new List<ForeseenReason>();
        var delivery = $"/deliveries/{row.Id}";
        var mine = $"/accounts/{account.Id}";
        if (account.State == AccountState.NeedsReconnect)
        {
            reasons.Add(new(ForeseenCodes.Account, account.Id, $"{account.Name} must be connected again: the network no longer accepts our access.", "Connect it again", mine));
        }
        else if (account.State == AccountState.Removed)
        {
            reasons.Add(new(ForeseenCodes.Account, account.Id, $"{account.Name} was removed.", "Look at the account", mine));
        }
        else if (account.State == AccountState.Paused)
        {
            reasons.Add(new(ForeseenCodes.Account, account.Id, $"{account.Name} is paused.", "Resume it", mine));
        }
        else if (AccessEnd(account) is { } ends && ends <= row.DueAt)
        {
            reasons.Add(new(ForeseenCodes.Access, account.Id, $"The access to {account.Name} ends on {ends:d MMM HH:mm} UTC, before this is due, and cannot be renewed by us.", "Connect it again", mine));
        }
        else if (account.PublishRestUntil > row.DueAt)
        {
            reasons.Add(new(ForeseenCodes.Resting, account.Id, $"{account.Name} rests until {account.PublishRestUntil:d MMM HH:mm} UTC. {account.PublishLastError} It will come late.", "Look at the account", mine) { IsFatal = false });
        }

        if (row is { Kind: "post", ArticleId: { } article } && (row.ArticleState != "Validated" || row.Audience != "external"))
        {
            var why = row.ArticleState == "Archived" ? "is archived" : row.ArticleState != "Validated" ? "is in review" : "is for colleagues only";
            reasons.Add(new(ForeseenCodes.Article, article, $"Its article “{row.ArticleTitle}” {why}: only validated, external articles may be posted.", "Look at the article", $"/knowledge/{article}"));
        }

        if (row.State == nameof(DeliveryState.AwaitingApproval) && row.DueAt - now <= ApprovalDue)
        {
            reasons.Add(new(ForeseenCodes.Approval, row.Id, "Nobody has approved it yet.", "Read and approve", "/posts/approve"));
        }

        if (row.PreviousState is nameof(DeliveryState.Failed) or nameof(DeliveryState.Missed) or nameof(DeliveryState.Held))
        {
            reasons.Add(new(ForeseenCodes.Thread, row.Id, $"The part before it is {row.PreviousState.ToLowerInvariant()}, and it waits for that one.", "Look at the thread", delivery));
        }

        if (channels.Find(row.Network) is not { } channel)
        {
            reasons.Add(new(ForeseenCodes.Account, account.Id, GoneChannel.Words(row.Network), "Look at the account", mine));
        }
        else if (channel.MeasurePart(row.Body, row.Kind == "post" ? row.Part : null, row.CardJson is null ? null : Json.Read<StoredCard>(row.CardJson).ContentWarning, RenderTemplate.AccountForMeasure(account)).Explain() is { } problem)
        {
            reasons.Add(new(ForeseenCodes.Words, row.Id, problem, "Change the words", delivery));
        }

        if (account.Language is { } language && row.TextLanguage is { } first && TemplateTexts.Of(first, "", row.TextsJson).For(language).Missing is not null)
        {
            reasons.Add(new(ForeseenCodes.Language, row.Id, $"{account.Name} speaks {language}, and the template it was made with has no text in it.", "Read the words", delivery) { IsFatal = false });
        }

        return reasons;
    }

    /// <summary>When access ends that only a person can renew; null: it does not, or we renew it.</summary>
    public DateTimeOffset? AccessEnd(AccountRow account) => channels.TryGet<IRefreshTokens>(account.Network, out _) ? account.RefreshEndsAt : account.AccessExpiresAt;

    // As they come due, each takes its price out of what its month leaves for posts.
    private async Task<Dictionary<Guid, string>> OverBudgetAsync(IReadOnlyList<WaitingRow> rows, Dictionary<Guid, AccountRow> accounts, DateTimeOffset now, CancellationToken ct)
    {
        var poor = new Dictionary<Guid, string>();
        foreach (var group in rows.GroupBy(r => r.AccountId))
        {
            if (accounts[group.Key] is not { MonthlyBudget: not null } account || await spending.MonthAsync(db, account, ct) is not { Budget: { } budget } month)
            {
                continue;
            }

            // A month to come has all its money but listening's share.
            decimal Start(DateTimeOffset due) => due < month.Next ? month.LeftForPosts.Amount : budget.Amount * (100 - account.ListeningShare) / 100;
            foreach (var inMonth in group.GroupBy(r => (r.DueAt.UtcDateTime.Year, r.DueAt.UtcDateTime.Month)))
            {
                var left = Start(inMonth.First().DueAt);
                foreach (var row in inMonth)
                {
                    var price = prices.OfSending(row.Network, row.Body, row.Kind == "reply");
                    if (price is not null && price.Money.Amount > left)
                    {
                        poor[row.Id] = $"It costs {price}, and what is due before it leaves too little of {account.Name}'s budget for that month.";
                    }
                    else
                    {
                        left -= price?.Money.Amount ?? 0;
                    }
                }
            }
        }

        return poor;
    }

    private IEnumerable<(Guid Id, DocumentedLimit Limit)> OverRate(AccountRow account, IReadOnlyList<WaitingRow> rows)
    {
        var told = new HashSet<Guid>();
        foreach (var limit in channels.Find(account.Network)?.Facts.Limits.Where(l => (l.By & Draws.Sending) != 0 && l.Cost > 0) ?? [])
        {
            var start = 0;
            for (var i = 0; i < rows.Count; i++)
            {
                while (rows[i].DueAt - rows[start].DueAt >= limit.Window)
                {
                    start++;
                }

                if ((i - start + 1) * limit.Cost > limit.Calls && told.Add(rows[i].Id))
                {
                    yield return (rows[i].Id, limit);
                }
            }
        }
    }

    private static string Words(TimeSpan window) => window.TotalHours >= 2 ? $"{window.TotalHours:0} hours" : window.TotalMinutes >= 2 ? $"{window.TotalMinutes:0} minutes" : "a minute";

    private sealed record WaitingRow
    {
        public Guid Id { get; init; }

        public string Kind { get; init; } = "";

        public string? CardJson { get; init; }

        public int Part { get; init; }

        public string State { get; init; } = "";

        public DateTimeOffset DueAt { get; init; }

        public string Body { get; init; } = "";

        public Guid AccountId { get; init; }

        public string Network { get; init; } = "";

        public Guid? ArticleId { get; init; }

        public string? ArticleState { get; init; }

        public string? Audience { get; init; }

        public string? ArticleTitle { get; init; }

        public string Title { get; init; } = "";

        public string? PreviousState { get; init; }

        public string? TextLanguage { get; init; }

        public string? TextsJson { get; init; }
    }
}
