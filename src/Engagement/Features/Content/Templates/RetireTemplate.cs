using Engagement.Data;

namespace Engagement.Features.Content.Templates;

/// <summary>Takes a template out of the lists people choose from, or back in. Posts made with it keep it.</summary>
internal sealed class RetireTemplate(Db db, TimeProvider clock)
{
    public async Task<Result<string>> RunAsync(Guid id, bool retire, CancellationToken ct)
    {
        var state = retire ? "Retired" : "Active";
        return await db.ExecuteAsync(TemplateSql.SetState, new { Id = id, State = state, Now = clock.Now() }, ct) == 1
            ? state
            : new Result<string>.Missing("There is no such template.");
    }
}
