using System.Globalization;

namespace Engagement.Faults.Worker;

/// <summary>What one process is told, as it stands on its command line.</summary>
/// <param name="Database">A connection string.</param>
/// <param name="DataDirectory">The desk's folder.</param>
internal sealed record WorkerPlan(string Database, string DataDirectory)
{
    /// <summary>What it does: <c>worker</c> publishes, <c>listen</c> listens.</summary>
    public string Verb { get; init; } = "worker";

    public bool OnSqlServer { get; init; }

    /// <summary>
    /// It has the database to itself, as the embedded mode has: what was cut short is taken up at once instead of after its lease.
    /// </summary>
    public bool Alone { get; init; } = true;

    /// <summary>How wrong its clock is when it starts.</summary>
    public TimeSpan ClockOffset { get; init; }

    /// <summary>By how much its clock jumps, once, while it runs; zero: never.</summary>
    public TimeSpan Jump { get; init; }

    /// <summary>When it jumps, after the start.</summary>
    public TimeSpan JumpAfter { get; init; }

    /// <summary><c>step:n</c>, where it is killed; null: nowhere by itself.</summary>
    public string? KillAt { get; init; }

    /// <summary>
    /// Its start asks about what is late before that is sent, as the product's does. Elsewhere it does not: the wait would outlast most
    /// lives.
    /// </summary>
    public bool LooksBack { get; init; }

    public IReadOnlyList<string> ToArguments() =>
    [
        Verb, Database, DataDirectory, OnSqlServer ? "sqlserver" : "sqlite", Alone ? "alone" : "beside",
        Text(ClockOffset), Text(Jump), Text(JumpAfter), LooksBack ? "looks-back" : "goes-on",
    ];

    public static WorkerPlan Parse(string[] args) => new(args[1], args[2])
    {
        Verb = args[0],
        OnSqlServer = args[3] == "sqlserver",
        Alone = args[4] == "alone",
        ClockOffset = Span(args[5]),
        Jump = Span(args[6]),
        JumpAfter = Span(args[7]),
        LooksBack = args[8] == "looks-back",
    };

    private static string Text(TimeSpan span) => span.Ticks.ToString(CultureInfo.InvariantCulture);

    private static TimeSpan Span(string text) => new(long.Parse(text, CultureInfo.InvariantCulture));
}
