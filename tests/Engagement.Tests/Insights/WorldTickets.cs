using System.Globalization;
using Engagement.Data;

namespace Engagement.Tests.Insights;

/// <summary>
/// The tickets of a <see cref="World"/>: clients who write, answers in every state a delivery can have, acknowledgements of rules, tickets
/// solved and opened again, merged into others and split.
/// </summary>
internal static class WorldTickets
{
    // What an answer can be at any moment; some of each.
    private static readonly string[] States = ["Published", "Published", "Published", "Withdrawn",
        "Scheduled", "Publishing", "Uncertain", "Failed", "Held", "Missed", "Cancelled"];

    private static readonly Sql Client = Sql.Portable("insert into Clients (Id, Name, CreatedAt) values (@Id, 'Ann', @Now)");
    private static readonly Sql Ticket = Sql.Portable(
        """
        insert into Tickets (Id, Number, Subject, Status, Priority, ClientId, AccountId, Network, ThreadId, DeliveryId, PostId, ArticleId,
            CreatedAt, UpdatedAt, LastActivityAt)
        values (@Id, @Number, 'Help', 'Open', 'Normal', @ClientId, @AccountId, 'sandbox', @Thread, @DeliveryId, @PostId, @ArticleId, @At,
            @At, @At)
        """);
    private static readonly Sql Message = Sql.Portable(
        """
        insert into Messages (Id, TicketId, Kind, AuthorId, AuthorName, Body, DeliveryId, SaidAt, CreatedAt)
        values (@Id, @TicketId, @Kind, @AuthorId, 'Ann', 'Words', @DeliveryId, @At, @At)
        """);
    private static readonly Sql Event = Sql.Portable("""
        insert into TicketEvents (Id, TicketId, Kind, Before, After, BeforeId, AfterId, Actor, OccurredAt)
        values (@Id, @TicketId, @Kind, @Before, @After, @BeforeId, @AfterId, 'Ann', @At)
        """);
    private static readonly Sql Chance = Sql.Portable(
        """
        insert into Opportunities (Id, TicketId, Service, Amount, Currency, Stage, Version, CreatedAt, CreatedBy, UpdatedAt, ClosedAt)
        values (@Id, @TicketId, 'Backup', @Amount, @Currency, @Stage, 1, @At, 'test', @At, @ClosedAt)
        """);
    private static readonly Sql Reply = Sql.Portable(
        """
        insert into Deliveries (Id, Kind, TicketId, MessageId, AccountId, Network, Body, State, Version, DueAt, SendKey, PublishedAt,
            CreatedAt, UpdatedAt)
        values (@DeliveryId, 'reply', @TicketId, @Id, @AccountId, 'sandbox', 'Words', @State, 1, @At, 'k', @PublishedAt, @At, @At)
        """);
    private static readonly Sql User = Sql.Portable("""
        insert into Users (Id, Email, Name, Role, PasswordHash, SecurityStamp, CreatedAt) values (@Id, @Email, @Name, 'Agent', '', '', @Now)
        """);
    private static readonly Sql Merge = Sql.Portable("update Tickets set MergedIntoId = @MergedIntoId, Status = 'Closed' where Id = @Id");
    private static readonly Sql InsertMerge = Sql.Portable("""
        insert into TicketMerges (TicketId, IntoId, WasStatus, MergedAt, MergedBy) values (@Id, @MergedIntoId, 'Open', @MergedAt, 'test')
        """);
    private static readonly Sql Move = Sql.Portable("update Messages set TicketId = @TicketId where Id = @Id");

