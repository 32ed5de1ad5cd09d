using Engagement.Data;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Clients;

/// <summary>
/// Removes the personal data of a person on their request: names, handles, words, notes, and what the network sent, word for word. Tickets,
/// messages and their log stay without it, so that the counts stay. It cannot be undone. Who writes again afterwards is somebody new to us.
/// </summary>
internal sealed class EraseClient(Db db, EraseFromArticles articles, TimeProvider clock)
{
    public const string ErasedName = "Erased client";

    /// <summary>Stands where a remark was.</summary>
    public const string Erased = "Erased on request.";

    /// <param name="Typed">The client's name, typed to confirm.</param>
    internal sealed record Command(Guid ClientId, string? Typed, string By, Guid? ById);

    /// <returns>How many tickets stay without words.</returns>
    public async Task<Result<int>> RunAsync(Command command, CancellationToken ct)
    {
        var answer = await db.DecideAsync<int>(tx => EraseAsync(tx, command, ct), ct);
        if (answer is Result<int>.Done)
        {
            await db.QueryAsync<int>(SecureDelete.EmptyLog, ct: ct);
        }

        return answer;
    }

    private async Task<Result<int>> EraseAsync(Tx tx, Command command, CancellationToken ct)
    {
        if (await tx.OneAsync<ClientRow>(ClientSql.ReadPerson, new { Id = command.ClientId }, ct) is not { } person)
        {
            return new Result<int>.Missing("There is no such client.");
        }

        if (person.ErasedAt is not null)
        {
            return new Result<int>.Conflict("Their personal data was erased already.");
        }

        if (!string.Equals(command.Typed?.Trim(), person.Name.Trim(), StringComparison.OrdinalIgnoreCase))
        {
            return Result<int>.Wrong(nameof(command.Typed), $"Type {person.Name} to confirm. It cannot be undone.");
        }

        var actor = new Actor(command.By, command.ById, clock.Now());
        var group = await tx.QueryAsync<ClientRow>(ClientSql.Group, new { person.Id }, ct);
        var row = new { Clients = Json.Ids(group.Select(c => c.Id)), ErasedName, Erased, actor.Now };
        if (await tx.ScalarAsync<int>(ErasureSql.Unsettled, row, ct) > 0)
        {
            return new Result<int>.Conflict("An answer to them is still on its way or held. Wait for it or cancel it, then erase.");
        }

        await tx.QueryAsync<int>(SecureDelete.On, ct: ct);
        await articles.RunAsync(tx, row.Clients, actor, ct); // while it is known what they said
        foreach (var step in ErasureSql.Steps.Values)
        {
            await tx.ExecuteAsync(step, row, ct);
        }

        var numbers = await tx.QueryAsync<long>(ErasureSql.NumbersOf, row, ct);
        var links = numbers.Select(number => $"/tickets/{number}").Concat(group.Select(client => $"/clients/{client.Id}"))
            .Concat((await tx.QueryAsync<Guid>(ErasureSql.OpportunitiesOf, row, ct)).Select(id => $"/opportunities/{id}"));
        foreach (var link in links)
        {
            var told = new { ErasedName, Link = link, LinkAndMore = $"{link}/%" };
            await tx.ExecuteAsync(ErasureSql.NoticesTold, told, ct);
            await tx.ExecuteAsync(ErasureSql.Notices, told, ct);
        }

        await ClientLog.AddAsync(tx, person.Id, "erased", null, actor, ct);
        return numbers.Count;
    }
}
