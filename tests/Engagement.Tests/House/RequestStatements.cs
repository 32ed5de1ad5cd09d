using System.Diagnostics;
using System.Diagnostics.Metrics;
using Engagement.Data;
using Engagement.Features.Conversations.Realtime;
using Engagement.Features.Conversations.Tickets.Inbox;
using Engagement.Features.People.SignIn.Sessions;
using Engagement.Features.People.Team;
using Engagement.Testing;
using Engagement.Tests.Data.Recorded;
using Engagement.Tests.Data.TSqlCheck;
using Microsoft.Extensions.DependencyInjection;

namespace Engagement.Tests.House;

/// <summary>
/// Counts what one request asks of the database, by the program's own meter, and knows each statement by name. A request is told from all
/// else that runs by the trace it came with; what a page leaves behind (<see cref="Soon"/>) is written beside it and told by its names.
/// </summary>
internal sealed class RequestStatements : IDisposable
{
    private static readonly string[] Left =
        [.. new[] { typeof(Presence), typeof(MarkRead), typeof(SessionSql) }.Select(t => $"{t.FullName}.")];

    private static readonly Lazy<Dictionary<Sql, string>> Names =
        new(() => KnownStatements.Held(typeof(Db).Assembly).ToDictionary(k => k.Sql, k => k.Name));

    [ThreadStatic]
    private static bool _isSent;

    private readonly Lock _gate = new();
    private readonly ActivityListener _requests = new()
    {
        ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
        Sample = (ref _) => ActivitySamplingResult.AllData,
    };

    private readonly MeterListener _meter = new()
    {
        InstrumentPublished = (instrument, all) =>
        {
            if (instrument.Name == DbSession.StatementsCounted)
            {
                all.EnableMeasurementEvents(instrument);
            }
        },
    };

    private ActivityTraceId _trace;
    private List<List<string>> _sent = [];

    public RequestStatements()
    {
        ActivitySource.AddActivityListener(_requests);
        _meter.SetMeasurementEventCallback<long>((_, _, _, _) => _isSent = true);
        _meter.Start();
        RecordedRun.Everything += Saw;
    }

    /// <summary>
    /// Sends it as somebody whose session has to be looked at again, which is the most it can cost, and counts all until what it left
    /// behind is written too.
    /// </summary>
    /// <returns>The answer, and for each time the database was asked the statements it was asked in that one go.</returns>
    public async Task<(HttpResponseMessage Answer, IReadOnlyList<IReadOnlyList<string>> Asked)> OfAsync(
        RunningDesk desk, HttpClient http, HttpRequestMessage request, CancellationToken ct)
    {
        var soon = desk.Services.GetRequiredService<Soon>();
        await soon.SettledAsync();
        foreach (var user in await desk.Db.QueryAsync<UserRow>(UserSql.All, ct: ct))
        {
            desk.Services.GetRequiredService<SessionBook>().Refresh(user.Id);
        }

        lock (_gate)
        {
            (_trace, _sent) = (ActivityTraceId.CreateRandom(), []);
        }

        request.Headers.Add("traceparent", $"00-{_trace}-{ActivitySpanId.CreateRandom()}-01");
        var answer = await http.SendAsync(request, ct);
        await soon.SettledAsync();
        lock (_gate)
        {
            _trace = default;
            return (answer, _sent);
        }
    }

    public void Dispose()
    {
        RecordedRun.Everything -= Saw;
        _meter.Dispose();
        _requests.Dispose();
    }

    private void Saw(Sql sql)
    {
        var isFirst = _isSent;
        _isSent = false;
        var name = NameOf(sql);
        lock (_gate)
        {
            if (_trace == default
                || (Activity.Current?.TraceId != _trace && !Left.Any(l => name.StartsWith(l, StringComparison.Ordinal) && sql.Writes)))
            {
                return;
            }

            if (isFirst)
            {
                _sent.Add([]);
            }

            _sent[^1].Add(name);
        }
    }

    private static string NameOf(Sql sql) =>
        Names.Value.GetValueOrDefault(sql) ?? (sql.MadeOf.FirstOrDefault() is { } made ? NameOf(made) : sql.Text(Dialect.Sqlite));
}
