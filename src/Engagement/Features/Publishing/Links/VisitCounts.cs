using System.Globalization;
using Engagement.Data;

namespace Engagement.Features.Publishing.Links;

/// <summary>Visits as they are shown: people, and beside them what was not people. Counted from the visits themselves each time.</summary>
internal sealed record VisitCounts
{
    public static readonly VisitCounts None = new();

    /// <summary>Visits by people.</summary>
    public long People { get; init; }

    /// <summary>
    /// How many different ones: the same browser at the same address counts once a day for an article. Those who ask not to be tracked are
    /// not among them.
    /// </summary>
    public long Unique { get; init; }

    /// <summary>
    /// How many of <see cref="People"/> asked not to be tracked (DNT, Global Privacy Control), or came while no hash could be made.
    /// </summary>
    public long Unrecognised { get; init; }

    /// <summary>Fetches by link previews.</summary>
    public long Previews { get; init; }

    /// <summary>Visits by other programs.</summary>
    public long Bots { get; init; }

    /// <summary>In a line: <c>12 visits by people (9 different) · 3 previews · 2 bots</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{People:N0} {(People == 1 ? "visit" : "visits")} by people ({Unique:N0} different) · {Previews:N0} "
            + $"{(Previews == 1 ? "preview" : "previews")} · {Bots:N0} {(Bots == 1 ? "bot" : "bots")}");
}

/// <summary>Reads visits for deliveries, for a post or for an article.</summary>
internal sealed class CountVisits(Db db)
{
    private const string Sums =
        """
        cast(sum(case when v.Class = 'People' then 1 else 0 end) as bigint) as People,
            cast(count(distinct v.Visitor) as bigint) as UniquePeople,
            cast(sum(case when v.Class = 'People' and v.Visitor is null then 1 else 0 end) as bigint) as Unrecognised,
            cast(sum(case when v.Class = 'Preview' then 1 else 0 end) as bigint) as Previews,
            cast(sum(case when v.Class = 'Bot' then 1 else 0 end) as bigint) as Bots
        """;

    private static readonly Sql ByDelivery = Sql.Portable(
        $$"""
        select l.DeliveryId as Id, l.Code, {{Sums}}
        from TrackedLinks l left join Visits v on v.Code = l.Code
        where l.DeliveryId in {ids Deliveries} group by l.DeliveryId, l.Code
        """);

    private static readonly Sql ByPost = Sql.Portable(
        $"""
        select d.PostId as Id, {Sums}
        from Deliveries d join TrackedLinks l on l.DeliveryId = d.Id left join Visits v on v.Code = l.Code
        where d.PostId = @Id group by d.PostId
        """);

    private static readonly Sql ByArticle = Sql.Portable(
        $"""
        select l.ArticleId as Id, {Sums}
        from TrackedLinks l left join Visits v on v.Code = l.Code
        where l.ArticleId = @Id group by l.ArticleId
        """);

    /// <summary>Those of the deliveries that have a tracked link, with its code.</summary>
    public async Task<IReadOnlyDictionary<Guid, LinkVisits>> OfDeliveriesAsync(IEnumerable<Guid> deliveries, CancellationToken ct) =>
        (await db.QueryAsync<Row>(ByDelivery, new { Deliveries = Json.Ids(deliveries) }, ct))
            .ToDictionary(r => r.Id, r => new LinkVisits(r.Code, r.Counts));

    /// <summary>Null: none of its deliveries has a tracked link. A person who came by two of them is one.</summary>
    public async Task<VisitCounts?> OfPostAsync(Guid post, CancellationToken ct) =>
        (await db.OneAsync<Row>(ByPost, new { Id = post }, ct))?.Counts;

    /// <summary>Null: it was never posted with a tracked link.</summary>
    public async Task<VisitCounts?> OfArticleAsync(Guid article, CancellationToken ct) =>
        (await db.OneAsync<Row>(ByArticle, new { Id = article }, ct))?.Counts;

    private sealed record Row
    {
        public Guid Id { get; init; }

        public string Code { get; init; } = "";

        public long People { get; init; }

        public long UniquePeople { get; init; }

        public long Unrecognised { get; init; }

        public long Previews { get; init; }

        public long Bots { get; init; }

        public VisitCounts Counts =>
            new() { People = People, Unique = UniquePeople, Unrecognised = Unrecognised, Previews = Previews, Bots = Bots };
    }
}

/// <summary>A delivery's link and who followed it.</summary>
internal sealed record LinkVisits(string Code, VisitCounts Counts);
