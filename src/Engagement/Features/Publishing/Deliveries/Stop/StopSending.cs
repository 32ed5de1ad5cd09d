using Engagement.Data;

namespace Engagement.Features.Publishing.Deliveries.Stop;

/// <summary>
/// The stop-everything button: nothing is sent any more, neither posts nor answers to clients, from one account or from all. It holds
/// from the moment it is stored, on every node, because each send asks for it in the transaction of its intent and again just before its
/// call. A call that is under way cannot be called back.
/// </summary>
internal sealed class StopSending(Db db, TimeProvider clock)
{
    private static readonly Sql AccountName = Sql.Portable("select Name from Accounts where Id = @Id");

    private static readonly Sql Insert = Sql.Portable(
        """
        insert into Stops (Scope, AccountId, Reason, StoppedAt, StoppedBy)
        select @Scope, @AccountId, @Reason, @Now, @By where not exists (select 1 from Stops where Scope = @Scope)
        """);

    /// <param name="AccountId">Null: everything.</param>
    /// <param name="Reason">For whoever wonders; may be empty.</param>
    internal sealed record Command(Guid? AccountId, string? Reason, string By);

    /// <returns>What is stopped now, in words.</returns>
    public async Task<Result<string>> RunAsync(Command command, CancellationToken ct)
    {
        var reason = command.Reason?.Trim() ?? "";
        if (reason.Length > 200)
        {
            return Result<string>.Wrong(nameof(command.Reason), "At most 200 characters.");
        }

        var name = command.AccountId is { } id ? await db.ScalarAsync<string>(AccountName, new { Id = id }, ct) : "Everything";
        if (name is null)
        {
            return new Result<string>.Missing("There is no such account.");
        }

        await db.ExecuteAsync(Insert,
            new { Scope = Stops.ScopeOf(command.AccountId), command.AccountId, Reason = reason, Now = clock.Now(), command.By }, ct);
        return name;
    }
}
