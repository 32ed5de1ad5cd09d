using Engagement.Data;

namespace Engagement.Features.Content.Knowledge.Review;

/// <summary>Somebody saw in a client's words that an article is not clear.</summary>
internal sealed record ArticleFlag
{
    public Guid Id { get; init; }

    public Guid ArticleId { get; init; }

    public Guid? TicketId { get; init; }

    public long? TicketNumber { get; init; }

    public string Why { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public string CreatedBy { get; init; } = "";
}

/// <summary>What is kept of an article's review.</summary>
internal sealed record ArticleReview
{
    public Guid Id { get; init; }

    public string Title { get; init; } = "";

    public ArticleState State { get; init; }

    public ArticleAudience Audience { get; init; }

    public Guid? OwnerId { get; init; }

    public string? OwnerName { get; init; }

    /// <summary>When its owner wants to look at it again; null: nobody said.</summary>
    public DateTimeOffset? ReviewAt { get; init; }

    public DateTimeOffset? ReviewedAt { get; init; }

    public string? ReviewedBy { get; init; }

    /// <summary>Open flags.</summary>
    public int Flags { get; init; }

    /// <summary>What the list is ordered by: the review's time, or when the article came.</summary>
    public DateTimeOffset DueAt { get; init; }
}

internal static class ReviewSql
{
    private const string View =
        """
        select a.Id, a.Title, a.State, a.Audience, a.OwnerId, u.Name as OwnerName, a.ReviewAt, a.ReviewedAt, a.ReviewedBy,
            (select count(*) from ArticleFlags f where f.ArticleId = a.Id and f.ResolvedAt is null) as Flags,
                coalesce(a.ReviewAt, a.CreatedAt) as DueAt
        from Articles a left join Users u on u.Id = a.OwnerId
        """;

    public static readonly Sql Read = Sql.Portable($"{View} where a.Id = @Id");

    public static readonly Sql List = Sql.Portable($"{View} {{where}} order by coalesce(a.ReviewAt, a.CreatedAt), a.Id {{page}}");

    public static readonly Sql After = Sql.Portable(
        "coalesce(a.ReviewAt, a.CreatedAt) > @Time or (coalesce(a.ReviewAt, a.CreatedAt) = @Time and a.Id > @AfterId)");

    /// <summary>What its owner should look at: flagged, due, or waiting to be trusted.</summary>
    public static readonly Sql Waits = Sql.Portable("""
        a.State <> 'Archived' and (a.State = 'Draft' or a.ReviewAt <= @Now or exists (select 1 from ArticleFlags f where f.ArticleId = a.Id
            and f.ResolvedAt is null))
        """);

    public static readonly Sql IsUnclear = Sql.Portable(
        "exists (select 1 from ArticleFlags f where f.ArticleId = a.Id and f.ResolvedAt is null)");

    public static readonly Sql IsDue = Sql.Portable("a.State <> 'Archived' and a.ReviewAt <= @Now");

    public static readonly Sql IsDraft = Sql.Portable("a.State = 'Draft'");

    public static readonly Sql IsOwnedBy = Sql.Portable("a.OwnerId = @OwnerId");

    public static readonly Sql HasNoOwner = Sql.Portable("a.OwnerId is null");

    public static readonly Sql HasWords = Sql.Portable("a.Title like @Like escape '\\'");

    public static readonly Sql Set = Sql.Portable("update Articles set OwnerId = @OwnerId, ReviewAt = @ReviewAt where Id = @Id");

    public static readonly Sql Reviewed = Sql.Portable(
        """
        update Articles set ReviewAt = @Next, ReviewedAt = @Now, ReviewedBy = @By, State = case when @Validate = 1 then 'Validated'
            else State end,
            ArchivedAt = case when @Validate = 1 then null else ArchivedAt end, UpdatedAt = case when @Validate = 1 and State <> 'Validated'
            then @Now else UpdatedAt end
        where Id = @Id
        """);

    public static readonly Sql OpenFlags = Sql.Portable(
        """
        select f.Id, f.ArticleId, f.TicketId, t.Number as TicketNumber, f.Why, f.CreatedAt, f.CreatedBy
        from ArticleFlags f left join Tickets t on t.Id = f.TicketId
        where f.ArticleId = @ArticleId and f.ResolvedAt is null order by f.CreatedAt desc, f.Id
        """);

    public static readonly Sql OpenFlagOf = Sql.Portable(
        "select Id from ArticleFlags where ArticleId = @ArticleId and TicketId = @TicketId and ResolvedAt is null");

    public static readonly Sql InsertFlag = Sql.Portable("""
        insert into ArticleFlags (Id, ArticleId, TicketId, Why, CreatedAt, CreatedBy) values (@Id, @ArticleId, @TicketId, @Why, @Now, @By)
        """);

    public static readonly Sql ResolveFlags = Sql.Portable(
        "update ArticleFlags set ResolvedAt = @Now, ResolvedBy = @By where ArticleId = @ArticleId and ResolvedAt is null");
}
