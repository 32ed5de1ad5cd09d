using Engagement.Data;

namespace Engagement.Features.Insights.Loop;

/// <summary>
/// The loop's figures and the rows behind each, from the same tables by the same conditions: a figure is the number of its rows, or a sum
/// over them. Everything hangs on one chain of ids: article - post - delivery - link - visit, and delivery - ticket - message -
/// opportunity.
/// </summary>
internal static class FunnelSql
{
    // ------------------------------------------------ what is counted
    private const string Posts = "from Deliveries d join Posts p on p.Id = d.PostId";

    private const string LatestNumbers =
        "left join PostMetrics m on m.DeliveryId = d.Id and m.ReadAt = (select max(n.ReadAt) from PostMetrics n where n.DeliveryId = d.Id)";

    private const string Visits = "from TrackedLinks l join Deliveries d on d.Id = l.DeliveryId join Posts p on p.Id = d.PostId";

    private const string OfTicket = "left join Deliveries d on d.Id = t.DeliveryId left join Posts p on p.Id = d.PostId";

    private const string Replies = $"from Messages m join Tickets t on t.Id = m.TicketId {OfTicket}";

    private const string Tickets = $"from Tickets t {OfTicket}";

    private const string Times = $"from TicketTimes tt join Tickets t on t.Id = tt.TicketId {OfTicket}";

    private const string Chances = $"from Opportunities o join Tickets t on t.Id = o.TicketId {OfTicket}";

    // An answer's cost belongs to the post that was answered.
    private const string Costs = """
        from Spending s join Accounts a on a.Id = s.AccountId left join Deliveries d on d.Id = s.DeliveryId
        left join Tickets t on t.Id = d.TicketId left join Posts p on p.Id = coalesce(d.PostId, t.PostId)
        """;

    // ------------------------------------------------ of what, and when
    /// <summary>Each kind's condition where posts are counted.</summary>
    public static readonly Dictionary<ScopeKind, Sql> OfPosts = new()
    {
        [ScopeKind.Article] = Sql.Portable("p.ArticleId = @ScopeId"),
        [ScopeKind.Template] = Sql.Portable("p.TemplateId = @ScopeId"),
        [ScopeKind.Series] = Sql.Portable("p.SeriesId = @ScopeId"),
        [ScopeKind.Account] = Sql.Portable("d.AccountId = @ScopeId"),
        [ScopeKind.Post] = Sql.Portable("p.Id = @ScopeId"),
    };

    /// <summary>
    /// Each kind's condition where tickets are counted: a ticket knows its article and account also where no post was answered.
    /// </summary>
    public static readonly Dictionary<ScopeKind, Sql> OfTickets = new()
    {
        [ScopeKind.Article] = Sql.Portable("t.ArticleId = @ScopeId"),
        [ScopeKind.Template] = Sql.Portable("p.TemplateId = @ScopeId"),
        [ScopeKind.Series] = Sql.Portable("p.SeriesId = @ScopeId"),
        [ScopeKind.Account] = Sql.Portable("t.AccountId = @ScopeId"),
        [ScopeKind.Post] = Sql.Portable(
            "t.PostId = @ScopeId and t.DeliveryId in (select k.Id from Deliveries k where k.PostId = @ScopeId)"),
    };

    /// <summary>The same where times are read: a thing's tickets are found from it, not each ticket's thing.</summary>
    public static readonly Dictionary<ScopeKind, Sql> OfTimes = new()
    {
        [ScopeKind.Article] = Sql.Portable("tt.TicketId in (select t.Id from Tickets t where t.ArticleId = @ScopeId)"),
        [ScopeKind.Template] = Sql.Portable("""
            tt.TicketId in (select t.Id from Posts p join Deliveries d on d.PostId = p.Id join Tickets t on t.DeliveryId = d.Id
                where p.TemplateId = @ScopeId)
            """),
        [ScopeKind.Series] = Sql.Portable("""
            tt.TicketId in (select t.Id from Posts p join Deliveries d on d.PostId = p.Id join Tickets t on t.DeliveryId = d.Id
                where p.SeriesId = @ScopeId)
            """),
        [ScopeKind.Account] = Sql.Portable("tt.TicketId in (select t.Id from Tickets t where t.AccountId = @ScopeId)"),
        [ScopeKind.Post] = Sql.Portable("""
            tt.TicketId in (select t.Id from Deliveries d join Tickets t on t.DeliveryId = d.Id where d.PostId = @ScopeId
                and t.PostId = @ScopeId)
            """),
    };

    /// <summary>Each kind's condition where money is counted. What reading costs belongs to an account and to no post.</summary>
    public static readonly Dictionary<ScopeKind, Sql> OfCosts = new()
    {
        [ScopeKind.Article] = Sql.Portable("coalesce(p.ArticleId, t.ArticleId) = @ScopeId"),
        [ScopeKind.Template] = Sql.Portable("p.TemplateId = @ScopeId"),
        [ScopeKind.Series] = Sql.Portable("p.SeriesId = @ScopeId"),
        [ScopeKind.Account] = Sql.Portable("s.AccountId = @ScopeId"),
        [ScopeKind.Post] = Sql.Portable("p.Id = @ScopeId"),
    };

