using Engagement.Data;
using Engagement.Events;
using FluentValidation;

namespace Engagement.Features.Content.Knowledge.Review;

/// <summary>Tells an article's owner that a client did not understand it. Once for each ticket, until the owner has looked.</summary>
internal sealed class FlagArticle(Db db, DomainEvents events, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    /// <param name="Why">In the colleague's words.</param>
    internal sealed record Command(Guid ArticleId, Guid? TicketId, string? Why, string By);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Why).NotEmpty().WithMessage("Say what is not clear.").MaximumLength(1000);
    }

    public async Task<Result<Guid>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<Guid>.From(findings);
        }

        return await db.DecideAsync<Guid>(async tx =>
        {
            if (await tx.OneAsync<ArticleReview>(ReviewSql.Read, new { Id = command.ArticleId }, ct) is not { } article)
            {
                return new Result<Guid>.Missing("There is no such article.");
            }

            if (command.TicketId is not null
                && await tx.ScalarAsync<Guid?>(ReviewSql.OpenFlagOf, new { command.ArticleId, command.TicketId }, ct) is { } known)
            {
                return known;
            }

            var now = clock.Now();
            var id = Ids.New(now);
            await tx.ExecuteAsync(ReviewSql.InsertFlag,
                new { Id = id, command.ArticleId, command.TicketId, Why = command.Why!.Trim(), Now = now, command.By }, ct);
            await events.RaiseAsync(tx, new NoticeDue(new Notice(
                NoticeKinds.ArticleUnclear, $"“{article.Title}” is not clear to a client",
                "A colleague saw it in what a client wrote. Look at it, mend it at its source, and say that you did.",
                $"/knowledge/{article.Id}", KeyOf(article.Id), article.OwnerId)), ct);
            return id;
        }, ct);
    }

    public static string KeyOf(Guid articleId) => $"article-unclear:{articleId}";
}
