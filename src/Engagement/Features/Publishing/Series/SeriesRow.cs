using System.Globalization;
using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;

namespace Engagement.Features.Publishing.Series;

internal enum SeriesState
{
    Active,

    /// <summary>It makes no posts; those it has made stay.</summary>
    Paused,
}

/// <summary>Where a series takes its articles from.</summary>
internal enum SeriesQueue
{
    /// <summary>A list that people keep in order.</summary>
    Hand,

    /// <summary>Articles with a tag, the one that was not posted for longest first.</summary>
    Tag,

    /// <summary>All that may be posted, the one that was not posted for longest first.</summary>
    All,
}

/// <summary>A series as its row holds it.</summary>
internal sealed record SeriesRow
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public SeriesState State { get; init; }

    public string TimeZone { get; init; } = "UTC";

    public string SlotsJson { get; init; } = "[]";

    public SeriesQueue Queue { get; init; }

    public string? Tag { get; init; }

    /// <summary>An article that was posted within so many days is passed over.</summary>
    public int RestDays { get; init; }

    /// <summary>By hand: what was posted goes to the end.</summary>
    public bool Repeats { get; init; }

    public string? StartsOn { get; init; }

    public string? EndsOn { get; init; }

    /// <summary>Posts are made so many days ahead.</summary>
    public int HorizonDays { get; init; }

    public int? GraceMinutes { get; init; }

    public WhenLate? WhenLate { get; init; }

    public int Version { get; init; }

    /// <summary>Why it makes no posts just now; null: all is well.</summary>
    public string? LastProblem { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public string CreatedBy { get; init; } = "";

    public DateTimeOffset UpdatedAt { get; init; }

    public string UpdatedBy { get; init; } = "";

    public IReadOnlyList<Slot> Slots => Slot.Read(SlotsJson);

    public DateOnly? Starts => Day(StartsOn);

    public DateOnly? Ends => Day(EndsOn);

    public LatePolicy? Late => GraceMinutes is { } minutes
        ? new LatePolicy(TimeSpan.FromMinutes(minutes), WhenLate ?? Deliveries.WhenLate.Missed)
        : null;

    /// <summary>E.g. <c>weekdays 09:00, 15:30; Sat 11:00</c>.</summary>
    public string SlotWords =>
        string.Join("; ", Slots.GroupBy(s => s.DayWords).Select(g => $"{g.Key} {string.Join(", ", g.Select(s => s.Time))}"));

    public string QueueWords => Queue switch { SeriesQueue.Hand => "by hand", SeriesQueue.Tag => $"tagged {Tag}", _ => "all articles" };

    /// <summary>Its state as a badge shows it.</summary>
    public string Standing(DateOnly today) => State == SeriesState.Paused ? "Paused"
        : Ends < today ? "Ended"
        : LastProblem is not null ? "Stuck"
        : "Active";

    public static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is >= 2000 and < 2200 ? day : null;
}

/// <summary>A slot of a day that the series has dealt with.</summary>
internal sealed record OccurrenceRow
{
    public Guid SeriesId { get; init; }

    public string LocalTime { get; init; } = "";

    public DateTimeOffset DueAt { get; init; }

    /// <summary>Planned (its post is being made), Made, or Skipped.</summary>
    public string State { get; init; } = "";

    public Guid PostId { get; init; }

    public Guid? ArticleId { get; init; }

    public Guid? TemplateId { get; init; }

    public string? Note { get; init; }

    public string? Title { get; init; }
}

internal static class SeriesSql
{
    private const string Columns =
        """
        Id, Name, State, TimeZone, SlotsJson, Queue, Tag, RestDays, Repeats, StartsOn, EndsOn, HorizonDays, GraceMinutes, WhenLate, Version,
            LastProblem, CreatedAt, CreatedBy, UpdatedAt, UpdatedBy
        """;

    public static readonly Sql Read = Sql.Portable($"select {Columns} from Series where Id = @Id");

    public static readonly Sql List = Sql.Portable($"select {Columns} from Series {{where}} order by CreatedAt desc, Id desc {{page}}");

    public static readonly Sql Active = Sql.Portable($"select {Columns} from Series where State = 'Active' order by CreatedAt, Id");

    public static readonly Sql HasName = Sql.Portable("Name like @Like escape '\\'");

    public static readonly Sql InState = Sql.Portable("State = @State");

    public static readonly Sql Before = Sql.Portable("CreatedAt <= @AfterTime and (CreatedAt < @AfterTime or Id < @AfterId)");

    public static readonly Sql Insert = Sql.Portable(
        """
        insert into Series (Id, Name, State, TimeZone, SlotsJson, Queue, Tag, RestDays, Repeats, StartsOn, EndsOn, HorizonDays,
            GraceMinutes, WhenLate, Version, CreatedAt, CreatedBy, CreatedById, UpdatedAt, UpdatedBy)
        values (@Id, @Name, 'Active', @TimeZone, @SlotsJson, @Queue, @Tag, @RestDays, @Repeats, @StartsOn, @EndsOn, @HorizonDays,
            @GraceMinutes, @WhenLate, 1, @Now, @By, @ById, @Now, @By)
        """);

