using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Sla;

/// <summary>A calendar of opening hours, by name.</summary>
/// <param name="Zone">An IANA name, e.g. Europe/Berlin.</param>
internal sealed record SlaCalendar(string Name, string Zone, IReadOnlyList<OpenSpan> Week, IReadOnlyList<Holiday> Holidays)
{
    public OpeningHours Hours() => new(TimeZoneInfo.FindSystemTimeZoneById(Zone), Week, Holidays);
}

/// <summary>What a ticket has to be for a policy to hold; null: anything.</summary>
/// <param name="Queue">The queue's id.</param>
internal sealed record SlaConditions(Guid? Queue = null, TicketPriority? Priority = null, string? Network = null, bool? Vip = null)
{
    public bool Hold(SlaFacts facts) =>
        (Queue is null || Queue == facts.Queue)
        && (Priority is null || Priority == facts.Priority)
        && (Network is null || Network == facts.Network)
        && (Vip is null || Vip == facts.Vip);
}

/// <summary>What policies go by, as it stood at one moment.</summary>
internal sealed record SlaFacts(Guid? Queue, TicketPriority Priority, string Network, bool Vip);

/// <summary>What we promise. Of several that hold, the first in the book counts.</summary>
/// <param name="FirstReply">Minutes of open time; null: no promise.</param>
/// <param name="WarnAt">Percent of a target after which the desk is warned.</param>
internal sealed record SlaPolicy(
    string Name, string Calendar, SlaConditions When, int? FirstReply, int? NextReply, int? Resolution, int WarnAt = 75)
{
    public TimeSpan? Target(ClockKind kind) => kind switch
    {
        ClockKind.FirstReply => Minutes(FirstReply),
        ClockKind.NextReply => Minutes(NextReply),
        ClockKind.Resolution => Minutes(Resolution),
    };

    private static TimeSpan? Minutes(int? minutes) => minutes is { } m ? TimeSpan.FromMinutes(m) : null;
}

/// <summary>
/// All policies and calendars as they stood from one moment on. A change writes a new book and leaves the old ones, so what was promised
/// stays what was promised.
/// </summary>
internal sealed record SlaBook(
    int Version, DateTimeOffset InForceAt, IReadOnlyList<SlaPolicy> Policies, IReadOnlyList<SlaCalendar> Calendars)
{
    /// <summary>When a person applied it to clocks that ran already; null: it holds for those that start under it.</summary>
    public DateTimeOffset? AppliedAt { get; init; }

    public static readonly SlaBook None = new(0, DateTimeOffset.MinValue, [], []);

    public SlaPolicy? For(SlaFacts facts) => Policies.FirstOrDefault(p => p.When.Hold(facts));

    public SlaCalendar CalendarOf(SlaPolicy policy) => Calendars.First(c => c.Name == policy.Calendar);

    /// <summary>
    /// The book a clock goes by: the one in force when it started, or a later one that was applied while it ran. Before the first there is
    /// none, and so no promise.
    /// </summary>
    /// <param name="books">All, the oldest first.</param>
    /// <param name="started">The clock's start.</param>
    /// <param name="until">Its end, or now.</param>
    public static SlaBook Of(IReadOnlyList<SlaBook> books, DateTimeOffset started, DateTimeOffset until) =>
        books.LastOrDefault(b => b.InForceAt <= started || b.AppliedAt <= until) ?? None;
}