    public static async Task WriteAsync(World w, int count) => await w.Db.InTransactionAsync(async tx =>
    {
        var client = Ids.New(World.Start);
        await tx.ExecuteAsync(Client, new { Id = client, Now = World.Start });
        foreach (var name in new[] { "Mia", "Noor" })
        {
            w.People.Add(Ids.New(World.Start));
            await tx.ExecuteAsync(User, new { Id = w.People[^1], Email = $"{name}@desk.example", Name = name, Now = World.Start });
        }

        for (var i = 0; i < count; i++)
        {
            await TicketAsync(tx, w, client, i);
        }

        for (var i = 0; i < count / 8; i++)
        {
            await SplitAsync(tx, w, client);
            await MergeAsync(tx, w);
        }
    });

    private static async Task TicketAsync(Tx tx, World w, Guid client, int i)
    {
        var answered = w.Random.Next(4) > 0 ? w.Any(w.Deliveries.Where(d => d.PublishedAt is not null).ToList()) : null;
        var t = new WorldTicket(Ids.New(World.Start), answered?.AccountId ?? w.Any(w.Accounts).Id,
            answered?.Id, answered?.PostId, answered?.ArticleId, w.Moment());
        await OpenAsync(tx, w, t, client);
        await MessageAsync(tx, w, new(Ids.New(World.Start), t.Id, "inbound", t.At));
        var at = t.At;
        var status = "New";
        for (var step = 0; step < w.Random.Next(7); step++)
        {
            at = Instant.Truncate(at.AddMinutes(1 + (w.Random.NextDouble() * 3000)));
            if (w.Random.Next(2) == 0)
            {
                await SayAsync(tx, w, t, w.Any<string>(["inbound", "outbound", "outbound", "note"]), at);
            }
            else
            {
                var to = w.Any<string>(["Open", "Pending", "Solved", "Solved", "Closed"]);
                if (to != status)
                {
                    await EventAsync(tx, w, new(t.Id, "status", status, to, at));
                    status = to;
                }
            }
        }

        if (w.Random.Next(3) == 0)
        {
            var stage = w.Any<string>(["New", "Proposed", "Won", "Lost"]);
            var c = new WorldChance(Ids.New(World.Start), t.Id, w.Random.Next(3) > 0
                ? w.Random.Next(1, 9000) * 1_000_000L : null, w.Any<string>(["EUR", "USD"]), stage, at,
                stage is "Won" or "Lost" ? Instant.Truncate(at.AddHours(w.Random.Next(1, 900))) : null);
            w.Chances.Add(c);
            await tx.ExecuteAsync(Chance, new { c.Id, c.TicketId, c.Amount, c.Currency, c.Stage, c.At, c.ClosedAt });
        }
    }

    // Ours goes out when it goes out: at once, hours later, or never.
    private static Task SayAsync(Tx tx, World w, WorldTicket t, string kind, DateTimeOffset at)
    {
        var m = new WorldMessage(Ids.New(World.Start), t.Id, kind, at);
        if (kind != "outbound")
        {
            return MessageAsync(tx, w, m);
        }

        var state = w.Any(States);
        var automatic = w.Random.Next(4) == 0;
        var published = state is "Published" or "Withdrawn"
            ? Instant.Truncate(at.AddSeconds(Math.Pow(w.Random.NextDouble(), 4) * 40_000))
            : (DateTimeOffset?)null;
        return MessageAsync(tx, w,
            m with { AuthorId = automatic ? null : w.Any(w.People), Reply = new(Ids.New(World.Start), state, published, automatic) });
    }

    private static async Task SplitAsync(Tx tx, World w, Guid client)
    {
        if (w.Any(w.Messages.Where(m => m.Kind == "inbound").GroupBy(m => m.TicketId).Where(g => g.Count() > 1).ToList())
            ?.Last() is not { } message)
        {
            return;
        }

        var whole = w.Tickets.Single(t => t.Id == message.TicketId);
        var to = whole with { Id = Ids.New(World.Start),
            At = LastOf(w, whole).AddMinutes(w.Random.Next(1, 90)), MergedIntoId = null, MergedAt = null };
        await OpenAsync(tx, w, to, client);
        await tx.ExecuteAsync(Move, new { TicketId = to.Id, message.Id });
        w.Messages[w.Messages.IndexOf(message)] = message with { TicketId = to.Id };
        await EventAsync(tx, w, new(whole.Id, "split", null, "#2", to.At) { BeforeId = message.Id, AfterId = to.Id });
        await EventAsync(tx, w, new(to.Id, "split", "#1", null, to.At) { BeforeId = whole.Id, AfterId = message.Id });
        await SayAsync(tx, w, to, w.Any<string>(["outbound", "note", "inbound"]),
            Instant.Truncate(to.At.AddMinutes(w.Random.Next(1, 900))));
    }

