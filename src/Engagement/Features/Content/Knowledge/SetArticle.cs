using Engagement.Data;
using Engagement.Events;

namespace Engagement.Features.Content.Knowledge;

/// <summary>A person's decision about an article: how far to trust it, and who it is for. Its words belong to its source.</summary>
internal sealed class SetArticle(Db db, DomainEvents events, TimeProvider clock)
{
    private static readonly Sql Set = Sql.Portable(
        """
        update Articles set State = coalesce(@State, State), Audience = coalesce(@Audience, Audience), UpdatedAt = @Now,
            ArchivedAt = case when coalesce(@State, State) = 'Archived' then coalesce(ArchivedAt, @Now) end
        where Id = @Id
        """);

    /// <param name="Id">Which article.</param>
    /// <param name="State"><c>Draft</c>, <c>Validated</c>, <c>Archived</c>; null: as it is.</param>
    /// <param name="Audience"><c>external</c>, <c>internal</c>; null: as it is.</param>
    /// <param name="By">Who decides.</param>
    public sealed record Command(Guid Id, string? State, string? Audience, string By = "a person");

    public async Task<Result<ArticleRow>> RunAsync(Command command, CancellationToken ct)
    {
        if (command.State is not null && !ArticleWords.States.ContainsKey(command.State))
        {
            return Result<ArticleRow>.Wrong(nameof(Command.State), "It takes Draft, Validated or Archived.");
        }

        if (command.Audience is not null && !ArticleWords.Audiences.ContainsKey(command.Audience))
        {
            return Result<ArticleRow>.Wrong(nameof(Command.Audience), "It takes external or internal.");
        }

        var row = new
        {
            command.Id,
            State = command.State is null ? null : ArticleWords.States[command.State].ToString(),
            Audience = command.Audience is null ? null : ArticleWords.Audiences[command.Audience].Word(),
            Now = clock.Now(),
        };
        var touched = await db.InTransactionAsync(async tx =>
        {
            var set = await tx.ExecuteAsync(Set, row, ct);
            await events.RaiseAsync(tx, new ArticlesChanged([command.Id], command.By), ct);
            return set;
        }, ct);
        return touched == 1 && await db.OneAsync<ArticleRow>(ArticleSql.Read, new { command.Id }, ct) is { } read
            ? read
            : new Result<ArticleRow>.Missing("There is no such article.");
    }
}
