using System.Collections.Concurrent;
using System.Text.Json;
using Engagement.Configured;
using Engagement.Data;
using Engagement.Features.People.SignIn;
using Engagement.Web.Security;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Engagement.Host;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: this node can serve, so a proxy may send it requests.
/// <c>/health/promises</c>: what we promise is kept (accounts heard, due work going out, gaps looked at), for a monitor; no reason to take
/// a node out of service, which would mend none of it. 200 or 503. Strangers read only ok or not ok, keys and signed-in administrators why.
/// </summary>
internal static class Health
{
    private const string Ready = "ready";
    private const string Promises = "promises";
    private const string Stopping = "stopping";

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<HealthReports>();
        services.AddSingleton<DatabaseCheck>();
        services.AddHealthChecks()
            .AddCheck<Drain>(Stopping)
            .AddCheck<DatabaseCheck>("database", tags: [Ready], timeout: TimeSpan.FromSeconds(5))
            .AddCheck<DiskCheck>("disk", tags: [Ready])
            .AddCheck<JobsCheck>("jobs", tags: [Ready])
            .AddCheck<TroublesCheck>("node", tags: [Ready])
            .AddCheck<AccountsCheck>("accounts", tags: [Promises])
            .AddCheck<DueWorkCheck>("work", tags: [Promises])
            .AddCheck<GapsCheck>("gaps", tags: [Promises])
            .AddCheck<PausedCheck>("publishing", tags: [Promises])
            .AddCheck<BackupsCheck>("backups", tags: [Promises]);
        return services;
    }

    public static void MapHealth(this WebApplication app)
    {
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        app.MapMethods("/health/live", methods, http => WriteAsync(http, isWell: true)).AllowAnonymous();
        app.MapMethods("/health/ready", methods, http => AnswerAsync(http, Ready)).AllowAnonymous();
        app.MapMethods("/health/promises", methods, http => AnswerAsync(http, Promises)).AllowAnonymous();

        // Routing's own answer to other methods is behind the door: a stranger would be sent to sign in.
        foreach (var path in new[] { "/health/live", "/health/ready", "/health/promises" })
        {
            app.Map(path, http =>
            {
                http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                http.Response.Headers.Allow = "GET, HEAD";
                return Task.CompletedTask;
            }).AllowAnonymous();
        }
    }

    /// <summary>Who asks is looked up in the database; where that breaks, it is itself the answer.</summary>
    public static void UseHealthAnswers(this IApplicationBuilder app) => app.UseWhen(
        http => http.Request.Path.StartsWithSegments("/health"),
        health => health.Use(async (http, next) =>
        {
            try
            {
                await next(http);
            }
            catch (Exception) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
            {
                await WriteAsync(http, isWell: http.Request.Path.StartsWithSegments("/health/live"));
            }
        }));

    private static async Task AnswerAsync(HttpContext http, string tag)
    {
        var reports = http.RequestServices.GetRequiredService<HealthReports>();
        var report = await reports.OfAsync(tag == Ready && http.RequestServices.GetRequiredService<Drain>().HasBegun
            ? Stopping : tag, http.RequestAborted);
        await WriteAsync(http, report.Status != HealthStatus.Unhealthy, MayKnow(http) ? report : null);
    }

    // A key of any role: whoever has one runs programs here.
    private static bool MayKnow(HttpContext http) =>
        http.User.Role() is { } role && (role == Role.Administrator
            || http.User.Identity?.AuthenticationType == ApiKeyAuthentication.SchemeName);

    private static Task WriteAsync(HttpContext http, bool isWell, HealthReport? report = null)
    {
        http.Response.StatusCode = isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentType = "application/json; charset=utf-8";
        return http.Response.WriteAsync(JsonSerializer.Serialize(
            new
            {
                status = isWell ? "ok" : "not ok",
                checks = report?.Entries.ToDictionary(e => e.Key, e => new
                {
                    status = e.Value.Status.ToString(),
                    description = e.Value.Description,
                    data = e.Value.Data.Count > 0 ? e.Value.Data : null,
                }),
            },
            Json.Options), http.RequestAborted);
    }
}

/// <summary>
/// What the checks found, looked up at most once in a while: anybody may ask, and an answer reads and writes the database.
/// <c>Health:EverySeconds</c>, 5 unless set.
/// </summary>
internal sealed class HealthReports(HealthCheckService checks, IConfiguration configuration, TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, HealthReport Report)> _known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <param name="which">A tag, or the name of one check.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<HealthReport> OfAsync(string which, CancellationToken ct)
    {
        if (Known(which) is { } known)
        {
            return known;
        }

        await _turn.WaitAsync(ct);
        try
        {
            if (Known(which) is { } meanwhile)
            {
                return meanwhile;
            }

            var report = await checks.CheckHealthAsync(c => c.Tags.Contains(which) || c.Name == which, ct);
            _known[which] = (clock.GetUtcNow(), report);
            return report;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private HealthReport? Known(string which) =>
        _known.TryGetValue(which, out var last) && clock.GetUtcNow() - last.At < KnownSettings.HealthEvery.Of(configuration)
            ? last.Report : null;
}
