using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Engagement.Faults.Networks;

/// <summary>What the network's side of the line knows of one text.</summary>
/// <param name="Arrived">Sends that reached the line, whatever became of them.</param>
/// <param name="Stored">Sends the network said yes to.</param>
/// <param name="AfterStored">Sends that came although an earlier one had been stored: what must never happen by itself.</param>
internal sealed record Heard(int Arrived, int Stored, int AfterStored)
{
    /// <summary>When it was first stored.</summary>
    public DateTimeOffset? StoredAt { get; init; }
}

/// <summary>
/// The line between the desks and a network: keeps its own log of every send that comes along, apart from what the sender and the network
/// say, and now and then loses or holds up a call. What was on the line when its sender was killed is delivered all the same, as on a real
/// one.
/// </summary>
internal sealed class Line : IAsyncDisposable
{
    // Shorter than any network's lag, so that whoever waits for the lag sees what was held.
    private const int MostHeldMs = 900;

    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Transfer-Encoding", "Keep-Alive", "Host", "Content-Length", "Upgrade", "Date", "Server",
    };

    private readonly ConcurrentDictionary<string, Heard> _heard = new(StringComparer.Ordinal);
    private readonly HttpMessageInvoker _network = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private readonly Uri _to;
    private readonly WebApplication _app;

    private Line(WebApplication app, Uri to)
    {
        _app = app;
        _to = to;
    }

    /// <summary>Where the desks call.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>How much goes wrong.</summary>
    public LineFaults Faults { get; set; } = LineFaults.None;

    public static async Task<Line> StartAsync(Uri to)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var line = new Line(app, to);
        app.Run(line.PassAsync);
        await app.StartAsync();
        line.Address = new Uri(app.Urls.First());
        return line;
    }

    public Heard Of(string text) => _heard.GetValueOrDefault(text) ?? new Heard(0, 0, 0);

    /// <summary>Everything that was heard of texts that begin so.</summary>
    public IReadOnlyDictionary<string, Heard> Of(string beginning, StringComparison how) =>
        _heard.Where(h => h.Key.StartsWith(beginning, how)).ToDictionary(h => h.Key, h => h.Value, StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _network.Dispose();
    }

    private async Task PassAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, CancellationToken.None);
        var body = buffer.ToArray();
        var sent = HttpMethods.IsPost(http.Request.Method) ? TextOf(body) : null;
        var faults = Faults;
        if (sent is null)
        {
            if (Happens(faults.ReadFails))
            {
                http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }

            using var read = await ForwardAsync(http, body);
            await AnswerAsync(http, read);
            return;
        }

        Note(sent, stored: false);
        if (faults.Takes > TimeSpan.Zero)
        {
            await Task.Delay(faults.Takes, CancellationToken.None);
        }

        if (Happens(faults.LostBefore))
        {
            http.Abort();
            return;
        }

        if (Happens(faults.HeldUp))
        {
            await Task.Delay(Random.Shared.Next(MostHeldMs), CancellationToken.None);
        }

        using var answer = await ForwardAsync(http, body);
        if (answer.IsSuccessStatusCode)
        {
            Note(sent, stored: true);
        }

        if (Happens(faults.LostAfter))
        {
            http.Abort();
            return;
        }

        await AnswerAsync(http, answer);
    }

    private void Note(string text, bool stored) => _heard.AddOrUpdate(
        text,
        new Heard(stored ? 0 : 1, stored ? 1 : 0, 0),
        (_, h) => stored ? h with { Stored = h.Stored + 1, StoredAt = h.StoredAt ?? DateTimeOffset.UtcNow }
            : h with { Arrived = h.Arrived + 1, AfterStored = h.AfterStored + (h.Stored > 0 ? 1 : 0) });

    private static bool Happens(double share) => share > 0 && Random.Shared.NextDouble() < share;

    // The caller may be dead by now; the call goes on.
    private async Task<HttpResponseMessage> ForwardAsync(HttpContext http, byte[] body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method),
            new Uri(_to, http.Request.Path + http.Request.QueryString.Value));
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body);
        }

        foreach (var (name, values) in http.Request.Headers)
        {
            if (!OfTheConnection.Contains(name) && !request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return await _network.SendAsync(request, CancellationToken.None);
    }

    private static async Task AnswerAsync(HttpContext http, HttpResponseMessage answer)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        http.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!OfTheConnection.Contains(name))
            {
                http.Response.Headers[name] = values.ToArray();
            }
        }

        try
        {
            await http.Response.Body.WriteAsync(bytes, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Nobody there any more: killed.
        }
    }

    // Both networks' sends carry the words; every delivery's words are its own.
    private static string? TextOf(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var post = root.TryGetProperty("record", out var record) ? record : root;
            return post.TryGetProperty("text", out var text) ? text.GetString() : null;
        }
        catch (JsonException)
        {
            return null; // some other call
        }
    }
}

/// <summary>Shares of calls, 0 to 1.</summary>
/// <param name="LostBefore">The connection ends and the network never hears of it.</param>
/// <param name="LostAfter">The network has it; its answer is lost.</param>
/// <param name="HeldUp">It reaches the network up to nine tenths of a second later.</param>
/// <param name="ReadFails">A question is answered with 503.</param>
internal sealed record LineFaults(double LostBefore, double LostAfter, double HeldUp, double ReadFails)
{
    /// <summary>How long each send is on its way, as on a network that is far.</summary>
    public TimeSpan Takes { get; init; }

    public static readonly LineFaults None = new(0, 0, 0, 0);

    public static readonly LineFaults Usual = new(0.04, 0.04, 0.25, 0.02);
}
