namespace Engagement.Features.Accounts;

/// <summary>
/// What a silent account's silence means. The two are worlds apart: one is a quiet day, the other is clients talking to a wall.
/// </summary>
internal enum InactivityKind
{
    /// <summary>No read has worked for too long: people may be writing, and we do not know.</summary>
    CannotHear,

    /// <summary>Reads work, and yet nobody has written although by now somebody should have.</summary>
    UnusuallyQuiet,
}

/// <param name="Since">The last read that worked, or the last message.</param>
/// <param name="Expected">Messages that usually come in such a span; 0 when nothing can be said yet.</param>
internal sealed record Silence(InactivityKind Kind, DateTimeOffset Since, double Expected)
{
    /// <summary>How far back the usual is learnt from.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(56);

    // Before that every week looks unusual.
    private static readonly TimeSpan Least = TimeSpan.FromDays(14);

    // With so many expected, none at all comes by chance once in a hundred times (Poisson: e to the minus 4.6).
    private const double Alarming = 4.6;

    // A slow network and a missed turn are no alarm.
    private static readonly TimeSpan LeastPatience = TimeSpan.FromMinutes(5);

    public string Words => Kind == InactivityKind.CannotHear
        ? "We cannot hear: no read has worked since then. People may be writing."
        : $"Nobody has written, although about {Expected:0} messages usually come in such a time. Reads work; look there yourself once.";

    /// <param name="created">When the account was connected.</param>
    /// <param name="lastRead">The last read that worked; null: none yet.</param>
    /// <param name="pollEvery">How often it is read.</param>
    /// <param name="hours">How many messages came in each hour of <see cref="Memory"/>; hours with none may be left out.</param>
    /// <param name="now">Now.</param>
    public static Silence? Of(DateTimeOffset created, DateTimeOffset? lastRead,
        TimeSpan pollEvery, IReadOnlyDictionary<DateTimeOffset, int> hours, DateTimeOffset now)
    {
        var read = lastRead ?? created;
        if (now - read > TimeSpan.FromTicks(Math.Max(LeastPatience.Ticks, 5 * pollEvery.Ticks)))
        {
            return new Silence(InactivityKind.CannotHear, read, 0);
        }

        if (hours.Count == 0 || hours.Keys.Min() is var first && now - first < Least)
        {
            return null;
        }

        var last = hours.Keys.Max();
        var usual = Usual(hours, first, last);
        var expected = 0.0;
        for (var hour = last.AddHours(1); hour < Hour(now); hour = hour.AddHours(1))
        {
            expected += usual[HourOfWeek(hour)];
        }

        return expected >= Alarming ? new Silence(InactivityKind.UnusuallyQuiet, last, expected) : null;
    }

    // The mean of each hour of the week, up to the last message: the silence itself must not make silence look usual.
    private static double[] Usual(IReadOnlyDictionary<DateTimeOffset, int> hours, DateTimeOffset first, DateTimeOffset last)
    {
        var messages = new double[7 * 24];
        var weeks = new int[7 * 24];
        for (var hour = first; hour <= last; hour = hour.AddHours(1))
        {
            messages[HourOfWeek(hour)] += hours.GetValueOrDefault(hour);
            weeks[HourOfWeek(hour)]++;
        }

        return [.. messages.Zip(weeks, (sum, count) => count == 0 ? 0 : sum / count)];
    }

    // In UTC: a clock change moves the pattern by an hour for a while, which no alarm hangs on.
    private static int HourOfWeek(DateTimeOffset time) => ((int)time.UtcDateTime.DayOfWeek * 24) + time.UtcDateTime.Hour;

    private static DateTimeOffset Hour(DateTimeOffset time) => new(time.UtcDateTime.Date.AddHours(time.UtcDateTime.Hour), TimeSpan.Zero);
}
