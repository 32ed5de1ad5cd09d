using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Engagement.Tests.Integrations.Webhooks;

/// <summary>What a receiver got.</summary>
internal sealed record Received(string Id, string Timestamp, string Signature, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>Somebody else's server on loopback, which takes webhooks and answers as it is told.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    public ConcurrentQueue<Received> Calls { get; } = new();

    /// <summary>What it answers; changed as a test goes on.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = context =>
    {
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    };

    public string Address => _app.Urls.First() + "/hook";

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.MapPost("/hook", async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            receiver.Calls.Enqueue(new(
                context.Request.Headers["webhook-id"]!,
                context.Request.Headers["webhook-timestamp"]!,
                context.Request.Headers["webhook-signature"]!,
                await reader.ReadToEndAsync(),
                context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
            await receiver.Answer(context);
        });
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Answers this status from now on.</summary>
    public void Says(int status, string words = "", string? retryAfter = null) => Answer = context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return context.Response.WriteAsync(words);
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
