using System.Net;
using System.Text.RegularExpressions;
using Engagement.Data;
using Engagement.Demo;
using Engagement.Features.People.Team;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Host;
using Engagement.Web.Proxy;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Engagement.Testing;

/// <summary>
/// The whole application as <c>serve</c> runs it in Development: portal, API, jobs, the Sandbox network and the demo, on SQLite in a folder
/// of its own and on a free port. One person of each role can sign in.
/// </summary>
internal sealed partial class RunningDesk : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly Dictionary<Role, HttpClient> _signedIn = [];

    private RunningDesk(WebApplication app, string folder)
    {
        _app = app;
        _folder = folder;
        Address = new Uri(app.Urls.First());
    }

    /// <summary>Where it is, e.g. <c>http://127.0.0.1:40123</c>.</summary>
    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    public Db Db => Services.GetRequiredService<Db>();

    /// <summary>Who signs in as <paramref name="role"/>.</summary>
    public static string EmailOf(Role role) => $"{role.ToString().ToLowerInvariant()}@desk.example";

    /// <param name="tries">How often a minute somebody may try to sign in; tests do so more often than people.</param>
    /// <param name="settings">What its configuration says beside.</param>
    public static async Task<RunningDesk> StartAsync(int tries = 10_000, IReadOnlyList<(string Name, string Value)>? settings = null)
    {
        var folder = Directory.CreateTempSubdirectory("engagement-desk-").FullName;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "Engagement", // whose static files are meant
            EnvironmentName = "Development",
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Configuration["SignIn:TriesPerMinute"] = tries.ToString(System.Globalization.CultureInfo.InvariantCulture);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        foreach (var (name, value) in settings ?? [])
        {
            builder.Configuration[name] = value;
        }

        var database = new DatabaseOptions(Dialect.Sqlite, DatabaseOptions.ForFile(Path.Combine(folder, "engagement.db")), folder);
        var app = EngagementApp.Build(builder, database, new ServeRole("all"), sandbox: true);
        await EngagementApp.MigrateAsync(app.Services, app.Configuration, CancellationToken.None);
        await using (var scope = app.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<SeedDemo>().ContentAsync(CancellationToken.None);
            // Stories post one after the other on one account; those about guards set them.
            await scope.ServiceProvider.GetRequiredService<SaveGuards>().RunAsync(new(0, 0, 0, "Somebody"), CancellationToken.None);
            foreach (var role in Enum.GetValues<Role>())
            {
                await scope.ServiceProvider.GetRequiredService<AddUser>().RunAsync(
                    new(EmailOf(role), $"{role} of the desk", role.ToString(), Password, "Europe/Berlin"), CancellationToken.None);
            }
        }

        await app.Services.GetRequiredService<PortalAddress>().KeepAsync(new ServeRole("all"),
            app.Services.GetRequiredService<Db>(), TimeProvider.System, CancellationToken.None);
        await app.StartAsync();
        await EngagementApp.StartedAsync(app, CancellationToken.None);
        return new RunningDesk(app, folder);
    }

    /// <summary>A browser without a browser: keeps cookies, follows nothing by itself.</summary>
    /// <remarks>
    /// Asked to wait for leave before it sends a body, it waits. After a second, as is usual, it would send all the same: to a server that
    /// was slow to refuse and hangs up, and what is read is a broken pipe instead of the refusal.
    /// </remarks>
    public HttpClient Client() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        CookieContainer = new CookieContainer(),
        Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
    })
    {
        BaseAddress = Address,
    };

    /// <summary>Signed in through the page, as a person does; once for each role.</summary>
    public async Task<HttpClient> SignedInAsync(Role role)
    {
        if (_signedIn.TryGetValue(role, out var known))
        {
            return known;
        }

        var http = Client();
        using var answer = await SignInAsync(http, EmailOf(role), Password);
        return answer.StatusCode == HttpStatusCode.Redirect
            ? _signedIn[role] = http
            : throw new InvalidOperationException($"Not signed in: {answer.StatusCode}");
    }

    public static async Task<HttpResponseMessage> SignInAsync(HttpClient http, string email, string password) =>
        await PostFormAsync(http, "/sign-in", "/sign-in", new() { ["Email"] = email, ["Password"] = password });

    /// <summary>Posts a form with the token of the page it stands on.</summary>
    public static async Task<HttpResponseMessage> PostFormAsync(
        HttpClient http, string page, string action, Dictionary<string, string> fields)
    {
        var html = await http.GetStringAsync(page);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(fields)
            { ["__RequestVerificationToken"] = FormToken().Match(html).Groups[1].Value });
        return await http.PostAsync(action, form);
    }

    /// <summary>A program with a key of <paramref name="role"/>.</summary>
    public async Task<HttpClient> WithKeyAsync(Role role)
    {
        await using var scope = Services.CreateAsyncScope();
        var made = await scope.ServiceProvider.GetRequiredService<AddApiKey>().RunAsync(
            new("A program", role.ToString(), null), CancellationToken.None);
        var http = Client();
        http.DefaultRequestHeaders.Authorization = new("Bearer", ((Result<string>.Done)made).Value);
        return http;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var http in _signedIn.Values)
        {
            http.Dispose();
        }

        await _app.StopAsync();
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