    private static async Task MergeAsync(Tx tx, World w)
    {
        var free = w.Tickets.Where(t => t.MergedIntoId is null && !w.Tickets.Exists(o => o.MergedIntoId == t.Id)).ToList();
        var (one, into) = (w.Any(free), w.Any(free));
        if (one == into)
        {
            return;
        }

        var at = new[] { LastOf(w, one), LastOf(w, into) }.Max().AddMinutes(w.Random.Next(1, 90));
        one.MergedIntoId = into.Id;
        one.MergedAt = at;
        await tx.ExecuteAsync(Merge, new { one.Id, one.MergedIntoId });
        await tx.ExecuteAsync(InsertMerge, new { one.Id, one.MergedIntoId, one.MergedAt });
        var status = w.Events.FindLast(e => e.TicketId == one.Id && e.Kind == "status")?.After ?? "New";
        if (status != "Closed")
        {
            await EventAsync(tx, w, new(one.Id, "status", status, "Closed", at));
        }

        await EventAsync(tx, w, new(one.Id, "merged", null, "#2", at) { AfterId = into.Id });
        await EventAsync(tx, w, new(into.Id, "took", null, "#1", at) { AfterId = one.Id });
    }

    private static DateTimeOffset LastOf(World w, WorldTicket t) => w.Events.Where(e => e.TicketId == t.Id).Select(e => e.At)
        .Concat(w.Messages.Where(m => m.TicketId == t.Id).Select(m => m.Reply?.PublishedAt ?? m.At)).Max();

    private static async Task OpenAsync(Tx tx, World w, WorldTicket t, Guid client)
    {
        w.Tickets.Add(t);
        var number = (long)w.Tickets.Count;
        await tx.ExecuteAsync(Ticket, new { t.Id, Number = number, ClientId = client, t.AccountId,
            Thread = number.ToString(CultureInfo.InvariantCulture), t.DeliveryId, t.PostId, t.ArticleId, t.At });
        await EventAsync(tx, w, new(t.Id, "created", null, null, t.At));
    }

    private static async Task MessageAsync(Tx tx, World w, WorldMessage m)
    {
        w.Messages.Add(m);
        if (m.Reply is { } reply)
        {
            await tx.ExecuteAsync(Reply, new { reply.DeliveryId, m.TicketId, m.Id,
                w.Tickets.Single(t => t.Id == m.TicketId).AccountId, reply.State, reply.PublishedAt, m.At });
        }

        await tx.ExecuteAsync(Message, new { m.Id, m.TicketId, m.Kind, m.AuthorId, DeliveryId = m.Reply?.DeliveryId, m.At });
        await EventAsync(tx, w,
            new(m.TicketId, m.Reply is { IsAutomatic: true } ? "acknowledged" : m.Kind, null, null, m.At) { AfterId = m.Id });
        if (m.Reply is { State: "Failed" or "Held" or "Missed" or "Cancelled" })
        {
            await EventAsync(tx, w, new(m.TicketId, "unsent", null, "Refused.", m.At) { AfterId = m.Id });
        }
    }

    private static async Task EventAsync(Tx tx, World w, WorldEvent e)
    {
        w.Events.Add(e);
        await tx.ExecuteAsync(Event, new { Id = Ids.New(World.Start), e.TicketId, e.Kind, e.Before, e.After, e.BeforeId, e.AfterId, e.At });
    }
}