    public static readonly Sql Update = Sql.Portable(
        """
        update Series set Name = @Name, TimeZone = @TimeZone, SlotsJson = @SlotsJson, Queue = @Queue, Tag = @Tag, RestDays = @RestDays,
            Repeats = @Repeats,
            StartsOn = @StartsOn, EndsOn = @EndsOn, HorizonDays = @HorizonDays, GraceMinutes = @GraceMinutes, WhenLate = @WhenLate,
            Version = Version + 1, UpdatedAt = @Now, UpdatedBy = @By
        where Id = @Id and Version = @Version
        """);

    public static readonly Sql SetState = Sql.Portable("""
        update Series set State = @State, Version = Version + 1, UpdatedAt = @Now, UpdatedBy = @By where Id = @Id and Version = @Version
        """);

    /// <summary>Whoever plans for a series or arranges its list holds its row to the transaction's end.</summary>
    public static readonly Sql Lock = Sql.Portable("update Series set HorizonDays = HorizonDays where Id = @Id");

    public static readonly Sql SetProblem = Sql.Portable("update Series set LastProblem = @Problem where Id = @Id");

    public static readonly Sql Accounts = Sql.Portable("select AccountId from SeriesAccounts where SeriesId = @Id order by AccountId");

    public static readonly Sql DropAccounts = Sql.Portable("delete from SeriesAccounts where SeriesId = @Id");

    public static readonly Sql InsertAccount = Sql.Portable("insert into SeriesAccounts (SeriesId, AccountId) values (@Id, @AccountId)");

    public static readonly Sql Templates = Sql.Portable("select TemplateId from SeriesTemplates where SeriesId = @Id order by Position");

    public static readonly Sql DropTemplates = Sql.Portable("delete from SeriesTemplates where SeriesId = @Id");

    public static readonly Sql InsertTemplate = Sql.Portable(
        "insert into SeriesTemplates (SeriesId, Position, TemplateId) values (@Id, @Position, @TemplateId)");
}

internal static class OccurrenceSql
{
    private const string Columns = "o.SeriesId, o.LocalTime, o.DueAt, o.State, o.PostId, o.ArticleId, o.TemplateId, o.Note, "
        + "p.Title from SeriesOccurrences o left join Posts p on p.Id = o.PostId";

    public static readonly Sql Planned = Sql.Portable(
        $"select {Columns} where o.SeriesId = @SeriesId and o.State = 'Planned' order by o.DueAt");

    public static readonly Sql Between = Sql.Portable(
        $"select {Columns} where o.SeriesId = @SeriesId and o.DueAt >= @From order by o.DueAt {{page}}");

    public static readonly Sql Last = Sql.Portable("select max(DueAt) from SeriesOccurrences where SeriesId = @SeriesId");

    public static readonly Sql Count = Sql.Portable("select count(*) from SeriesOccurrences where SeriesId = @SeriesId");

    // The key refuses a second one: whoever comes later sees that somebody was here.
    public static readonly Sql Insert = Sql.Portable(
        """
        insert into SeriesOccurrences (SeriesId, LocalTime, DueAt, State, PostId, ArticleId, TemplateId, Note, CreatedAt)
        values (@SeriesId, @LocalTime, @DueAt, @State, @PostId, @ArticleId, @TemplateId, @Note, @Now)
        """);

    public static readonly Sql Exists = Sql.Portable(
        "select count(*) from SeriesOccurrences where SeriesId = @SeriesId and LocalTime = @LocalTime");

    public static readonly Sql TryAnother = Sql.Portable(
        "update SeriesOccurrences set ArticleId = @ArticleId where SeriesId = @SeriesId and LocalTime = @LocalTime and State = 'Planned'");

    // Whatever this node meant to make, what counts is the post that is there.
    public static readonly Sql Made = Sql.Portable(
        """
        update SeriesOccurrences set State = 'Made', ArticleId = (select p.ArticleId from Posts p where p.Id = SeriesOccurrences.PostId)
        where SeriesId = @SeriesId and LocalTime = @LocalTime and State = 'Planned' and exists (select 1 from Posts p
            where p.Id = SeriesOccurrences.PostId)
        """);

    public static readonly Sql GiveUp = Sql.Portable(
        """
        delete from SeriesOccurrences where SeriesId = @SeriesId and LocalTime = @LocalTime and State = 'Planned'
            and not exists (select 1 from Posts p where p.Id = SeriesOccurrences.PostId)
        """);

    public static readonly Sql Delete = Sql.Portable("delete from SeriesOccurrences where SeriesId = @SeriesId and LocalTime = @LocalTime");

    // Posts of the series that have not left in any part.
    public static readonly Sql Waiting = Sql.Portable(
        $"""
        select {Columns} where o.SeriesId = @SeriesId and o.DueAt > @Now and o.State = 'Made'
            and not exists (select 1 from Deliveries d where d.PostId = o.PostId
                and d.State not in ('Draft', 'AwaitingApproval', 'Scheduled', 'Held', 'Missed', 'Failed', 'Cancelled'))
        order by o.DueAt
        """);
}
