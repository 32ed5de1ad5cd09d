using System.Globalization;
using Engagement.Data;
using Engagement.Events;
using Engagement.Web.Text;

namespace Engagement.Features.Conversations.Opportunities;

/// <summary>The only code that writes chances: each change with its events, and told to programs elsewhere, in one transaction.</summary>
internal sealed class OpportunityLog(DomainEvents events)
{
    public async Task<Opportunity> OpenAsync(Tx tx, Guid id, Guid ticketId, Guid? messageId,
        OpportunityWords words, string by, Guid? byId, DateTimeOffset now, CancellationToken ct)
    {
        await tx.ExecuteAsync(OpportunitySql.Insert,
            Row(id, words, now, by, ticketId, messageId, 1, words.Stage.IsClosed() ? now : null), ct);
        await EventAsync(tx, id, 1, "created", null, words.Stage.ToString(), by, byId, now, ct);
        return await TellAsync(tx, id, ct);
    }

    /// <returns>Null when somebody else changed it meanwhile.</returns>
    public async Task<Opportunity?> ChangeAsync(
        Tx tx, Opportunity from, OpportunityWords to, string by, Guid? byId, DateTimeOffset now, CancellationToken ct)
    {
        var closed = to.Stage.IsClosed() ? from.Stage == to.Stage ? from.ClosedAt : now : null;
        if (await tx.ExecuteAsync(OpportunitySql.Update,
            Row(from.Id, to, now, by, from.TicketId, from.MessageId, from.Version, closed), ct) == 0)
        {
            return null;
        }

        if (from.Stage != to.Stage)
        {
            await EventAsync(tx, from.Id, from.Version + 1, "stage", from.Stage.ToString(), to.Stage.ToString(), by, byId, now, ct);
        }

        var after = (await tx.OneAsync<Opportunity>(OpportunitySql.Read, new { from.Id }, ct))!;
        if (Differences(from, after) is { Length: > 0 } said)
        {
            await EventAsync(tx, from.Id, from.Version + 1, "changed", null, said, by, byId, now, ct);
        }

        return await TellAsync(tx, from.Id, ct);
    }

    private async Task<Opportunity> TellAsync(Tx tx, Guid id, CancellationToken ct)
    {
        var now = (await tx.OneAsync<Opportunity>(OpportunitySql.Read, new { Id = id }, ct))!;
        await events.RaiseAsync(tx, new OpportunityChanged(now), ct);
        return now;
    }

    // What is different, as people read it.
    private static string Differences(Opportunity from, Opportunity to)
    {
        var said = new List<string>();
        void Say(string what, string? before, string? after)
        {
            if (!string.Equals(before, after, StringComparison.Ordinal))
            {
                said.Add(Sentence.Of($"{what}: {before ?? "none"} → {after ?? "none"}"));
            }
        }

        Say("Service", from.Service, to.Service);
        Say("Value", from.Price, to.Price);
        Say("Owner", from.OwnerName, to.OwnerName);
        Say("Next step", Step(from), Step(to));
        Say("Reason", from.Reason, to.Reason);
        var all = string.Join("; ", said);
        return Fit.Shorten(all, 1000);
    }

    private static string? Step(Opportunity o) => o.NextStep is null ? null
        : o.NextStepOn is null ? o.NextStep
        : $"{o.NextStep} by {o.NextStepOn}";

    private static object Row(Guid id, OpportunityWords words, DateTimeOffset now, string by,
        Guid ticketId, Guid? messageId, int version, DateTimeOffset? closedAt) => new
    {
        Id = id,
        TicketId = ticketId,
        MessageId = messageId,
        words.Service,
        Amount = words.Value is { } value ? (long)(value * 1_000_000m) : (long?)null,
        words.Currency,
        Stage = words.Stage.ToString(),
        words.OwnerId,
        words.NextStep,
        NextStepOn = words.NextStepOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        words.Reason,
        Version = version,
        ClosedAt = closedAt,
        Now = now,
        By = by,
    };

    private static Task EventAsync(Tx tx, Guid id, int version, string kind, string? before,
        string? after, string by, Guid? byId, DateTimeOffset now, CancellationToken ct) =>
        tx.ExecuteAsync(OpportunitySql.InsertEvent,
            new { Id = id, Version = version, Kind = kind, Before = Fit.Shorten(before, 1000),
                After = Fit.Shorten(after, 1000), Actor = Fit.Shorten(by, Fit.Name), ActorId = byId, Now = now }, ct);
}

/// <summary>A chance was opened or changed.</summary>
internal sealed record OpportunityChanged(Opportunity Now);
