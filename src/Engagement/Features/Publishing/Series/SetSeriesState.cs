using Engagement.Data;

namespace Engagement.Features.Publishing.Series;

/// <summary>
/// Pauses a series or lets it go on. Posts it has made stay scheduled: they are cancelled one by one, or by changing the series.
/// </summary>
internal sealed class SetSeriesState(Db db, TimeProvider clock)
{
    internal sealed record Command(Guid Id, int Version, SeriesState State, string By);

    public async Task<Result<Guid>> RunAsync(Command command, CancellationToken ct)
    {
        if (await db.ExecuteAsync(SeriesSql.SetState,
            new { command.Id, command.Version, State = command.State.ToString(), Now = clock.Now(), command.By }, ct) == 1)
        {
            return command.Id;
        }

        return await db.OneAsync<SeriesRow>(SeriesSql.Read, new { command.Id }, ct) is null
            ? new Result<Guid>.Missing("There is no such series.")
            : new Result<Guid>.Conflict("Somebody changed it meanwhile. Look at it again as it is now.");
    }
}
