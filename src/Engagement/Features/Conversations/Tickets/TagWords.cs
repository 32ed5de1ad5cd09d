using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>Tags as people type them, and as rows hold them: short, lower case, no commas.</summary>
internal static class TagWords
{
    public const int MaxLength = 50;
    public const int Most = 20;

    public static readonly Sql OfTicket = Sql.Portable("select Tag from TicketTags where TicketId = @Id order by Tag");

    /// <summary>All there are, for the list to choose from.</summary>
    public static readonly Sql All = Sql.Portable("select Tag from TicketTags group by Tag order by count(*) desc, Tag {page}");

    /// <summary>From "Billing, VIP  customer": billing; vip customer.</summary>
    public static IReadOnlyList<string> Of(string? typed) =>
    [
        .. (typed ?? "").Split([',', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(One).Where(t => t.Length > 0).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>What is wrong with them, or null.</summary>
    public static string? Explain(IReadOnlyCollection<string> tags) =>
        tags.FirstOrDefault(t => t.Length > MaxLength) is { } tooLong
            ? $"A tag has at most {MaxLength} characters: {Fit.Shorten(tooLong, 20)}"
        : tags.Count > Most ? $"At most {Most} tags." : null;

    private static string One(string tag) => string.Join(' ', new string([.. tag.Where(c => !char.IsControl(c))])
        .TrimStart('#').ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
