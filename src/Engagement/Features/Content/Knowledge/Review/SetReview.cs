using Engagement.Data;
using Engagement.Events;
using Engagement.Features.People.Team;

namespace Engagement.Features.Content.Knowledge.Review;

/// <summary>Whose an article is and when they look at it again; and that they did.</summary>
internal sealed class SetReview(Db db, DomainEvents events, TimeProvider clock)
{
    /// <summary>Months until the next look that can be chosen; 0: never by itself.</summary>
    public static readonly int[] Months = [0, 1, 3, 6, 12, 24];

    /// <param name="ReviewOn">A day; null: none.</param>
    internal sealed record Command(Guid Id, Guid? OwnerId, DateOnly? ReviewOn);

    /// <param name="Validate">It is right: it may be trusted from now on.</param>
    internal sealed record Look(Guid Id, bool Validate, int NextMonths, string By);

    public async Task<Result<Guid>> RunAsync(Command command, CancellationToken ct)
    {
        if (command.OwnerId is { } owner && (await db.QueryAsync<UserRow>(UserSql.All, ct: ct))
            .All(u => u.Id != owner || u.DisabledAt is not null))
        {
            return Result<Guid>.Wrong(nameof(command.OwnerId), "There is no such colleague.");
        }

        var at = command.ReviewOn is { } day ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : (DateTimeOffset?)null;
        return await db.ExecuteAsync(ReviewSql.Set, new { command.Id, command.OwnerId, ReviewAt = at }, ct) == 1
            ? command.Id
            : new Result<Guid>.Missing("There is no such article.");
    }

    /// <summary>Somebody looked: what was flagged is settled, and the next look is set.</summary>
    public async Task<Result<Guid>> LookedAsync(Look look, CancellationToken ct)
    {
        if (!Months.Contains(look.NextMonths))
        {
            return Result<Guid>.Wrong(nameof(look.NextMonths), $"One of {string.Join(", ", Months)} months.");
        }

        return await db.DecideAsync<Guid>(async tx =>
        {
            var now = clock.Now();
            var next = look.NextMonths == 0 ? (DateTimeOffset?)null : now.AddMonths(look.NextMonths);
            if (await tx.ExecuteAsync(
                ReviewSql.Reviewed, new { look.Id, Next = next, Now = now, look.By, Validate = look.Validate ? 1 : 0 }, ct) == 0)
            {
                return new Result<Guid>.Missing("There is no such article.");
            }

            await tx.ExecuteAsync(ReviewSql.ResolveFlags, new { ArticleId = look.Id, Now = now, look.By }, ct);
            await events.RaiseAsync(tx, new NoticeMended(FlagArticle.KeyOf(look.Id)), ct);
            await events.RaiseAsync(tx, new NoticeMended(NotifyReviews.KeyOf(look.Id)), ct);
            return look.Id;
        }, ct);
    }
}
