using Engagement.Data;

namespace Engagement.Features.Publishing.Series;

internal enum QueueMove
{
    Add,
    Remove,
    Up,
    Down,
    First,
}

/// <summary>
/// Changes the list of a series that is kept by hand. Articles go in turns: those whose turn has come less often stand first, whatever
/// their place.
/// </summary>
internal sealed class ArrangeQueue(Db db)
{
    public const int Most = 500;

    private static readonly Sql Read = Sql.Portable(
        "select ArticleId as Id, Position, UsedCount from SeriesArticles where SeriesId = @SeriesId order by UsedCount, Position");

    private static readonly Sql Insert = Sql.Portable(
        "insert into SeriesArticles (SeriesId, ArticleId, Position, UsedCount) values (@SeriesId, @ArticleId, @Position, @UsedCount)");

    private static readonly Sql Place = Sql.Portable(
        "update SeriesArticles set Position = @Position where SeriesId = @SeriesId and ArticleId = @ArticleId");

    private static readonly Sql Delete = Sql.Portable("delete from SeriesArticles where SeriesId = @SeriesId and ArticleId = @ArticleId");

    private static readonly Sql Postable = Sql.Portable("""
        select count(*) from Articles where Id = @ArticleId and State = 'Validated' and Audience = 'external' and Url is not null
            and Marks is null
        """);

    internal sealed record Command(Guid SeriesId, Guid ArticleId, QueueMove Move);

    public Task<Result<Guid>> RunAsync(Command command, CancellationToken ct) => db.DecideAsync(tx => MoveAsync(tx, command, ct), ct);

    /// <summary>The whole list in this order; what is not in it leaves it.</summary>
    public Task<Result<Guid>> SetAsync(Guid seriesId, IReadOnlyList<Guid> articles, CancellationToken ct) => db.DecideAsync(async tx =>
    {
        if (articles.Distinct().Count() > Most)
        {
            return Result<Guid>.Wrong("ArticleId", $"At most {Most} articles.");
        }

        if (await tx.ExecuteAsync(SeriesSql.Lock, new { Id = seriesId }, ct) == 0)
        {
            return new Result<Guid>.Missing("There is no such series.");
        }

        var before = await tx.QueryAsync<QueuedArticle>(Read, new { SeriesId = seriesId }, ct);
        foreach (var gone in before.Where(b => !articles.Contains(b.Id)))
        {
            await tx.ExecuteAsync(Delete, new { SeriesId = seriesId, ArticleId = gone.Id }, ct);
        }

        foreach (var added in articles.Distinct().Where(a => before.All(b => b.Id != a)))
        {
            if (await AddAsync(tx, new(seriesId, added, QueueMove.Add), before, ct) is { } refusal)
            {
                return refusal;
            }
        }

        await OrderAsync(tx, seriesId, [.. articles.Distinct()], ct);
        return seriesId;
    }, ct);

    private static async Task<Result<Guid>> MoveAsync(Tx tx, Command command, CancellationToken ct)
    {
        if (await tx.ExecuteAsync(SeriesSql.Lock, new { Id = command.SeriesId }, ct) == 0)
        {
            return new Result<Guid>.Missing("There is no such series.");
        }

        var list = await tx.QueryAsync<QueuedArticle>(Read, new { command.SeriesId }, ct);
        if (command.Move == QueueMove.Add)
        {
            return await AddAsync(tx, command, list, ct) ?? command.SeriesId;
        }

        var ids = list.Select(l => l.Id).ToList();
        var at = ids.IndexOf(command.ArticleId);
        if (at < 0)
        {
            return new Result<Guid>.Conflict("It is not in the list any more.");
        }

        if (command.Move == QueueMove.Remove)
        {
            await tx.ExecuteAsync(Delete, new { command.SeriesId, command.ArticleId }, ct);
            return command.SeriesId;
        }

        var to = Math.Clamp(command.Move switch { QueueMove.Up => at - 1, QueueMove.Down => at + 1, _ => 0 }, 0, ids.Count - 1);
        ids.RemoveAt(at);
        ids.Insert(to, command.ArticleId);
        await OrderAsync(tx, command.SeriesId, ids, ct);
        return command.SeriesId;
    }

    private static async Task<Result<Guid>?> AddAsync(Tx tx, Command command, IReadOnlyList<QueuedArticle> list, CancellationToken ct)
    {
        if (list.Any(l => l.Id == command.ArticleId))
        {
            return Result<Guid>.Wrong("ArticleId", "It is in the list already.");
        }

        if (list.Count >= Most)
        {
            return Result<Guid>.Wrong("ArticleId", $"At most {Most} articles.");
        }

        if (await tx.ScalarAsync<int>(Postable, new { command.ArticleId }, ct) == 0)
        {
            return Result<Guid>.Wrong("ArticleId", "Only validated, external articles with a public address may be posted.");
        }

        // Last of those whose turn has not come.
        await tx.ExecuteAsync(Insert,
            new { command.SeriesId, command.ArticleId, Position = list.Count == 0 ? 1 : list.Max(l => l.Position) + 1,
                UsedCount = list.Count == 0 ? 0 : list.Min(l => l.UsedCount) }, ct);
        return null;
    }

    private static async Task OrderAsync(Tx tx, Guid seriesId, IReadOnlyList<Guid> order, CancellationToken ct)
    {
        foreach (var (i, id) in order.Index())
        {
            await tx.ExecuteAsync(Place, new { SeriesId = seriesId, ArticleId = id, Position = i + 1 }, ct);
        }
    }
}
