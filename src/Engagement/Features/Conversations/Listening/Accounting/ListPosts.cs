using Engagement.Data;
using Engagement.Features.Publishing.Metrics;
using Engagement.Web.Api;

namespace Engagement.Features.Conversations.Listening.Accounting;

/// <summary>Our published posts with the account of their replies, the latest first.</summary>
internal sealed class ListPosts(Db db)
{
    private static readonly Sql List = Sql.Portable(
        $$"""
        select d.Id, d.PostId, d.Part, d.Body, d.Network, a.Name as AccountName, d.RemoteUrl, d.PublishedAt, m.Replies as Reported,
            m.ReadAt,
            {{ReplyCount.Counts}},
            (select count(*) from Tickets t where t.DeliveryId = d.Id) as Tickets
        from Deliveries d join Accounts a on a.Id = d.AccountId
        left join PostMetrics m on m.DeliveryId = d.Id and m.ReadAt = (select max(n.ReadAt) from PostMetrics n where n.DeliveryId = d.Id)
        {where} order by d.PublishedAt desc, d.Id desc {page}
        """);

    private static readonly Sql IsOut = Sql.Portable("d.Kind = 'post' and d.State = 'Published' and d.PublishedAt is not null");

    private static readonly Sql OfAccount = Sql.Portable("d.AccountId = @AccountId");

    private static readonly Sql HasWords = Sql.Portable("d.Body like @Like escape '\\'");

    private static readonly Sql HasGap = Sql.Portable("exists (select 1 from ReplyGaps g where g.DeliveryId = d.Id and g.State = 'Open')");

    private static readonly Sql Before = Sql.Portable("d.PublishedAt <= @AfterTime and (d.PublishedAt < @AfterTime or d.Id < @AfterId)");

    /// <param name="OnlyGaps">Only those with something left to account for.</param>
    internal sealed record Filter(Guid? AccountId = null, string? Words = null, bool OnlyGaps = false);

    public async Task<Page<PostReplies>> RunAsync(Filter filter, Cursor? after, int take, CancellationToken ct)
    {
        var conditions = new List<Sql> { IsOut };
        conditions.AddRange(new (bool Holds, Sql Sql)[]
        {
            (filter.AccountId is not null, OfAccount), (!string.IsNullOrWhiteSpace(filter.Words), HasWords),
            (filter.OnlyGaps, HasGap), (after is not null, Before),
        }.Where(c => c.Holds).Select(c => c.Sql));
        var rows = await db.QueryAsync<PostReplies>(List.Where(conditions), new
        {
            filter.AccountId,
            Like = LikePattern.Containing(filter.Words),
            AfterTime = after?.Time,
            AfterId = after?.Id,
            Take = take + 1,
        }, ct);
        return Page<PostReplies>.Of(rows, take, r => r, r => new Cursor(r.PublishedAt, r.Id));
    }
}

/// <summary>A published post and its replies.</summary>
internal sealed record PostReplies : Replies
{
    /// <summary>The delivery's.</summary>
    public Guid Id { get; init; }

    public Guid? PostId { get; init; }

    public int Part { get; init; }

    public string Body { get; init; } = "";

    public string Network { get; init; } = "";

    public string AccountName { get; init; } = "";

    public string? RemoteUrl { get; init; }

    public DateTimeOffset PublishedAt { get; init; }

    /// <summary>When the network's count was read last.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    public int Tickets { get; init; }
}
