using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets.Joining;

/// <summary>A ticket that stands beside another.</summary>
internal sealed record LinkedTicket
{
    public Guid Id { get; init; }

    public long Number { get; init; }

    public string Subject { get; init; } = "";

    public TicketStatus Status { get; init; }

    /// <summary>related, split, merged (into the one shown), or follow-up (of the one shown).</summary>
    public string Kind { get; init; } = "";
}

/// <summary>Says that two tickets have to do with each other, or no longer.</summary>
internal sealed class LinkTickets(Db db, TicketLog log, TimeProvider clock)
{
    /// <summary>All that stand beside one: linked, split, merged into it, following it.</summary>
    public static readonly Sql Beside = Sql.Portable(
        """
        select t.Id, t.Number, t.Subject, t.Status, l.Kind from TicketLinks l join Tickets t on t.Id = l.OtherId where l.TicketId = @Id
        union all
        select t.Id, t.Number, t.Subject, t.Status, 'merged' from Tickets t where t.MergedIntoId = @Id
        union all
        select t.Id, t.Number, t.Subject, t.Status, 'follow-up' from Tickets t where t.FollowUpOfId = @Id
        order by 2
        """);

    private static readonly Sql Insert = Sql.Portable(
        """
        insert into TicketLinks (TicketId, OtherId, Kind, CreatedAt) select @Id, @OtherId, @Kind, @Now
        where not exists (select 1 from TicketLinks where TicketId = @Id and OtherId = @OtherId)
        """);

    private static readonly Sql Delete = Sql.Portable("""
        delete from TicketLinks
        where Kind = 'related' and ((TicketId = @Id and OtherId = @OtherId) or (TicketId = @OtherId and OtherId = @Id))
        """);

    internal sealed record Command(Guid TicketId, long OtherNumber, string By, Guid? ById, bool Unlink = false);

    public Task<Result<Guid>> RunAsync(Command command, CancellationToken ct) => db.DecideAsync<Guid>(async tx =>
    {
        if (await tx.OneAsync<TicketRow>(TicketSql.Read, new { Id = command.TicketId }, ct) is not { } ticket)
        {
            return new Result<Guid>.Missing("There is no such ticket.");
        }

        if (await tx.OneAsync<TicketRow>(TicketSql.ReadByNumber, new { Number = command.OtherNumber }, ct) is not { } other
            || other.Id == ticket.Id)
        {
            return command.Unlink ? new Result<Guid>.Missing("There is no such link.")
                : Result<Guid>.Wrong(nameof(command.OtherNumber), "Give the number of another ticket.");
        }

        var actor = new Actor(command.By, command.ById, clock.Now());
        var changed = command.Unlink
            ? await tx.ExecuteAsync(Delete, new { ticket.Id, OtherId = other.Id }, ct) > 0
            : await InsertAsync(tx, ticket.Id, other.Id, "related", actor.Now, ct);
        if (command.Unlink && !changed)
        {
            return new Result<Guid>.Missing("There is no such link.");
        }

        if (changed)
        {
            foreach (var (one, two) in new[] { (ticket, other), (other, ticket) })
            {
                var number = $"#{two.Number}";
                await log.AddEventAsync(tx, one.Id, command.Unlink
                    ? new("link", number, null) { BeforeId = two.Id }
                    : new("link", null, number) { AfterId = two.Id }, actor, ct);
            }
        }

        return ticket.Id;
    }, ct);

    /// <returns>False when they were linked already.</returns>
    public static async Task<bool> InsertAsync(Tx tx, Guid one, Guid other, string kind, DateTimeOffset now, CancellationToken ct) =>
        await tx.ExecuteAsync(Insert, new { Id = one, OtherId = other, Kind = kind, Now = now }, ct)
        + await tx.ExecuteAsync(Insert, new { Id = other, OtherId = one, Kind = kind, Now = now }, ct) > 0;
}
