using Engagement.Data;
using Engagement.Web.Api;

namespace Engagement.Features.Conversations.Opportunities;

/// <summary>Which chances: what is null does not narrow.</summary>
internal sealed record OpportunityFilter
{
    public OpportunityStage? Stage { get; init; }

    /// <summary>Neither won nor lost yet.</summary>
    public bool Open { get; init; }

    public Guid? OwnerId { get; init; }

    /// <summary>Words in the service, the client's name or the next step.</summary>
    public string? Words { get; init; }
}

/// <summary>Chances by their latest change, a page at a time by key.</summary>
internal sealed class ListOpportunities(Db db)
{
    public async Task<Page<Opportunity>> RunAsync(OpportunityFilter filter, Cursor? after, int take, CancellationToken ct)
    {
        var conditions = new List<Sql>();
        void When(bool holds, Sql condition)
        {
            if (holds)
            {
                conditions.Add(condition);
            }
        }

        When(after is not null, OpportunitySql.Before);
        When(filter.Stage is not null, OpportunitySql.InStage);
        When(filter.Open, OpportunitySql.IsOpen);
        When(filter.OwnerId is not null, OpportunitySql.OwnedBy);
        When(!string.IsNullOrWhiteSpace(filter.Words), OpportunitySql.HasWords);
        var rows = await db.QueryAsync<Opportunity>(OpportunitySql.List.Where(conditions), new
        {
            Take = take + 1,
            AfterTime = after?.Time,
            AfterId = after?.Id,
            Stage = filter.Stage?.ToString(),
            filter.OwnerId,
            Like = LikePattern.Containing(filter.Words),
        }, ct);
        return Page<Opportunity>.Of(rows, take, row => row, row => new Cursor(row.UpdatedAt, row.Id));
    }

    /// <summary>What each stage holds.</summary>
    public Task<IReadOnlyList<StageSum>> SumsAsync(CancellationToken ct) => db.QueryAsync<StageSum>(OpportunitySql.Sums, ct: ct);
}

internal sealed record StageSum
{
    public OpportunityStage Stage { get; init; }

    public string Currency { get; init; } = "";

    public int Number { get; init; }

    public long Amount { get; init; }

    public string Price => OpportunityWords.Price(Amount / 1_000_000m, Currency);
}
