using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;

namespace Engagement.Features.Publishing.Calendar.Feed;

internal static class FeedSql
{
    public static readonly Sql Insert = Sql.Portable(
        "insert into CalendarFeeds (UserId, TokenHash, CreatedAt) values (@UserId, @TokenHash, @Now)");

    public static readonly Sql Delete = Sql.Portable("delete from CalendarFeeds where UserId = @UserId");

    public static readonly Sql OfUser = Sql.Portable("select UserId, CreatedAt, LastReadAt from CalendarFeeds where UserId = @UserId");

    // Of somebody who may still sign in.
    public static readonly Sql ByHash = Sql.Portable("""
        select f.UserId, f.CreatedAt, f.LastReadAt from CalendarFeeds f join Users u on u.Id = f.UserId where f.TokenHash = @TokenHash
            and u.DisabledAt is null
        """);

    public static readonly Sql Read = Sql.Portable("update CalendarFeeds set LastReadAt = @Now where UserId = @UserId");

    public static readonly Sql Events = Sql.Portable(
        """
        select d.Id, d.PostId, d.Network, d.Body, d.State, d.Version, d.DueAt, d.PublishedAt, d.UpdatedAt, d.RemoteUrl,
            a.Name as AccountName
        from (select x.Id, x.DueAt from Deliveries x
              where x.Kind = 'post' and x.Part = 1 and x.DueAt >= @From and x.DueAt < @To order by x.DueAt, x.Id {page}) shown
        join Deliveries d on d.Id = shown.Id
        join Accounts a on a.Id = d.AccountId
        order by d.DueAt, d.Id
        """);
}

/// <summary>Somebody's subscription.</summary>
internal sealed record FeedRow
{
    public Guid UserId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastReadAt { get; init; }
}

/// <summary>A delivery as an event.</summary>
internal sealed record FeedEvent
{
    public Guid Id { get; init; }

    public Guid? PostId { get; init; }

    public string Network { get; init; } = "";

    public string Body { get; init; } = "";

    public DeliveryState State { get; init; }

    public int Version { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public string? RemoteUrl { get; init; }

    public string AccountName { get; init; } = "";
}
