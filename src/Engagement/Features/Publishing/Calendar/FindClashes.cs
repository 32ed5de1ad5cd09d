using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;

namespace Engagement.Features.Publishing.Calendar;

/// <summary>A post that is too close to the one that is looked at.</summary>
internal sealed record NearPost
{
    public Guid Id { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public DeliveryState State { get; init; }

    public string AccountName { get; init; } = "";

    public string Network { get; init; } = "";

    public string Words { get; init; } = "";
}

/// <summary>Says which posts are too close to others, by the desk's <see cref="Crowding"/>.</summary>
internal sealed class FindClashes(Db db)
{
    // As many as a side panel can name.
    private const int Most = 5;

    /// <summary>The same chips, each with what crowds it.</summary>
    public async Task<IReadOnlyList<CalendarChip>> MarkAsync(IReadOnlyList<CalendarChip> chips, Crowding rules, CancellationToken ct)
    {
        // What is over, or will not go out, is not in the way of anything.
        var asked = chips.Where(c =>
            c.State is not (DeliveryState.Cancelled or DeliveryState.Withdrawn or DeliveryState.Failed or DeliveryState.Missed)).ToList();
        if (asked.Count == 0 || rules is { AccountMinutes: 0, ArticleDays: 0 })
        {
            return chips;
        }

        var (minutes, days) = (TimeSpan.FromMinutes(rules.AccountMinutes), TimeSpan.FromDays(rules.ArticleDays));
        var shown = Json.Write(asked.Select(c => new
        {
            c.Id,
            Post = c.PostId,
            Account = rules.AccountMinutes == 0 ? null : (Guid?)c.AccountId,
            Article = rules.ArticleDays == 0 ? null : c.ArticleId,
            AccountFrom = CalendarSql.Moment(c.DueAt - minutes),
            AccountTo = CalendarSql.Moment(c.DueAt + minutes),
            ArticleFrom = CalendarSql.Moment(c.DueAt - days),
            ArticleTo = CalendarSql.Moment(c.DueAt + days),
        }));
        var near = (await db.QueryAsync<Near>(ClashSql.CountNear, new { Shown = shown }, ct)).ToDictionary(n => n.Id);
        return [.. chips.Select(c => near.TryGetValue(c.Id, out var n) ? c with { Clash = new Clash(n.SameAccount, n.SameArticle) } : c)];
    }

    /// <summary>The posts themselves, for one of them.</summary>
    public async Task<(IReadOnlyList<NearPost> OnAccount, IReadOnlyList<NearPost> OfArticle)> NearAsync(
        Delivery delivery, Crowding rules, CancellationToken ct)
    {
        var (minutes, days) = (TimeSpan.FromMinutes(rules.AccountMinutes), TimeSpan.FromDays(rules.ArticleDays));
        var onAccount = rules.AccountMinutes == 0 ? [] : await db.QueryAsync<NearPost>(
            ClashSql.OnAccount,
            new { delivery.Id, delivery.AccountId, From = delivery.DueAt - minutes, To = delivery.DueAt + minutes, Take = Most }, ct);
        var ofArticle = rules.ArticleDays == 0 || delivery.ArticleId is null ? [] : await db.QueryAsync<NearPost>(
            ClashSql.OfArticle,
            new { delivery.ArticleId, delivery.PostId, From = delivery.DueAt - days, To = delivery.DueAt + days, Take = Most }, ct);
        return (onAccount, ofArticle);
    }

    private sealed record Near
    {
        public Guid Id { get; init; }

        public int SameAccount { get; init; }

        public int SameArticle { get; init; }
    }
}
