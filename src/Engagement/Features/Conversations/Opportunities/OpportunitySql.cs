using Engagement.Data;

namespace Engagement.Features.Conversations.Opportunities;

internal static class OpportunitySql
{
    private const string View =
        """
        select o.Id, o.TicketId, o.MessageId, o.Service, o.Amount, o.Currency, o.Stage, o.OwnerId, o.NextStep, o.NextStepOn, o.Reason,
            o.Version,
            o.CreatedAt, o.CreatedBy, o.UpdatedAt, o.ClosedAt, t.Number as TicketNumber, c.Name as ClientName, t.Network,
            u.Name as OwnerName, a.Title as ArticleTitle
        from Opportunities o
        join Tickets t on t.Id = o.TicketId
        join Clients c on c.Id = t.ClientId
        left join Users u on u.Id = o.OwnerId
        left join Articles a on a.Id = t.ArticleId
        """;

    public static readonly Sql Read = Sql.Portable($"{View} where o.Id = @Id");

    public static readonly Sql OfTicket = Sql.Portable($"{View} where o.TicketId = @TicketId order by o.CreatedAt, o.Id");

    public static readonly Sql List = Sql.Portable($"{View} {{where}} order by o.UpdatedAt desc, o.Id desc {{page}}");

    public static readonly Sql Before = Sql.Portable("o.UpdatedAt <= @AfterTime and (o.UpdatedAt < @AfterTime or o.Id < @AfterId)");

    public static readonly Sql InStage = Sql.Portable("o.Stage = @Stage");

    public static readonly Sql IsOpen = Sql.Portable("o.Stage in ('New', 'Qualified', 'Proposed')");

    public static readonly Sql OwnedBy = Sql.Portable("o.OwnerId = @OwnerId");

    public static readonly Sql HasWords = Sql.Portable(
        @"o.Service like @Like escape '\' or c.Name like @Like escape '\' or o.NextStep like @Like escape '\'");

    /// <summary>What each stage holds, by currency.</summary>
    public static readonly Sql Sums = Sql.Portable("""
        select o.Stage, o.Currency, count(*) as Number, coalesce(sum(o.Amount), 0) as Amount from Opportunities o
        group by o.Stage, o.Currency order by o.Stage, o.Currency
        """);

    public static readonly Sql Insert = Sql.Portable(
        """
        insert into Opportunities (Id, TicketId, MessageId, Service, Amount, Currency, Stage, OwnerId, NextStep, NextStepOn, Reason,
            Version, CreatedAt, CreatedBy, UpdatedAt, ClosedAt)
        values (@Id, @TicketId, @MessageId, @Service, @Amount, @Currency, @Stage, @OwnerId, @NextStep, @NextStepOn, @Reason, 1, @Now, @By,
            @Now, @ClosedAt)
        """);

    public static readonly Sql Update = Sql.Portable(
        """
        update Opportunities set Service = @Service, Amount = @Amount, Currency = @Currency, Stage = @Stage, OwnerId = @OwnerId,
            NextStep = @NextStep, NextStepOn = @NextStepOn, Reason = @Reason, Version = Version + 1, UpdatedAt = @Now, ClosedAt = @ClosedAt
        where Id = @Id and Version = @Version
        """);

    public static readonly Sql InsertEvent = Sql.Portable(
        """
        insert into OpportunityEvents (OpportunityId, Version, Kind, Before, After, Actor, ActorId, OccurredAt)
        values (@Id, @Version, @Kind, @Before, @After, @Actor, @ActorId, @Now)
        """);

    public static readonly Sql Events = Sql.Portable(
        "select Kind, Before, After, Actor, OccurredAt from OpportunityEvents where OpportunityId = @Id order by Version, Kind");

    public static readonly Sql IsPerson = Sql.Portable("select count(*) from Users where Id = @Id and DisabledAt is null");

    public static readonly Sql MessageOfTicket = Sql.Portable(
        "select count(*) from Messages where Id = @MessageId and TicketId = @TicketId");

    public static readonly Sql TicketExists = Sql.Portable("select count(*) from Tickets where Id = @TicketId");

    public static readonly Sql TicketByNumber = Sql.Portable("""
        select t.Id as TicketId, t.Number, t.Subject, c.Name as ClientName from Tickets t join Clients c on c.Id = t.ClientId
        where t.Number = @Number
        """);

    public static readonly Sql MessageBody = Sql.Portable("select Body from Messages where Id = @Id and TicketId = @TicketId");

    public static readonly Sql LastCurrency = Sql.Portable("select Currency from Opportunities order by CreatedAt desc, Id desc {page}");

    /// <summary>One row: everything the chance came from.</summary>
    public static readonly Sql Evidence = Sql.Portable(
        """
        select t.Number as TicketNumber, t.Subject, t.CreatedAt as TicketAt, m.AuthorName, m.Body, m.SaidAt,
            d.Id as DeliveryId, d.Network, d.PublishedAt, ac.Name as AccountName, p.Id as PostId, p.Title as PostTitle, l.Code,
            a.Id as ArticleId, a.Title as ArticleTitle
        from Opportunities o
        join Tickets t on t.Id = o.TicketId
        left join Messages m on m.Id = o.MessageId
        left join Deliveries d on d.Id = t.DeliveryId
        left join Accounts ac on ac.Id = d.AccountId
        left join Posts p on p.Id = d.PostId
        left join TrackedLinks l on l.DeliveryId = d.Id
        left join Articles a on a.Id = coalesce(p.ArticleId, t.ArticleId)
        where o.Id = @Id
        """);
}
