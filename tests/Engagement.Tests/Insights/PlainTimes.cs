namespace Engagement.Tests.Insights;

/// <summary>A ticket's times as a row has them.</summary>
internal sealed record TimesRow
{
    public Guid TicketId { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? FirstReplyAt { get; init; }

    public int? FirstReplySeconds { get; init; }

    public DateTimeOffset? SolvedAt { get; init; }

    public int? SolveSeconds { get; init; }

    public DateTimeOffset? LastInboundAt { get; init; }

    public DateTimeOffset? LastOutboundAt { get; init; }
}

/// <summary>The same, read plainly from what was said and from the event log one event after the other.</summary>
internal static class PlainTimes
{
    public static TimesRow Of(World world, WorldTicket ticket)
    {
        DateTimeOffset? solved = null;
        foreach (var e in world.Events.Where(e => e.TicketId == ticket.Id && e.Kind == "status"))
        {
            solved = e.After is "Solved" or "Closed" ? solved ?? e.At : null;
        }

        var first = world.Messages.Where(m => m.TicketId == ticket.Id).Select(AnsweredAt).Min();
        var here = world.Messages.Where(m => m.TicketId == ticket.Id).ToList();
        var brought = world.Tickets.Where(t => t.MergedIntoId == ticket.Id && Waits(world, t)).Select(t => t.MergedAt);
        return new TimesRow
        {
            TicketId = ticket.Id,
            OpenedAt = ticket.At,
            FirstReplyAt = first,
            FirstReplySeconds = Seconds(ticket.At, first),
            SolvedAt = solved,
            SolveSeconds = Seconds(ticket.At, solved),
            LastInboundAt = here.Where(m => m.Kind == "inbound").Select(m => (DateTimeOffset?)m.At).Concat(brought).Max(),
            LastOutboundAt = here.Select(AnsweredAt).Max(),
        };
    }

    private static bool Waits(World world, WorldTicket t)
    {
        var here = world.Messages.Where(m => m.TicketId == t.Id).ToList();
        return here.Exists(m => m.Kind == "inbound" && !here.Exists(a => AnsweredAt(a) >= m.At));
    }

    /// <summary>A person's, and the network had it: from then on the client is answered.</summary>
    public static DateTimeOffset? AnsweredAt(WorldMessage m) =>
        m.Reply is { IsAutomatic: false, State: "Published" or "Withdrawn", PublishedAt: { } at } ? at : null;

    /// <summary>Tickets opened, clients' messages and our answers, each when it happened.</summary>
    public static List<(WorldTicket Ticket, DateTimeOffset At, string Kind)> Said(World world)
    {
        var said = world.Tickets.Select(t => (Ticket: t, t.At, Kind: "created")).ToList();
        foreach (var m in world.Messages)
        {
            if ((m.Kind == "inbound" ? m.At : AnsweredAt(m)) is { } at)
            {
                said.Add((world.Tickets.Single(t => t.Id == m.TicketId), at, m.Kind));
            }
        }

        return said;
    }

    // Whole seconds of the clock, as both databases count them.
    private static int? Seconds(DateTimeOffset from, DateTimeOffset? to) => to is { } end
        ? (int)(end.ToUnixTimeSeconds() - from.ToUnixTimeSeconds())
        : null;
}
