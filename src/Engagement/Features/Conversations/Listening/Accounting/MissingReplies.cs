using Engagement.Data;

namespace Engagement.Features.Conversations.Listening.Accounting;

/// <summary>Something we may not have heard: more replies of a post than reached us, or a time in which we could not hear at all.</summary>
internal sealed record MissingReplies
{
    public Guid Id { get; init; }

    public Guid AccountId { get; init; }

    public string AccountName { get; init; } = "";

    public string Network { get; init; } = "";

    /// <summary>The post, of a <see cref="GapKind.Count"/>.</summary>
    public Guid? DeliveryId { get; init; }

    public Guid? PostId { get; init; }

    /// <summary>The post's words.</summary>
    public string? Body { get; init; }

    public GapKind Kind { get; init; }

    public GapState State { get; init; }

    public DateTimeOffset? FromAt { get; init; }

    public DateTimeOffset? ToAt { get; init; }

    public int? Reported { get; init; }

    public int Unexplained { get; init; }

    /// <summary>Messages that reading threads again has brought in.</summary>
    public int BroughtIn { get; init; }

    public int Tries { get; init; }

    public DateTimeOffset? NextTryAt { get; init; }

    public string? Note { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public string? ClosedBy { get; init; }
}

internal enum GapKind
{
    /// <summary>The network counts more replies than we heard.</summary>
    Count,

    /// <summary>No read worked for a while.</summary>
    Outage,
}

internal enum GapState
{
    Open,

    /// <summary>Nothing of it is left.</summary>
    Closed,

    /// <summary>A person says that it is well so.</summary>
    Accepted,
}

internal static class MissingRepliesSql
{
    private const string Columns =
        """
        g.Id, g.AccountId, a.Name as AccountName, a.Network, g.DeliveryId, d.PostId, d.Body, g.Kind, g.State, g.FromAt, g.ToAt, g.Reported,
            g.Unexplained, g.BroughtIn, g.Tries, g.NextTryAt, g.Note, g.OpenedAt, g.ClosedAt, g.ClosedBy
        """;

    private const string From = "from ReplyGaps g join Accounts a on a.Id = g.AccountId left join Deliveries d on d.Id = g.DeliveryId";

    public static readonly Sql List = Sql.Portable($"select {Columns} {From} {{where}} order by g.OpenedAt desc, g.Id desc {{page}}");

    public static readonly Sql Before = Sql.Portable("g.OpenedAt <= @AfterTime and (g.OpenedAt < @AfterTime or g.Id < @AfterId)");

    public static readonly Sql HasState = Sql.Portable("g.State = @State");

    public static readonly Sql OfAccount = Sql.Portable("g.AccountId = @AccountId");

    public static readonly Sql HasWords = Sql.Portable("d.Body like @Like escape '\\' or g.Note like @Like escape '\\'");

    public static readonly Sql Due = Sql.Portable(
        $"select {Columns} {From} where g.NextTryAt <= @Now and g.State = 'Open' order by g.NextTryAt {{page}}");

    // Whoever moves its time has it.
    public static readonly Sql Claim = Sql.Portable(
        "update ReplyGaps set NextTryAt = @Until where Id = @Id and State = 'Open' and NextTryAt = @NextTryAt");

    // One that a person accepted is opened again only when more is missing than they saw.
    public static readonly Sql OpenCount = Sql.Portable(
        """
        insert into ReplyGaps (Id, AccountId, DeliveryId, Kind, State, Reported, Unexplained, NextTryAt, OpenedAt)
        select @Id, d.AccountId, d.Id, 'Count', 'Open', @Reported, @Unexplained, @NextTryAt, @Now from Deliveries d
        where d.Id = @DeliveryId and not exists (
            select 1 from ReplyGaps g where g.DeliveryId = @DeliveryId
                and (g.State = 'Open' or (g.State = 'Accepted' and g.Unexplained >= @Unexplained)))
        """);

    public static readonly Sql OpenOutage = Sql.Portable(
        """
        insert into ReplyGaps (Id, AccountId, Kind, State, FromAt, ToAt, Unexplained, NextTryAt, OpenedAt)
        values (@Id, @AccountId, 'Outage', 'Open', @FromAt, @ToAt, 0, @Now, @Now)
        """);

    public static readonly Sql Tried = Sql.Portable(
        """
        update ReplyGaps set State = @State, Reported = @Reported, Unexplained = @Unexplained, BroughtIn = BroughtIn + @BroughtIn,
            Tries = Tries + 1, NextTryAt = @NextTryAt, Note = @Note, ClosedAt = @ClosedAt, ClosedBy = @ClosedBy
        where Id = @Id and State = 'Open'
        """);

    public static readonly Sql Accept = Sql.Portable("""
        update ReplyGaps set State = 'Accepted', NextTryAt = null, Note = @Note, ClosedAt = @Now, ClosedBy = @By
        where Id = @Id and State = 'Open'
        """);

    public static readonly Sql TryNow = Sql.Portable("update ReplyGaps set NextTryAt = @Now where Id = @Id and State = 'Open'");
}
