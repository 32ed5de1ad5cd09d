using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Engagement.Channels.Tests.Contract;

/// <summary>
/// A network's API as its documentation tells it, on a free port of this machine, for networks that nobody can run.
/// Strict: what the documentation does not allow is refused, as the network would.
/// </summary>
internal abstract class FakeServer : IAsyncDisposable
{
    private readonly Dictionary<string, Queue<Fault>> _faults = [];
    private WebApplication? _app;

    /// <summary>Where it is, with a slash at its end.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Every call it got, e.g. <c>POST /2/tweets</c>, in order.</summary>
    public List<string> Calls { get; } = [];

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            using var now = new CancellationTokenSource(TimeSpan.Zero);
            await _app.StopAsync(now.Token);
            await _app.DisposeAsync();
        }
    }

    /// <summary>The next call of this sort goes wrong.</summary>
    public void Next(string call, Fault fault)
    {
        lock (_faults)
        {
            (_faults.TryGetValue(call, out var queue) ? queue : _faults[call] = []).Enqueue(fault);
        }
    }

    /// <summary>Answers a call, or throws <see cref="No"/>. Calls come one at a time.</summary>
    protected abstract Answer Handle(Call call);

    /// <summary>The name of a call's sort, for <see cref="Next"/>.</summary>
    protected abstract string Sort(Call call);

    /// <summary>A refusal in the network's own format.</summary>
    protected abstract Answer Refuse(No no);

    private async Task AnswerAsync(HttpContext context)
    {
        var call = await Call.ReadAsync(context.Request);
        Fault? fault = null;
        Answer answer;
        lock (_faults)
        {
            Calls.Add($"{call.Method} {call.Path}");
            if (_faults.TryGetValue(Sort(call), out var queue) && queue.TryDequeue(out var waiting))
            {
                fault = waiting;
            }

            try
            {
                // As the servers in front of several networks do; and what we are tracing is nobody's business there.
                if (call.Header("Transfer-Encoding").Length > 0)
                {
                    throw new No(411, "", "Length Required");
                }

                if (new[] { "traceparent", "tracestate", "baggage", "Request-Id", "Correlation-Context" }.FirstOrDefault(
                    h => call.Header(h).Length > 0) is { } trace)
                {
                    throw new No(400, "", $"{trace} is no header of this API");
                }

                answer = fault is { Stored: false } ? fault.Instead ?? new Answer(500, null) : Handle(call);
            }
            catch (No no)
            {
                answer = Refuse(no);
            }

            answer = fault is { Stored: true, Instead: { } instead } ? instead : answer;
        }

        if (fault is { Stalls: true })
        {
            await Task.Delay(TimeSpan.FromMinutes(1), context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        if (fault is { Cuts: true } or { Stalls: true })
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (answer.Body is not null)
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.WriteAsync(JsonSerializer.Serialize(answer.Body));
        }
    }

    /// <summary>Something that goes wrong once.</summary>
    /// <param name="Stored">Is the call done all the same?</param>
    /// <param name="Cuts">Does the connection end without an answer?</param>
    /// <param name="Stalls">Does no answer come?</param>
    /// <param name="Instead">What is answered instead.</param>
    public sealed record Fault(bool Stored = false, bool Cuts = false, bool Stalls = false, Answer? Instead = null);

    public sealed record Answer(int Status, object? Body, params (string Name, string Value)[] Headers);

    /// <summary>The network says no.</summary>
    public sealed class No(int status, string code, string words) : Exception(words)
    {
        public int Status => status;

        public string Code => code;
    }
}
