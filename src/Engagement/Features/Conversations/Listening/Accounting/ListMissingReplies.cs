using Engagement.Data;
using Engagement.Web.Api;

namespace Engagement.Features.Conversations.Listening.Accounting;

/// <summary>Gaps, the latest first.</summary>
internal sealed class ListMissingReplies(Db db)
{
    internal sealed record Filter(GapState? State = null, Guid? AccountId = null, string? Words = null);

    public async Task<Page<MissingReplies>> RunAsync(Filter filter, Cursor? after, int take, CancellationToken ct)
    {
        Sql[] conditions =
        [
            .. new (bool Holds, Sql Sql)[]
            {
                (filter.State is not null, MissingRepliesSql.HasState), (filter.AccountId is not null, MissingRepliesSql.OfAccount),
                (!string.IsNullOrWhiteSpace(filter.Words), MissingRepliesSql.HasWords), (after is not null, MissingRepliesSql.Before),
            }.Where(c => c.Holds).Select(c => c.Sql),
        ];
        var rows = await db.QueryAsync<MissingReplies>(MissingRepliesSql.List.Where(conditions), new
        {
            State = filter.State?.ToString(),
            filter.AccountId,
            Like = LikePattern.Containing(filter.Words),
            AfterTime = after?.Time,
            AfterId = after?.Id,
            Take = take + 1,
        }, ct);
        return Page<MissingReplies>.Of(rows, take, g => g, g => new Cursor(g.OpenedAt, g.Id));
    }
}
