using Engagement.Data;

namespace Engagement.Features.Publishing.Deliveries.Foresight;

/// <summary>What waits, and what is known beside its row.</summary>
internal sealed record BesideWaiting
{
    public Guid Id { get; init; }

    public string Title { get; init; } = "";

    public DeliveryState? PreviousState { get; init; }

    /// <summary>When its outbox row is due; null: it has none.</summary>
    public DateTimeOffset? NextLook { get; init; }

    public int? GraceMinutes { get; init; }

    public WhenLate? WhenLate { get; init; }

    public string? TextLanguage { get; init; }

    public string? TextsJson { get; init; }
}

/// <summary>A post that is out, or may be by now, as a guard looks at it.</summary>
internal sealed record OutPost
{
    public Guid Id { get; init; }

    public Guid? PostId { get; init; }

    public Guid AccountId { get; init; }

    public Guid? ArticleId { get; init; }

    public string? WordsHash { get; init; }

    public DeliveryState State { get; init; }

    public int Part { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public DateTimeOffset? SendStartedAt { get; init; }
}

/// <summary>The statements with which the foresight reads all that waits, and what its fate depends on.</summary>
internal static class WaitingSql
{
    private const string IsWaiting = "State in ('Scheduled', 'AwaitingApproval')";

    private const string Out =
        "n.Id, n.PostId, n.AccountId, n.ArticleId, n.WordsHash, n.State, n.Part, n.DueAt, n.PublishedAt, n.SendStartedAt";

    public static readonly Sql Deliveries = Sql.Portable(
        $"select {LedgerSql.Columns} from Deliveries where {IsWaiting} order by DueAt, Id {{page}}");

    public static readonly Sql Beside = Sql.Portable(
        $$"""
        select d.Id, coalesce(p.Title, t.Subject, '') as Title, prev.State as PreviousState, o.AvailableAt as NextLook,
            p.GraceMinutes, p.WhenLate, v.Language as TextLanguage, v.TextsJson
        from Deliveries d
        left join Posts p on p.Id = d.PostId
        left join Tickets t on t.Id = d.TicketId
        left join Deliveries prev on prev.Id = d.PreviousId
        left join Outbox o on o.Kind = '{{Ledger.Work}}' and o.RefId = d.Id
        left join TemplateVersions v on v.TemplateId = p.TemplateId and v.Number = p.TemplateVersion
        where d.{{IsWaiting}}
        order by d.DueAt, d.Id {page}
        """);

    public static readonly Sql Articles = Sql.Portable(
        $"select Id, Title, State, Audience, Version from Articles where Id in (select ArticleId from Deliveries where {IsWaiting})");

    public static readonly Sql LaterParts = Sql.Portable(
        $"""
        select Id, PostId, AccountId, Kind, State, Part, Body, CardJson from Deliveries
        where Kind = 'post' and Part > 1 and PostId in (select PostId from Deliveries where {IsWaiting} and PreviousId is null)
        """);

    // Driven from the few that wait, so that a million that are out are not gone through.
    public static readonly Sql SameWords = Sql.Portable(
        $"""
        select {Out} from
            (select distinct AccountId, WordsHash from Deliveries where {IsWaiting} and Kind = 'post' and WordsHash is not null) w
        join Deliveries n on n.AccountId = w.AccountId and n.WordsHash = w.WordsHash
        where n.Kind = 'post' and n.State in ('Published', 'Publishing', 'Uncertain') and coalesce(n.PublishedAt, n.DueAt) > @From
        """);

    public static readonly Sql SameArticle = Sql.Portable(
        $"""
        select {Out} from
            (select distinct AccountId, ArticleId from Deliveries where {IsWaiting} and Kind = 'post' and ArticleId is not null) w
        join Deliveries n on n.AccountId = w.AccountId and n.ArticleId = w.ArticleId
        where n.Kind = 'post' and n.State in ('Published', 'Publishing', 'Uncertain') and coalesce(n.PublishedAt, n.DueAt) > @From
        """);

    public static readonly Sql LastHour = Sql.Portable(
        $"""
        select {Out} from Deliveries n where n.PublishedAt > @From and n.Kind = 'post' and n.Part = 1 and n.PostId is not null
        union all
        select {Out} from Deliveries n
        where n.State in ('Publishing', 'Uncertain') and n.Kind = 'post' and n.Part = 1 and n.PostId is not null
        """);
}
