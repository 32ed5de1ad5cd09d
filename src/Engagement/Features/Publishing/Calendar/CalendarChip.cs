using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Posts;

namespace Engagement.Features.Publishing.Calendar;

/// <summary>A post as a calendar shows it: one account's, or a thread by its first part.</summary>
internal sealed record CalendarChip
{
    private readonly string _words = "";

    /// <summary>The number of its day in what was asked for.</summary>
    public int Day { get; init; }

    public Guid Id { get; init; }

    public Guid? PostId { get; init; }

    public Guid? ArticleId { get; init; }

    public Guid AccountId { get; init; }

    public string AccountName { get; init; } = "";

    public string Network { get; init; } = "";

    /// <summary>Their beginning, as much as the statement reads.</summary>
    public string Words
    {
        get => _words;
        // SQL Server counts UTF-16 units and may cut an emoji in two.
        init => _words = value.Length < 160 ? value : (char.IsHighSurrogate(value[^1]) ? value[..^1] : value) + "…";
    }

    public DeliveryState State { get; init; }

    public int Version { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public Guid? EditedById { get; init; }

    /// <summary>What crowds it; none: nothing does.</summary>
    public Clash Clash { get; init; } = Clash.None;

    public bool MayMove => LegalMoves.IsEditable(State);

    public SeenDelivery Seen => new(Id, Version);
}

/// <summary>How many posts are near another: on its account within minutes, about its article within days.</summary>
internal sealed record Clash(int SameAccount, int SameArticle)
{
    public static readonly Clash None = new(0, 0);

    public bool IsAny => SameAccount > 0 || SameArticle > 0;

    public string Words(Crowding rules) => (SameAccount, SameArticle) switch
    {
        ( > 0, > 0) => $"{Account(rules)}, and {Article(rules)}",
        ( > 0, _) => Account(rules),
        (_, > 0) => Article(rules),
        _ => "",
    };

    private string Account(Crowding rules) =>
        $"{Count(SameAccount)} on this account within {Lateness.InWords(TimeSpan.FromMinutes(rules.AccountMinutes))}";

    private string Article(Crowding rules) =>
        $"{Count(SameArticle)} about this article within {Lateness.InWords(TimeSpan.FromDays(rules.ArticleDays))}";

    private static string Count(int n) => n == 1 ? "another post" : $"{n} other posts";
}

/// <summary>A day, its first posts, and how many it has.</summary>
internal sealed record CalendarDay(LocalDay Day, IReadOnlyList<CalendarChip> Chips, int Total)
{
    public int More => Total - Chips.Count;
}
