using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets.Inbox;

/// <summary>A list somebody wants to come back to.</summary>
internal sealed record SavedView
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    /// <summary>Null: everybody's.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>The list's address after the question mark.</summary>
    public string Query { get; init; } = "";

    public string CreatedBy { get; init; } = "";
}

/// <summary>Keeps a list with its filters under a name, for oneself or for everybody.</summary>
internal sealed class SaveView(Db db, TimeProvider clock)
{
    public const int Most = 20;

    private const int MostQuery = 1000;

    /// <summary>One's own, and those for everybody.</summary>
    public static readonly Sql Of = Sql.Portable(
        "select Id, Name, OwnerId, Query, CreatedBy from SavedViews where OwnerId = @Me or OwnerId is null order by Name, Id");

    private static readonly Sql Insert = Sql.Portable(
        "insert into SavedViews (Id, Name, OwnerId, Query, CreatedBy, CreatedAt) values (@Id, @Name, @OwnerId, @Query, @CreatedBy, @Now)");

    private static readonly Sql Delete = Sql.Portable("delete from SavedViews where Id = @Id and (OwnerId = @Me or OwnerId is null)");

    internal sealed record Command(string? Name, InboxQuery Query, bool ForEverybody, string By, Guid ById);

    public async Task<Result<Guid>> RunAsync(Command command, CancellationToken ct)
    {
        var name = command.Name?.Trim() ?? "";
        if (name.Length is 0 or > 60)
        {
            return Result<Guid>.Wrong(nameof(command.Name), name.Length == 0 ? "Give the view a name." : "At most 60 characters.");
        }

        var views = await db.QueryAsync<SavedView>(Of, new { Me = command.ById }, ct);
        if (views.Any(v => v.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            return Result<Guid>.Wrong(nameof(command.Name), "There is a view of that name already.");
        }

        if (views.Count >= Most)
        {
            return Result<Guid>.Wrong(nameof(command.Name), $"At most {Most} views. Remove one first.");
        }

        var query = command.Query.ToString().TrimStart('?');
        if (query.Length > MostQuery)
        {
            return Result<Guid>.Wrong(nameof(command.Name), "This view looks for too many words to be kept. Search for fewer.");
        }

        var id = Ids.New(clock);
        await db.ExecuteAsync(Insert, new
        {
            Id = id,
            Name = name,
            OwnerId = command.ForEverybody ? (Guid?)null : command.ById,
            Query = query,
            CreatedBy = command.By,
            Now = clock.Now(),
        }, ct);
        return id;
    }

    public async Task<Result<Guid>> RemoveAsync(Guid id, Guid me, CancellationToken ct) =>
        await db.ExecuteAsync(Delete, new { Id = id, Me = me }, ct) == 1 ? id : new Result<Guid>.Missing("There is no such view.");
}