    public static readonly Sql PostsThen = Sql.Portable(
        "d.Kind = 'post' and d.Part = 1 and d.State in ('Published', 'Withdrawn') and d.PublishedAt >= @From and d.PublishedAt < @To");

    public static readonly Sql RepliesThen = Sql.Portable("m.Kind = 'inbound' and m.CreatedAt >= @From and m.CreatedAt < @To");

    public static readonly Sql TicketsThen = Sql.Portable("t.CreatedAt >= @From and t.CreatedAt < @To");

    public static readonly Sql AnsweredThen = Sql.Portable("tt.FirstReplyAt >= @From and tt.FirstReplyAt < @To");

    public static readonly Sql SolvedThen = Sql.Portable("tt.SolvedAt >= @From and tt.SolvedAt < @To");

    public static readonly Sql FoundThen = Sql.Portable("o.CreatedAt >= @From and o.CreatedAt < @To");

    public static readonly Sql WonThen = Sql.Portable("o.Stage = 'Won' and o.ClosedAt >= @From and o.ClosedAt < @To");

    public static readonly Sql SpentThen = Sql.Portable("s.SpentAt >= @From and s.SpentAt < @To");

    public static readonly Sql VisitedThen = Sql.Portable("v.OccurredAt >= @From and v.OccurredAt < @To");

    public static readonly Sql ByPeople = Sql.Portable("v.Class = 'People'");

    // Each fits its column; what three of them or all posts come to need not.
    private const string Reacted = "cast(coalesce(m.Likes, 0) as bigint) + coalesce(m.Reposts, 0) + coalesce(m.Quotes, 0)";

    // ------------------------------------------------ figures
    public static readonly Sql CountPosts = Sql.Portable(
        $$"""
        select count(*) as Number, coalesce(sum(m.Views), 0) as Reach, coalesce(sum(case when m.Views is not null then 1 else 0 end),
            0) as Told, coalesce(sum({{Reacted}}), 0) as Reactions
        {{Posts}} {{LatestNumbers}} {where}
        """);

    /// <summary>Replies and tickets of a post; of everything else there are sums.</summary>
    public static readonly Sql CountReplies = Sql.Portable($$"""select count(*) {{Replies}} {where}""");

    public static readonly Sql CountTickets = Sql.Portable($$"""select count(*) {{Tickets}} {where}""");

    // Every one, in one text: which is the middle is found here, quicker than by a window over them all, and a row for each costs more than
    // its number.
    public static readonly Sql FirstReplies = Sql.For(
        sqlServer: "select string_agg(cast(tt.FirstReplySeconds as nvarchar(max)), ',') from TicketTimes tt {where}",
        sqlite: "select group_concat(tt.FirstReplySeconds) from TicketTimes tt {where}");

    public static readonly Sql Solved = Sql.For(
        sqlServer: "select string_agg(cast(tt.SolveSeconds as nvarchar(max)), ',') from TicketTimes tt {where}",
        sqlite: "select group_concat(tt.SolveSeconds) from TicketTimes tt {where}");

    public static readonly Sql CountChances = Sql.Portable($$"""
        select o.Currency, count(*) as Number, coalesce(sum(o.Amount), 0) as Amount {{Chances}} {where} group by o.Currency
        order by o.Currency
        """);

    public static readonly Sql SumCosts = Sql.Portable(
        $$"""select a.Network, coalesce(sum(s.Amount), 0) as Amount {{Costs}} {where} group by a.Network order by a.Network""");

    public static readonly Sql SumAllCosts = Sql.Portable("""
        select a.Network, coalesce(sum(s.Amount), 0) as Amount from Spending s join Accounts a on a.Id = s.AccountId {where}
        group by a.Network order by a.Network
        """);

    // ------------------------------------------------ rows: the newest first, a page at a time by key
    public static readonly Sql PostRows = Sql.Portable(
        $$"""
        select d.Id, d.PublishedAt as At, p.Title, ac.Name as AccountName, d.Network, d.State, m.Views as Number,
            {{Reacted}} as Second
        {{Posts}} join Accounts ac on ac.Id = d.AccountId {{LatestNumbers}} {where} order by d.PublishedAt desc, d.Id desc {page}
        """);

    public static readonly Sql VisitRows = Sql.Portable(
        $$"""
        select d.Id, v.Seq, v.OccurredAt as At, p.Title, ac.Name as AccountName, d.Network, v.Class as State, v.Reason as Text
        {{Visits}} join Accounts ac on ac.Id = d.AccountId join Visits v on v.Code = l.Code {where}
        order by v.OccurredAt desc, v.Seq desc {page}
        """);

