using Engagement.Data;

namespace Engagement.Features.Conversations.Realtime;

/// <summary>Who else is at a ticket, on whichever node: rows that run out unless their page says again that it is there.</summary>
internal sealed class Presence(Db db, Soon soon, TimeProvider clock)
{
    /// <summary>A page says so every eight seconds; two may be lost on the way.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromSeconds(20);

    public static readonly Sql All = Sql.Portable("select TicketId, UserId, IsWriting from TicketPresence where ExpiresAt > @Now");

    private static readonly Sql AtTicket = Sql.Portable(
        """
        select p.UserId, u.Name, p.IsWriting from TicketPresence p join Users u on u.Id = p.UserId
        where p.TicketId = @TicketId and p.ExpiresAt > @Now and p.UserId <> @Me order by u.Name, u.Id
        """);

    private static readonly Sql Update = Sql.Portable(
        "update TicketPresence set IsWriting = @IsWriting, ExpiresAt = @ExpiresAt where TicketId = @TicketId and UserId = @UserId");

    private static readonly Sql Insert = Sql.Portable(
        """
        insert into TicketPresence (TicketId, UserId, IsWriting, ExpiresAt) select @TicketId, @UserId, @IsWriting, @ExpiresAt
        where not exists (select 1 from TicketPresence where TicketId = @TicketId and UserId = @UserId)
        """);

    private static readonly Sql Delete = Sql.Portable("delete from TicketPresence where TicketId = @TicketId and UserId = @UserId");

    private static readonly Sql DeleteOld = Sql.Portable("delete from TicketPresence where ExpiresAt <= @Now");

    public Task SayAsync(Guid ticketId, Guid userId, bool isWriting, CancellationToken ct)
    {
        var row = new { TicketId = ticketId, UserId = userId, IsWriting = isWriting, ExpiresAt = clock.Now() + Lasts };
        return db.InTransactionAsync(async tx =>
        {
            if (await tx.ExecuteAsync(Update, row, ct) == 0)
            {
                await tx.ExecuteAsync(Insert, row, ct);
            }
        }, ct);
    }

    /// <summary>They look at its page, which waits for no writer.</summary>
    public Task CameAsync(Guid ticketId, Guid userId) =>
        soon.WriteAsync(Key(ticketId, userId), () => SayAsync(ticketId, userId, isWriting: false, CancellationToken.None));

    public Task LeaveAsync(Guid ticketId, Guid userId, CancellationToken ct)
    {
        soon.Forget(Key(ticketId, userId));
        return db.ExecuteAsync(Delete, new { TicketId = ticketId, UserId = userId }, ct);
    }

    /// <summary>Everybody but <paramref name="me"/>.</summary>
    public Task<IReadOnlyList<Somebody>> AtAsync(Guid ticketId, Guid? me, CancellationToken ct) =>
        db.QueryAsync<Somebody>(AtTicket, new { TicketId = ticketId, Me = me ?? Guid.Empty, Now = clock.Now() }, ct);

    /// <summary>The same together with other reads.</summary>
    public Read<Somebody> In(Reads reads, Guid ticketId, Guid? me) =>
        reads.Add<Somebody>(AtTicket, new { TicketId = ticketId, Me = me ?? Guid.Empty, Now = clock.Now() });

    /// <summary>Rows nobody renewed are of no use.</summary>
    public Task ForgetAsync(CancellationToken ct) => db.ExecuteAsync(DeleteOld, new { Now = clock.Now() }, ct);

    private static object Key(Guid ticketId, Guid userId) => ("presence", ticketId, userId);

    internal sealed record Somebody
    {
        public Guid UserId { get; init; }

        public string Name { get; init; } = "";

        public bool IsWriting { get; init; }
    }
}
