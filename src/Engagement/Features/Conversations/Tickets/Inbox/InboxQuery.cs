using Engagement.Channels.Text;


namespace Engagement.Features.Conversations.Tickets.Inbox;

/// <summary>
/// Which list somebody is working through, as it stands in the address: the same on the list and beside each ticket opened from it.
/// </summary>
internal sealed record InboxQuery
{
    public static IReadOnlyList<(string View, string Name)> Views { get; } =
        [("open", "Open"), ("mine", "Mine"), ("unassigned", "Unassigned"), ("soon", "Due soon"),
            ("mentions", "Mentions"), ("snoozed", "Snoozed"), ("all", "All")];

    /// <summary>"Due soon" looks this far ahead.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromHours(2);

    /// <summary>One of <see cref="Views"/>, or "queue".</summary>
    public string View { get; init; } = "open";

    /// <summary>The address says which list: somebody works through it, and goes on to the next ticket when one is done.</summary>
    public bool IsNamed { get; init; }

    public Guid? Queue { get; init; }

    public string? Q { get; init; }

    public string? Network { get; init; }

    public TicketStatus? Status { get; init; }

    public TicketPriority? Priority { get; init; }

    public Guid? Assignee { get; init; }

    public string? Tag { get; init; }

    public bool Unread { get; init; }

    public Guid? Article { get; init; }

    public Guid? Client { get; init; }

    /// <summary>Opened at least so many days ago.</summary>
    public int? Days { get; init; }

    // Whoever looks for something means all there is; whoever narrows a view means what stands in it.
    public bool IsSearch => !string.IsNullOrWhiteSpace(Q) || Article is not null || Client is not null;

    public bool IsFiltered => IsSearch || !string.IsNullOrEmpty(Network)
        || Status is not null || Priority is not null || Assignee is not null
        || !string.IsNullOrEmpty(Tag) || Unread || Days is not null;

    public static InboxQuery Of(IQueryCollection query) => new()
    {
        View = query["view"].ToString() is { Length: > 0 } view && (view == "queue" || Views.Any(v => v.View == view)) ? view : "open",
        IsNamed = query.ContainsKey("view"),
        Queue = Id(query["queue"]),
        Q = Text(query["q"]),
        Network = Text(query["network"]),
        Status = Enum.TryParse<TicketStatus>(query["status"], out var status) ? status : null,
        Priority = Enum.TryParse<TicketPriority>(query["priority"], out var priority) ? priority : null,
        Assignee = Id(query["assignee"]),
        Tag = Text(query["tag"]),
        Unread = query["unread"] == "true",
        Article = Id(query["article"]),
        Client = Id(query["client"]),
        Days = int.TryParse(query["days"], out var days) && days is > 0 and < 10_000 ? days : null,
    };

    /// <param name="me">The reader; null for a program, which has no tickets of its own.</param>
    /// <param name="now">Ages are counted from here.</param>
    public TicketFilter Filter(Guid? me, DateTimeOffset now) => new()
    {
        Unsolved = View != "all" && Status is null && !IsSearch,
        IsSnoozed = View == "all" || IsSearch ? null : View == "snoozed",
        Status = Status,
        Priority = Priority,
        AssigneeId = View == "mine" ? me : Assignee,
        Unassigned = View == "unassigned",
        QueueId = Queue,
        MentionsOf = View == "mentions" ? me : null,
        DueBefore = View == "soon" ? now + Soon : null,
        UnreadBy = Unread ? me : null,
        Reader = me,
        Tag = Tag?.Trim().ToLowerInvariant(),
        Network = Network,
        ArticleId = Article,
        ClientId = Client,
        OpenedBefore = Days is { } days ? now.AddDays(-days) : null,
        Words = Q,
    };

    /// <summary>What stands after the question mark, with it; empty for the usual list.</summary>
    public override string ToString() => QueryString.Create(Pairs()).ToString();

    /// <summary>The same with one thing more or else.</summary>
    public string With(string name, string? value) =>
        QueryString.Create(Pairs().Where(p => p.Key != name)
            .Append(KeyValuePair.Create<string, string?>(name, value)).Where(p => p.Value is not null)).ToString();

    private IEnumerable<KeyValuePair<string, string?>> Pairs() => new (string Name, string? Value)[]
    {
        ("view", IsNamed || View != "open" ? View : null), ("queue", Queue?.ToString()),
        ("q", Q), ("network", Network), ("status", Status?.ToString()),
        ("priority", Priority?.ToString()), ("assignee", Assignee?.ToString()), ("tag", Tag), ("unread", Unread ? "true" : null),
        ("article", Article?.ToString()), ("client", Client?.ToString()),
        ("days", Days?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
    }.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => KeyValuePair.Create(p.Name, p.Value));

    private static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : Graphemes.Start(text, 200);
}
