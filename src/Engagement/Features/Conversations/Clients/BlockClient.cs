using Engagement.Data;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Clients;

/// <summary>
/// From now on what a client writes is kept and makes no ticket; or does again. It holds for the person, whichever handle they use.
/// </summary>
internal sealed class BlockClient(Db db, TimeProvider clock)
{
    private static readonly Sql Set = Sql.Portable(
        """
        update Clients set BlockedAt = @BlockedAt, Version = Version + 1
        where (Id = @Id or MatchedIntoId = @Id) and case when BlockedAt is null then 0 else 1 end <> @IsBlocked
        """);

    internal sealed record Command(Guid ClientId, bool Blocked, string By, Guid? ById);

    public Task<Result<Guid>> RunAsync(Command command, CancellationToken ct) =>
        db.DecideAsync(tx => RunAsync(tx, command.ClientId, command.Blocked, new Actor(command.By, command.ById, clock.Now()), ct), ct);

    public async Task<Result<Guid>> RunAsync(Tx tx, Guid clientId, bool blocked, Actor actor, CancellationToken ct)
    {
        if (await tx.OneAsync<ClientRow>(ClientSql.ReadPerson, new { Id = clientId }, ct) is not { } person)
        {
            return new Result<Guid>.Missing("There is no such client.");
        }

        if (await tx.ExecuteAsync(
            Set, new { person.Id, BlockedAt = blocked ? actor.Now : (DateTimeOffset?)null, IsBlocked = blocked ? 1 : 0 }, ct) > 0)
        {
            await ClientLog.AddAsync(tx, person.Id, blocked ? "blocked" : "unblocked", null, actor, ct);
        }

        return person.Id;
    }
}
