using Engagement.Data;

namespace Engagement.Features.Conversations.Opportunities;

/// <summary>Marks a ticket, or one message of it, as a chance. A ticket may hold several: one client may want two things.</summary>
internal sealed class MarkOpportunity(Db db, OpportunityLog log, TimeProvider clock)
{
    private static readonly OpportunityWords.Rules Rules = new();

    /// <param name="MessageId">The words it was found in; null: the ticket as a whole.</param>
    internal sealed record Command(Guid TicketId, Guid? MessageId, OpportunityWords Words, string By, Guid? ById);

    public async Task<Result<Opportunity>> RunAsync(Command command, CancellationToken ct)
    {
        var words = command.Words.Tidy();
        if (Rules.Validate(words) is { IsValid: false } findings)
        {
            return Result<Opportunity>.From(findings);
        }

        if (words.OwnerId is { } owner && await db.ScalarAsync<int>(OpportunitySql.IsPerson, new { Id = owner }, ct) == 0)
        {
            return Result<Opportunity>.Wrong(nameof(OpportunityWords.OwnerId), "There is no such person, or they are disabled.");
        }

        return await db.DecideAsync<Opportunity>(async tx =>
        {
            if (await tx.ScalarAsync<int>(OpportunitySql.TicketExists, new { command.TicketId }, ct) == 0)
            {
                return new Result<Opportunity>.Missing("There is no such ticket.");
            }

            if (command.MessageId is not null
                && await tx.ScalarAsync<int>(OpportunitySql.MessageOfTicket, new { command.MessageId, command.TicketId }, ct) == 0)
            {
                return Result<Opportunity>.Wrong(nameof(command.MessageId), "That message is not on this ticket.");
            }

            var now = clock.Now();
            return await log.OpenAsync(tx, Ids.New(now), command.TicketId, command.MessageId, words, command.By, command.ById, now, ct);
        }, ct);
    }
}
