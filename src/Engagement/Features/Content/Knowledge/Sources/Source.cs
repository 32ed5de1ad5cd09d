using Engagement.Data;

namespace Engagement.Features.Content.Knowledge.Sources;

/// <summary>Where articles come from, and how it is doing.</summary>
internal sealed record Source
{
    public const string Folder = "folder";
    public const string Feed = "feed";
    public const string Api = "api";
    public const string Demo = "demo";

    public Guid Id { get; init; }

    public string Kind { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>A folder, a feed's URL, or a fixed word for the others.</summary>
    public string Location { get; init; } = "";

    public string? BaseUrl { get; init; }

    /// <summary>May point at addresses inside our network.</summary>
    public bool IsInternal { get; init; }

    public bool Enabled { get; init; }

    /// <summary>How its new articles begin: <c>Draft</c> or <c>Validated</c>.</summary>
    public string InitialState { get; init; } = "Validated";

    public string? ETag { get; init; }

    public string? LastModified { get; init; }

    public DateTimeOffset? LastReadAt { get; init; }

    public DateTimeOffset? NextReadAt { get; init; }

    public int FailureCount { get; init; }

    public string? LastError { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>How many articles it has that are not archived. Only lists fill it.</summary>
    public int Articles { get; init; }
}

internal static class SourceSql
{
    private const string Columns =
        "s.Id, s.Kind, s.Name, s.Location, s.BaseUrl, s.IsInternal, s.Enabled, s.InitialState, s.ETag, s.LastModified, s.LastReadAt, "
            + "s.NextReadAt, s.FailureCount, s.LastError, s.CreatedAt";

    public static readonly Sql Read = Sql.Portable($"select {Columns} from Sources s where s.Id = @Id");

    public static readonly Sql Find = Sql.Portable($"select {Columns} from Sources s where s.Kind = @Kind and s.Location = @Location");

    public static readonly Sql All = Sql.Portable(
        $"""
        select {Columns}, (select count(*) from Articles a where a.SourceId = s.Id and a.State <> 'Archived') as Articles
        from Sources s order by s.Name, s.Id
        """);

    // Somebody else may be adding the same one: then theirs is it.
    public static readonly Sql InsertUnlessThere = Sql.Portable(
        """
        insert into Sources (Id, Kind, Name, Location, BaseUrl, IsInternal, Enabled, InitialState, NextReadAt, CreatedAt)
        select @Id, @Kind, @Name, @Location, @BaseUrl, @IsInternal, 1, @InitialState, @NextReadAt, @Now
        where not exists (select 1 from Sources where Kind = @Kind and Location = @Location)
        """);

    public static readonly Sql WasRead = Sql.Portable(
        "update Sources set LastReadAt = @Now, FailureCount = 0, LastError = null where Id = @Id");

    /// <summary>The source of this kind at this place, made if it is not there.</summary>
    public static async Task<Source> FindOrAddAsync(
        Db db, TimeProvider clock, string kind, string name, string location, string? baseUrl, CancellationToken ct)
    {
        if (await db.OneAsync<Source>(Find, new { Kind = kind, Location = location }, ct) is { } found)
        {
            return found;
        }

        await db.ExecuteAsync(InsertUnlessThere, new
        {
            Id = Ids.New(clock),
            Kind = kind,
            Name = Fit.Shorten(name, 200),
            Location = location,
            BaseUrl = baseUrl,
            IsInternal = false,
            InitialState = nameof(ArticleState.Validated),
            NextReadAt = (DateTimeOffset?)null,
            Now = clock.Now(),
        }, ct);
        return await db.OneAsync<Source>(Find, new { Kind = kind, Location = location }, ct)
            ?? throw new InvalidOperationException($"The source {kind} {location} is not there after it was added.");
    }
}
