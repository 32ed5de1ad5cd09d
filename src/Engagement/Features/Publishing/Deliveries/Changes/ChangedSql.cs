using Engagement.Data;

namespace Engagement.Features.Publishing.Deliveries.Changes;

/// <summary>A delivery whose article is not what its words were written from.</summary>
internal sealed record ChangedDelivery
{
    public Guid Id { get; init; }

    public Guid PostId { get; init; }

    public Guid ArticleId { get; init; }

    public string Title { get; init; } = "";

    public string ArticleState { get; init; } = "";

    public string Audience { get; init; } = "";

    public int ArticleNow { get; init; }

    public int? ArticleVersion { get; init; }

    public DateTimeOffset ArticleChangedAt { get; init; }

    public string AccountName { get; init; } = "";

    public string Network { get; init; } = "";

    public string Body { get; init; } = "";

    public int Version { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public DateTimeOffset? OutdatedAt { get; init; }

    public string? RemoteUrl { get; init; }

    /// <summary>The article may not be posted any more.</summary>
    public bool IsRetired => ArticleState != "Validated" || Audience != "external";
}

internal static class ChangedSql
{
    private const string Columns =
        """
        d.Id, d.PostId, d.ArticleId, a.Title, a.State as ArticleState, a.Audience, a.Version as ArticleNow, d.ArticleVersion,
            a.UpdatedAt as ArticleChangedAt,
            acc.Name as AccountName, d.Network, d.Body, d.Version, d.DueAt, d.PublishedAt, d.OutdatedAt, d.RemoteUrl
        from Deliveries d join Articles a on a.Id = d.ArticleId join Accounts acc on acc.Id = d.AccountId
        """;

    private const string IsHeld = "d.State = 'Held' and d.ErrorKind in ('ArticleChanged', 'ArticleNotPostable') and d.PostId is not null";

    private const string IsOut = "d.OutdatedAt is not null and d.State = 'Published' and (a.State <> 'Validated' or a.Audience <> "
        + "'external' or a.Version <> d.ArticleVersion)";

    public static readonly Sql Held = Sql.Portable($"select {Columns} {{where}} order by d.DueAt, d.Id {{page}}");

    public static readonly Sql HeldOnes = Sql.Portable(IsHeld);

    public static readonly Sql OutOnes = Sql.Portable(IsOut);

    public static readonly Sql OfAccount = Sql.Portable("d.AccountId = @AccountId");

    public static readonly Sql HasTitle = Sql.Portable("a.Title like @Like escape '\\'");

    public static readonly Sql AfterDue = Sql.Portable("d.DueAt >= @AfterTime and (d.DueAt > @AfterTime or d.Id > @AfterId)");

    /// <summary>Those that are out, the ones whose article changed last first.</summary>
    public static readonly Sql Out = Sql.Portable($"select {Columns} {{where}} order by d.OutdatedAt desc, d.Id desc {{page}}");

    public static readonly Sql BeforeOutdated = Sql.Portable(
        "d.OutdatedAt <= @AfterTime and (d.OutdatedAt < @AfterTime or d.Id < @AfterId)");

    public static readonly Sql CountHeld = Sql.Portable("""
        select count(*) from Deliveries d where d.State = 'Held' and d.ErrorKind in ('ArticleChanged', 'ArticleNotPostable')
            and d.PostId is not null
        """);

    public static readonly Sql CountOut = Sql.Portable(
        $"select count(*) from Deliveries d join Articles a on a.Id = d.ArticleId where {IsOut}");
}