    public static readonly Sql ReplyRows = Sql.Portable(
        $$"""
        select m.Id, m.CreatedAt as At, t.Number, t.Subject as Title, m.AuthorName as Text, m.Body, t.Network {{Replies}} {where}
        order by m.CreatedAt desc, m.Id desc {page}
        """);

    public static readonly Sql TicketRows = Sql.Portable(
        $$"""
        select t.Id, t.CreatedAt as At, t.Number, t.Subject as Title, t.Status as State, c.Name as Text, t.Network {{Tickets}}
        join Clients c on c.Id = t.ClientId {where} order by t.CreatedAt desc, t.Id desc {page}
        """);

    public static readonly Sql AnsweredRows = Sql.Portable(
        $$"""
        select t.Id, tt.FirstReplyAt as At, t.Number, t.Subject as Title, t.Status as State, c.Name as Text, t.Network,
            tt.FirstReplySeconds as Second
        {{Times}} join Clients c on c.Id = t.ClientId {where} order by tt.FirstReplyAt desc, t.Id desc {page}
        """);

    public static readonly Sql SolvedRows = Sql.Portable(
        $$"""
        select t.Id, tt.SolvedAt as At, t.Number, t.Subject as Title, t.Status as State, c.Name as Text, t.Network,
            tt.SolveSeconds as Second
        {{Times}} join Clients c on c.Id = t.ClientId {where} order by tt.SolvedAt desc, t.Id desc {page}
        """);

    public static readonly Sql FoundRows = Sql.Portable(
        $$"""
        select o.Id, o.CreatedAt as At, o.Service as Title, o.Stage as State, c.Name as Text, t.Number, o.Amount as Second, o.Currency,
            t.Network
        {{Chances}} join Clients c on c.Id = t.ClientId {where} order by o.CreatedAt desc, o.Id desc {page}
        """);

    public static readonly Sql WonRows = Sql.Portable(
        $$"""
        select o.Id, o.ClosedAt as At, o.Service as Title, o.Stage as State, c.Name as Text, t.Number, o.Amount as Second, o.Currency,
            t.Network
        {{Chances}} join Clients c on c.Id = t.ClientId {where} order by o.ClosedAt desc, o.Id desc {page}
        """);

    public static readonly Sql CostRows = Sql.Portable(
        $$"""
        select s.Id, s.SpentAt as At, p.Title, a.Name as AccountName, a.Network, s.Kind as State, s.Amount as Second,
            d.Id as DeliveryId {{Costs}} {where} order by s.SpentAt desc, s.Id desc {page}
        """);

    // Where the page before ended.
    public static readonly Sql PostsBefore = Sql.Portable("d.PublishedAt <= @AfterAt and (d.PublishedAt < @AfterAt or d.Id < @AfterId)");
    public static readonly Sql VisitsBefore = Sql.Portable("v.OccurredAt <= @AfterAt and (v.OccurredAt < @AfterAt or v.Seq < @AfterSeq)");
    public static readonly Sql RepliesBefore = Sql.Portable("m.CreatedAt <= @AfterAt and (m.CreatedAt < @AfterAt or m.Id < @AfterId)");
    public static readonly Sql TicketsBefore = Sql.Portable("t.CreatedAt <= @AfterAt and (t.CreatedAt < @AfterAt or t.Id < @AfterId)");
    public static readonly Sql AnsweredBefore = Sql.Portable(
        "tt.FirstReplyAt <= @AfterAt and (tt.FirstReplyAt < @AfterAt or t.Id < @AfterId)");
    public static readonly Sql SolvedBefore = Sql.Portable("tt.SolvedAt <= @AfterAt and (tt.SolvedAt < @AfterAt or t.Id < @AfterId)");
    public static readonly Sql FoundBefore = Sql.Portable("o.CreatedAt <= @AfterAt and (o.CreatedAt < @AfterAt or o.Id < @AfterId)");
    public static readonly Sql WonBefore = Sql.Portable("o.ClosedAt <= @AfterAt and (o.ClosedAt < @AfterAt or o.Id < @AfterId)");
    public static readonly Sql CostsBefore = Sql.Portable("s.SpentAt <= @AfterAt and (s.SpentAt < @AfterAt or s.Id < @AfterId)");

    // ------------------------------------------------ names
    public static readonly Dictionary<ScopeKind, Sql> NameOf = new()
    {
        [ScopeKind.Article] = Sql.Portable("select Title from Articles where Id = @ScopeId"),
        [ScopeKind.Template] = Sql.Portable("select Name from Templates where Id = @ScopeId"),
        [ScopeKind.Series] = Sql.Portable("select Name from Series where Id = @ScopeId"),
        [ScopeKind.Account] = Sql.Portable("select Name from Accounts where Id = @ScopeId"),
        [ScopeKind.Post] = Sql.Portable("select Title from Posts where Id = @ScopeId"),
    };
}
