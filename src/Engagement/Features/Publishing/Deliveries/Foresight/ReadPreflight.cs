using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Deliveries.Changes;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Features.Publishing.Deliveries.Stop;

namespace Engagement.Features.Publishing.Deliveries.Foresight;

/// <summary>Reads all that waits and all that its fate depends on, as it stands now, in a fixed number of statements.</summary>
internal sealed class ReadPreflight(Db db, Prices prices, Spending spending, PublishingOptions options)
{
    /// <param name="Waiting">The next ones due first.</param>
    internal sealed record Read(IReadOnlyList<Delivery> Waiting, Dictionary<Guid, AccountRow> Accounts, PreflightState World,
        PreflightBudget Purse);

    public async Task<Read> RunAsync(DateTimeOffset now, int most, CancellationToken ct)
    {
        var waiting = await db.QueryAsync<Delivery>(WaitingSql.Deliveries, new { Take = most }, ct);
        var beside = (await db.QueryAsync<BesideWaiting>(WaitingSql.Beside, new { Take = most }, ct)).ToDictionary(b => b.Id);

        // Whatever came between the two readings is foreseen the next time.
        waiting = [.. waiting.Where(d => beside.ContainsKey(d.Id))];
        var accounts = (await db.QueryAsync<AccountRow>(AccountSql.ReadEvery, ct: ct)).ToDictionary(a => a.Id);
        var guards = await GuardSettings.ReadAsync(db, ct);
        var world = new PreflightState
        {
            Options = options,
            Guards = guards,
            Approval = await ApprovalSettings.ReadAsync(db, ct),
            Beside = beside,
            Posts = await PostsAsync(waiting, guards, now, ct),
            QuietHours = (await db.QueryAsync<QuietHours>(QuietHours.All, ct: ct)).ToDictionary(q => q.AccountId),
            Articles = (await db.QueryAsync<ArticleChange.Standing>(WaitingSql.Articles, ct: ct)).ToDictionary(a => a.Id),
            LaterParts = (await db.QueryAsync<Delivery>(WaitingSql.LaterParts, ct: ct)).ToLookup(d => (d.PostId, d.AccountId)),
            Stops = await db.QueryAsync<Stopped>(Stops.Read, ct: ct),
        };
        return new(waiting, accounts, world,
            new PreflightBudget(await db.QueryAsync<RateBudgetRow>(RateBudgets.ReadEvery, ct: ct), await MonthsAsync(accounts.Values, ct),
                prices));
    }

    private async Task<PreflightPosts> PostsAsync(IReadOnlyList<Delivery> waiting, GuardSettings guards, DateTimeOffset now,
        CancellationToken ct)
    {
        var posts = new PreflightPosts();
        if (waiting.Count == 0)
        {
            return posts;
        }

        foreach (var post in await db.QueryAsync<OutPost>(WaitingSql.SameWords, new { From = now.AddDays(-guards.DuplicateDays) }, ct))
        {
            posts.AddWords(post);
        }

        foreach (var post in await db.QueryAsync<OutPost>(WaitingSql.SameArticle, new { From = now.AddDays(-guards.ArticleDays) }, ct))
        {
            posts.AddArticle(post);
        }

        foreach (var post in await db.QueryAsync<OutPost>(WaitingSql.LastHour, new { From = now.AddHours(-1) }, ct))
        {
            posts.AddHour(post);
        }

        foreach (var delivery in waiting)
        {
            posts.Places(delivery);
        }

        return posts;
    }

    private async Task<Dictionary<Guid, SpentMonth>> MonthsAsync(IEnumerable<AccountRow> accounts, CancellationToken ct)
    {
        var months = new Dictionary<Guid, SpentMonth>();
        foreach (var account in accounts.Where(a => a.MonthlyBudget is not null))
        {
            if (await spending.MonthAsync(db, account, ct) is { } month)
            {
                months[account.Id] = month;
            }
        }

        return months;
    }
}
