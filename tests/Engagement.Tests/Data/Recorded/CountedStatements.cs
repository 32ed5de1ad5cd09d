using System.Diagnostics.Metrics;
using Engagement.Data;
using Engagement.Tests.Data.TSqlCheck;

namespace Engagement.Tests.Data.Recorded;

/// <summary>
/// What some work of a test costs the database: the program's own meter counts its statements, whatever other tests run beside it, and the
/// run's listener names them.
/// </summary>
internal sealed class CountedStatements
{
    private static readonly AsyncLocal<CountedStatements?> Now = new();
    private static readonly MeterListener Listener = Listen();
    private readonly List<Sql> _ran = [];
    private int _count;

    public int Count => _count;

    /// <summary>Each statement by the field it stands in, with how often it ran, in the order they first ran.</summary>
    public string Names
    {
        get
        {
            var names = KnownStatements.Held(typeof(Db).Assembly).ToDictionary(k => k.Sql, k => k.Name["Engagement.".Length..]);
            lock (_ran)
            {
                return string.Join('\n', _ran.GroupBy(sql => sql).Select(g => $"{g.Count(),4} {names.GetValueOrDefault(g.Key)
                    ?? g.Key.Text(Dialect.Sqlite).Trim()}"));
            }
        }
    }

    public static async Task<CountedStatements> OfAsync(Func<Task> work)
    {
        _ = Listener;
        var counted = new CountedStatements();
        Now.Value = counted;
        RecordedRun.TellAlso(sql =>
        {
            lock (counted._ran)
            {
                counted._ran.Add(sql);
            }
        });
        await work();
        Now.Value = null;
        RecordedRun.TellAlso(_ => { });
        return counted;
    }

    /// <summary>Fails with the statements by name where they are more.</summary>
    public void AtMost(int most, string what)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {Count} statements, {most} allowed.\n{Names}");
        Assert.True(Count <= most, $"{what}: {Count} statements, at most {most} are allowed.\n{Names}");
    }

    private static MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, all) =>
            {
                if (instrument.Meter.Name == DbSession.MeterName && instrument.Name == DbSession.StatementsCounted)
                {
                    all.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, n, _, _) =>
        {
            if (Now.Value is { } counted)
            {
                Interlocked.Add(ref counted._count, (int)n);
            }
        });
        listener.Start();
        return listener;
    }
}
