using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Listening.Chain;

/// <summary>
/// Reads <see cref="InboundKnown"/>. Locks the people first: two messages of one person are looked at one after the other, so they find one
/// ticket. Only then are tickets read, and those of these people locked, so that nobody solves one between the look and the words. Numbers
/// of tickets come last (<see cref="WaitingLog"/>), in every transaction.
/// </summary>
internal static class ReadInboundKnown
{
    private const string HandleColumns = "Id, ClientId, Network, RemoteId, Handle, DisplayName, AvatarUrl, ProfileUrl";

    private static readonly Sql HoldPeople = Sql.For(
        sqlServer: """
            update h set UpdatedAt = @Now
            output inserted.Id, inserted.ClientId, inserted.Network, inserted.RemoteId, inserted.Handle, inserted.DisplayName,
                inserted.AvatarUrl, inserted.ProfileUrl
            from {rows People (Network nvarchar(20), RemoteId nvarchar(400))} p
            join Handles h on h.Network = p.Network {exact} and h.RemoteId = p.RemoteId {exact}
            """,
        sqlite: $$"""
            update Handles set UpdatedAt = @Now
            where Id in (select h.Id from {rows People (Network nvarchar(20), RemoteId nvarchar(400))} p
                join Handles h on h.Network = p.Network and h.RemoteId = p.RemoteId)
            returning {{HandleColumns}}
            """);

    private static readonly Sql Persons = Sql.Portable(
        """
        select c.Id, coalesce(p.Name, c.Name) as Name, coalesce(p.Company, c.Company) as Company,
            coalesce(p.IsVip, c.IsVip) as IsVip,
            case when c.BlockedAt is not null or p.BlockedAt is not null then 1 else 0 end as IsBlocked
        from Clients c left join Clients p on p.Id = c.MatchedIntoId where c.Id in {ids Ids}
        """);

    private static readonly Sql Deliveries = Sql.Portable(
        """
        select d.Id, d.AccountId, d.RemoteId, d.Kind, d.PostId, d.ArticleId, d.TicketId from Deliveries d
        where d.AccountId in {ids Accounts} and d.RemoteId in {texts RemoteIds}
        """);

    private static readonly Sql Messages = Sql.Portable(
        """
        select m.AccountId, m.RemoteId, m.TicketId from Messages m
        where m.AccountId in {ids Accounts} and m.RemoteId in {texts RemoteIds}
        """);

    private const string InThreads =
        """
        where t.ClientId in {ids Clients} and t.AccountId in {ids Accounts} and (t.ThreadId in {texts Threads}
            or t.ThreadId in (select a.ThreadId from Tickets a where a.Id in {ids Answered}))
        """;

    // Those that what is answered stands in, and those of these people in all these threads.
    private static readonly Sql Tickets = Sql.For(
        sqlServer: $$"""
            select {{TicketSql.Columns}} from Tickets t where t.Id in {ids Answered}
            union all select {{TicketSql.Columns}} from Tickets t with (updlock, rowlock) {{InThreads}}
            """,
        sqlite: $$"""
            select {{TicketSql.Columns}} from Tickets t where t.Id in {ids Answered}
            union all select {{TicketSql.Columns}} from Tickets t {{InThreads}}
            """);

    public static async Task<InboundKnown> RunAsync(
        Tx tx, IReadOnlyList<(InboundItem Item, AccountRow Account)> said, IReadOnlyList<AccountRow> accounts, DateTimeOffset now,
        CancellationToken ct)
    {
        var items = said.Select(s => s.Item).ToList();
        var known = new InboundKnown { Accounts = [.. said.Select(s => s.Account.Id).Distinct()], IsOfSeveral = said.Count > 1 };
        foreach (var account in accounts)
        {
            known.PutOurs(account);
        }

        await PeopleAsync(tx, known, said.Select(s => (s.Account.Network, s.Item.Author.RemoteId)), now, ct);
        var answered = items.SelectMany(i => new[] { ItemIds.Fitting(i.InReplyToId), ItemIds.Fitting(i.ThreadRootId) }).OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        var ids = Json.Ids(known.Accounts);
        var deliveries = await tx.QueryAsync<KnownDelivery>(
            Deliveries, new { Accounts = ids, RemoteIds = Json.Texts([.. answered, .. items.Select(i => i.RemoteId)]) }, ct);
        foreach (var delivery in deliveries)
        {
            known.Put(delivery);
        }

        // An id is that of a post or answer of ours, or of words of theirs.
        var theirs = answered.Except(deliveries.Select(d => d.RemoteId), StringComparer.Ordinal).ToList();
        var messages = theirs.Count == 0 ? [] : await tx.QueryAsync<Message>(
            Messages, new { Accounts = ids, RemoteIds = Json.Texts(theirs) }, ct);
        foreach (var message in messages)
        {
            known.PutMessage(message.AccountId, message.RemoteId, message.TicketId);
        }

        string[] threads = [.. answered, .. items.Select(i => i.RemoteId)];
        var tickets = messages.Select(m => m.TicketId).Concat(deliveries.Select(d => d.TicketId).OfType<Guid>()).ToHashSet();
        foreach (var ticket in await TicketsAsync(tx, known, tickets, threads, ct))
        {
            known.Put(ticket);
            known.PutThreads(tickets.Contains(ticket.Id) ? [ticket.ThreadId] : []);
        }

        known.PutThreads(threads);
        return known;
    }

    /// <summary>These tickets, and those of all known people in these threads and in those tickets' threads.</summary>
    public static async Task<IReadOnlyList<TicketRow>> TicketsAsync(
        Tx tx, InboundKnown known, IReadOnlyCollection<Guid> answered, IReadOnlyCollection<string> threads, CancellationToken ct)
    {
        var clients = known.ClientIds.ToList();
        return clients.Count == 0 && answered.Count == 0 ? [] : await tx.QueryAsync<TicketRow>(Tickets, new
        {
            Answered = Json.Ids(answered),
            Clients = Json.Ids(clients),
            Accounts = Json.Ids(known.Accounts),
            Threads = Json.Texts(threads),
        }, ct);
    }

    private static async Task PeopleAsync(
        Tx tx, InboundKnown known, IEnumerable<(string Network, string RemoteId)> people, DateTimeOffset now, CancellationToken ct)
    {
        var handles = await tx.QueryAsync<KnownClient>(HoldPeople, new
        {
            // In one order: who holds the first of two has the second or gets it.
            People = Json.Rows(people.Distinct().OrderBy(p => p.Network, StringComparer.Ordinal)
                .ThenBy(p => p.RemoteId, StringComparer.Ordinal).Select(p => new { p.Network, p.RemoteId })),
            Now = now,
        }, ct);
        var persons = handles.Count == 0 ? [] : (await tx.QueryAsync<Person>(
            Persons, new { Ids = Json.Ids(handles.Select(h => h.ClientId)) }, ct)).ToDictionary(p => p.Id);
        foreach (var handle in handles)
        {
            var person = persons[handle.ClientId];
            known.Put(handle with
            {
                ClientName = person.Name, Company = person.Company, IsVip = person.IsVip, IsBlocked = person.IsBlocked,
            });
        }
    }

    private sealed record Person
    {
        public Guid Id { get; init; }

        public string Name { get; init; } = "";

        public string? Company { get; init; }

        public bool IsVip { get; init; }

        public bool IsBlocked { get; init; }
    }

    private sealed record Message
    {
        public Guid AccountId { get; init; }

        public string RemoteId { get; init; } = "";

        public Guid TicketId { get; init; }
    }
}
