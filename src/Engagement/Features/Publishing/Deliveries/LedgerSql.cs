using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Interruption;

namespace Engagement.Features.Publishing.Deliveries;

internal static class LedgerSql
{
    public static readonly Sql Insert = Sql.Portable(
        $"""
        insert into Deliveries (Id, Kind, PostId, TicketId, MessageId, ArticleId, AccountId, Network, Body, LinkUrl, CardJson,
            InReplyToRemoteId, ImageCount, Part, PreviousId, State, Version, DueAt, Attempts, SendKey, EditedById, ArticleVersion,
            WordsHash, GuardsWaivedAt, AskSince, CreatedAt, UpdatedAt)
        values (@Id, @Kind, @PostId, @TicketId, @MessageId, @ArticleId, @AccountId, @Network, @Body, @LinkUrl, @CardJson,
            @InReplyToRemoteId, @ImageCount, @Part, @PreviousId, @State, 1, @DueAt, 0, @SendKey, @EditedById, @ArticleVersion, @WordsHash,
            @GuardsWaivedAt, case when @IsProgram = 1 then {DeskLife.AskSince} end, @Now, @Now)
        """);

    // SendCreatedAt is kept from the first try on: on Bluesky another time would be another record. What was asked about first has been,
    // once the doubt is settled.
    public static readonly Sql Move = Sql.Portable(
        """
        update Deliveries set
            State = @To,
            Version = Version + 1,
            DueAt = coalesce(@DueAt, DueAt),
            Attempts = Attempts + @Begins,
            SendStartedAt = coalesce(@SendStartedAt, SendStartedAt),
            SendCreatedAt = coalesce(SendCreatedAt, @SendStartedAt),
            SentAs = case when @Begins = 1 then @SentAs else SentAs end,
            LeaseUntil = @LeaseUntil,
            RemoteId = coalesce(@RemoteId, RemoteId),
            RemoteUrl = coalesce(@RemoteUrl, RemoteUrl),
            PublishedAt = coalesce(@PublishedAt, PublishedAt),
            NextMetricsAt = case when Kind = 'post' then coalesce(@NextMetricsAt, NextMetricsAt) else NextMetricsAt end,
            ErrorKind = @ErrorKind,
            LastError = @Error,
            ApprovedAt = case when @Withdraws = 1 then null else coalesce(@ApprovedAt, ApprovedAt) end,
            ApprovedBy = case when @Withdraws = 1 then null else coalesce(@ApprovedBy, ApprovedBy) end,
            ApprovedById = case when @Withdraws = 1 then null else coalesce(@ApprovedById, ApprovedById) end,
            GuardsWaivedAt = coalesce(@GuardsWaivedAt, GuardsWaivedAt),
            AskSince = case when State = 'Uncertain' and @To <> 'Uncertain' then null else AskSince end,
            UpdatedAt = @Now
        where Id = @Id and State = @From and Version = @Version
        """);

    // Whatever was approved, it was not this.
    public static readonly Sql Revise = Sql.Portable(
        """
        update Deliveries set Body = @Body, WordsHash = @WordsHash, DueAt = @DueAt, EditedById = @EditedById, ApprovedAt = null,
            ApprovedBy = null, ApprovedById = null, Version = Version + 1, UpdatedAt = @Now
        where Id = @Id and State = @State and Version = @Version
        """);

    public static readonly Sql PutOff = Sql.Portable(
        """
        update Deliveries set DueAt = @DueAt, ErrorKind = @ErrorKind, LastError = @Error, Version = Version + 1, UpdatedAt = @Now
        where Id = @Id and State = 'Scheduled' and Version = @Version
        """);

    public static readonly Sql WaiveGuards = Sql.Portable(
        """
        update Deliveries set GuardsWaivedAt = @Now, DueAt = @Now, ErrorKind = null, LastError = null, Version = Version + 1,
            UpdatedAt = @Now
        where Id = @Id and State = 'Scheduled' and Version = @Version
        """);

    // The card's picture is fetched anew; nothing has been sent, so no repeat has to be the same to the byte.
    public static readonly Sql Rewrite = Sql.Portable(
        """
        update Deliveries set Body = @Body, WordsHash = @WordsHash, LinkUrl = @LinkUrl, CardJson = @CardJson, CardImageId = null,
            ArticleVersion = @ArticleVersion,
            EditedById = @EditedById, ApprovedAt = null, ApprovedBy = null, ApprovedById = null, Version = Version + 1, UpdatedAt = @Now
        where Id = @Id and State = @State and Version = @Version
        """);

    public static readonly Sql AcceptArticle = Sql.Portable("""
        update Deliveries set ArticleVersion = @ArticleVersion, OutdatedAt = null, Version = Version + 1, UpdatedAt = @Now
        where Id = @Id and Version = @Version
        """);

    // Lists show a post where the first of its deliveries is; what somebody once chose on a clock is no longer what holds.
    public static readonly Sql PostFollows = Sql.Portable(
        """
        update Posts set LocalTime = null,
            DueAt = coalesce((select min(d.DueAt) from Deliveries d where d.PostId = Posts.Id and d.State <> 'Cancelled'), DueAt)
        where Id = @PostId
        """);

    public static readonly Sql InsertHistory = Sql.Portable(
        """
        insert into DeliveryHistory (DeliveryId, Version, FromState, ToState, Reason, Actor, Node, OccurredAt)
        values (@DeliveryId, @Version, @FromState, @ToState, @Reason, @Actor, @Node, @OccurredAt)
        """);

    /// <summary>Of a <see cref="Delivery"/>.</summary>
    public const string Columns =
        """
        Id, Kind, PostId, TicketId, MessageId, ArticleId, AccountId, Network, Body, LinkUrl, CardJson, InReplyToRemoteId,
            State, Version, DueAt, Attempts, SendKey, SendCreatedAt, SendStartedAt, LeaseUntil, RemoteId, RemoteUrl, PublishedAt,
            ErrorKind, LastError, ImageCount, CardImageId, Part, PreviousId, ApprovedAt, ApprovedBy, EditedById,
            ArticleVersion, OutdatedAt, WordsHash, GuardsWaivedAt, GoneAt, AskSince, ReadBackAt
        """;

    public static readonly Sql Read = Sql.Portable($"select {Columns} from Deliveries where Id = @Id");

    public static readonly Sql LaterParts = Sql.Portable(
        """
        select Id, Kind, State, Part, Body, CardJson from Deliveries
        where PostId = @PostId and AccountId = @AccountId and Kind = 'post' and Part > @Part order by Part
        """);

    // A thread has one part after another, so at most one follows.
    public static readonly Sql ReadNextPart = Sql.Portable("select Id, State, Version, Part from Deliveries where PreviousId = @Id");

    public static readonly Sql Follow = Sql.Portable(
        """
        update Deliveries set InReplyToRemoteId = @RemoteId, DueAt = case when State = 'Scheduled' then @Now else DueAt end,
            Version = Version + 1, UpdatedAt = @Now
        where Id = @Id and Version = @Version
        """);

    public static readonly Sql ReadHistory = Sql.Portable(
        """
        select Version, FromState, ToState, Reason, Actor, Node, OccurredAt
        from DeliveryHistory where DeliveryId = @Id order by Version
        """);
}
