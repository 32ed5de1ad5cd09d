using System.Collections.Immutable;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;

namespace Engagement.Features.Publishing.Posts;

/// <summary>A post as lists and its page show it.</summary>
internal sealed record PostRow
{
    public Guid Id { get; init; }

    public Guid? ArticleId { get; init; }

    public int? ArticleVersion { get; init; }

    public Guid? TemplateId { get; init; }

    public int? TemplateVersion { get; init; }

    public string Title { get; init; } = "";

    public DateTimeOffset DueAt { get; init; }

    public string? LocalTime { get; init; }

    public string TimeZone { get; init; } = "UTC";

    public string? RequestHash { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public string CreatedBy { get; init; } = "";

    /// <summary>With <see cref="WhenLate"/>, what becomes of it when it is late; null: as the desk is set up.</summary>
    public int? GraceMinutes { get; init; }

    public WhenLate? WhenLate { get; init; }

    /// <summary>The letter of the words it began with, where some were tried against each other.</summary>
    public string? Variant { get; init; }

    /// <summary>The series that made it; null: somebody did.</summary>
    public Guid? SeriesId { get; init; }

    public LatePolicy? Late => GraceMinutes is { } minutes
        ? new LatePolicy(TimeSpan.FromMinutes(minutes), WhenLate ?? Deliveries.WhenLate.Missed)
        : null;
}

/// <summary>A delivery as a post shows it.</summary>
internal sealed record PostDelivery
{
    public Guid Id { get; init; }

    public Guid? PostId { get; init; }

    public Guid AccountId { get; init; }

    public string AccountName { get; init; } = "";

    public string AccountHandle { get; init; } = "";

    public string? AvatarUrl { get; init; }

    public string Network { get; init; } = "";

    public string Body { get; init; } = "";

    public string? LinkUrl { get; init; }

    public string? CardJson { get; init; }

    public DeliveryState State { get; init; }

    public int Version { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public int Attempts { get; init; }

    public string? RemoteUrl { get; init; }

    public string? ErrorKind { get; init; }

    public string? LastError { get; init; }

    public int ImageCount { get; init; }

    /// <summary>Its place in a thread, from 1.</summary>
    public int Part { get; init; }

    public Guid? PreviousId { get; init; }

    public string? InReplyToRemoteId { get; init; }

    /// <summary>Who wrote or last changed it; null: a program.</summary>
    public Guid? EditedById { get; init; }

    /// <summary>When the network was first seen to have it no more, though we did not take it back.</summary>
    public DateTimeOffset? GoneAt { get; init; }

    /// <summary>
    /// What was chosen for the account when it was sent, in words; null: nothing can be chosen there, or it has not left.
    /// </summary>
    public string? SentAs { get; init; }

    public string AccountSettings { get; init; } = "{}";

    /// <summary>The account as far as measuring needs it.</summary>
    public ChannelAccount ForMeasure => new(AccountId, Network, AccountHandle, "", null,
        Json.Read<ImmutableDictionary<string, string>>(AccountSettings), ImmutableDictionary<string, string>.Empty);

    /// <summary>A part of a thread whose part before is not out yet.</summary>
    public bool WaitsForPrevious => PreviousId is not null && InReplyToRemoteId is null && State == DeliveryState.Scheduled;
}

internal static class PostSql
{
    private const string Columns =
        "Id, ArticleId, ArticleVersion, TemplateId, TemplateVersion, Title, DueAt, LocalTime, TimeZone, RequestHash, CreatedAt, CreatedBy, "
            + "GraceMinutes, WhenLate, Variant, SeriesId";

    private const string DeliveryColumns =
        """
        d.Id, d.PostId, d.AccountId, a.Name as AccountName, a.Handle as AccountHandle, a.AvatarUrl, d.Network, d.Body, d.LinkUrl,
            d.CardJson,
        d.State, d.Version, d.DueAt, d.PublishedAt, d.Attempts, d.RemoteUrl, d.ErrorKind, d.LastError,
        d.ImageCount, d.Part, d.PreviousId, d.InReplyToRemoteId, d.EditedById, d.GoneAt, d.SentAs, a.SettingsJson as AccountSettings
        """;

    public static readonly Sql Insert = Sql.Portable(
        """
        insert into Posts (Id, ArticleId, ArticleVersion, TemplateId, TemplateVersion, Title, DueAt, LocalTime, TimeZone,
            IdempotencyKey, RequestHash, CreatedAt, CreatedBy, CreatedById, GraceMinutes, WhenLate, ExperimentId, Variant, SeriesId,
            ZoneData)
        values (@Id, @ArticleId, @ArticleVersion, @TemplateId, @TemplateVersion, @Title, @DueAt, @LocalTime, @TimeZone,
            @IdempotencyKey, @RequestHash, @Now, @By, @ById, @GraceMinutes, @WhenLate, @ExperimentId, @Variant, @SeriesId, @ZoneData)
        """);

    public static readonly Sql Read = Sql.Portable($"select {Columns} from Posts where Id = @Id");

    public static readonly Sql CountAwaiting = Sql.Portable(
        "select count(distinct PostId) from Deliveries where State = 'AwaitingApproval'");

    public static readonly Sql ByKey = Sql.Portable($"select {Columns} from Posts where IdempotencyKey = @IdempotencyKey");

    public static readonly Sql List = Sql.Portable($"select {Columns} from Posts {{where}} order by DueAt desc, Id desc {{page}}");

    public static readonly Sql Before = Sql.Portable("DueAt <= @AfterTime and (DueAt < @AfterTime or Id < @AfterId)");

    public static readonly Sql OfArticle = Sql.Portable("ArticleId = @ArticleId");

    public static readonly Sql HasDelivery = Sql.Portable("""
        exists (select 1 from Deliveries d where d.PostId = Posts.Id and (@State is null or d.State = @State)
            and (@AccountId is null or d.AccountId = @AccountId))
        """);

    public static readonly Sql Deliveries = Sql.Portable(
        $$"""
        select {{DeliveryColumns}} from Deliveries d join Accounts a on a.Id = d.AccountId
        where d.PostId in {ids Posts} order by a.Name, d.AccountId, d.Part, d.Id
        """);

    public static readonly Sql Between = Sql.Portable(
        $$"""
        select {{DeliveryColumns}} from Deliveries d join Accounts a on a.Id = d.AccountId
        where d.Kind = 'post' and d.DueAt >= @From and d.DueAt < @To and (@AccountId is null or d.AccountId = @AccountId)
        order by d.DueAt, d.Id {page}
        """);
}
