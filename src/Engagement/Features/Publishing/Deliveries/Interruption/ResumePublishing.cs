using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Stop;

namespace Engagement.Features.Publishing.Deliveries.Interruption;

/// <summary>
/// A person has looked and lets publishing go on after an interruption. What is not settled yet is asked about all the same.
/// </summary>
internal sealed class ResumePublishing(Db db, ResumeSending resume, TimeProvider clock)
{
    private static readonly Sql Resumed = Sql.Portable(
        "update DeskLife set ResumedAt = @Now, ResumedBy = @By where Name = 'desk' and PausedAt is not null and ResumedAt is null");

    /// <returns>How many deliveries that were held go on.</returns>
    public Task<Result<int>> RunAsync(string by, CancellationToken ct) => db.DecideAsync<int>(async tx =>
    {
        if (await tx.ExecuteAsync(Resumed, new { Now = clock.Now(), By = by }, ct) == 0)
        {
            return new Result<int>.Conflict("Publishing is not paused; perhaps somebody else let it go on.");
        }

        return await resume.EndAsync(tx, LookBack.Scope, "Publishing goes on.", by, ct) ?? 0;
    }, ct);
}
