namespace Engagement.Features.Conversations.Sla;

/// <summary>Promises and clocks in the words pages use.</summary>
internal static class SlaWords
{
    private static readonly DayOfWeek[] Week =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday,
            DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    public static IReadOnlyList<DayOfWeek> Days => Week;

    public static string Name(ClockKind kind) => kind switch
    {
        ClockKind.FirstReply => "First reply",
        ClockKind.NextReply => "Next reply",
        ClockKind.Resolution => "Solved",
    };

    public static string Name(StretchKind kind, string? holiday) => kind switch
    {
        StretchKind.Open => "Counted",
        StretchKind.Closed => "Outside opening hours",
        StretchKind.Holiday => $"Holiday: {holiday}",
        StretchKind.Pending => "Waited for the client",
        StretchKind.Solved => "Was solved",
    };

    /// <summary>"VIP, urgent, on mastodon"; "Every ticket" without a condition.</summary>
    public static string Conditions(SlaConditions when, IReadOnlyDictionary<Guid, string> queues)
    {
        var parts = new List<string>();
        if (when.Vip is { } vip)
        {
            parts.Add(vip ? "VIP clients" : "no VIP");
        }

        if (when.Priority is { } priority)
        {
            parts.Add($"{priority.ToString().ToLowerInvariant()} priority");
        }

        if (when.Queue is { } queue)
        {
            parts.Add($"queue {queues.GetValueOrDefault(queue, "that is gone")}");
        }

        if (when.Network is { } network)
        {
            parts.Add($"on {network}");
        }

        return parts.Count == 0 ? "Every ticket" : string.Join(", ", parts);
    }

    /// <summary>"Mon–Fri 09:00-17:00": days of the same hours together.</summary>
    public static string Hours(SlaCalendar calendar)
    {
        var words = new List<string>();
        for (var i = 0; i < Week.Length;)
        {
            var hours = OpenTime.Say(calendar.Week.Where(s => s.Day == Week[i]));
            var last = i;
            while (last + 1 < Week.Length && OpenTime.Say(calendar.Week.Where(s => s.Day == Week[last + 1])) == hours)
            {
                last++;
            }

            if (hours.Length > 0)
            {
                words.Add(last == i ? $"{Short(Week[i])} {hours}" : $"{Short(Week[i])}–{Short(Week[last])} {hours}");
            }

            i = last + 1;
        }

        return string.Join("; ", words);
    }

    private static string Short(DayOfWeek day) => day.ToString()[..3];
}
