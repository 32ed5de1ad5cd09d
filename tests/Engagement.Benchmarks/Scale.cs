using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using Engagement.Data;
using Engagement.Features.People.Team;
using Engagement.Host;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace Engagement.Benchmarks;

/// <summary>
/// The portal over a database that was filled with deliveries by the hundred thousand, on SQLite or on the SQL Server that was given.
/// </summary>
internal sealed partial class Scale : IAsyncDisposable
{
    private const int Accounts = 20;
    private const int Articles = 2_000;
    private const int PerPost = 4; // one post for four accounts
    private const int Batch = 50_000;
    internal const string Password = "correct horse battery";

    // Ids are numbers in disguise: no two alike, and the same text on both databases.
    private const string Numbers = """
        select top (@Batch) row_number() over (order by (select null)) - 1 + @From as i from sys.all_columns a cross join sys.all_columns b
        """;

    private static readonly Sql InsertAccount = Sql.Portable(
        """
        insert into Accounts (Id, Network, Name, Handle, RemoteId, SettingsJson, SecretsCipher, State, CreatedAt, UpdatedAt)
        values (@Id, 'sandbox', @Name, @Name, @Name, '{}', '', 'Active', @Now, @Now)
        """);

    private static readonly Sql InsertSource = Sql.Portable(
        "insert into Sources (Id, Kind, Name, Location, CreatedAt) values (@Id, 'api', 'Scale', 'scale', @Now)");

    private static readonly Sql InsertArticle = Sql.Portable(
        """
        insert into Articles (Id, SourceId, ExternalId, Slug, Title, Summary, Language, State, Audience, Version, ContentHash, UpdatedAt,
            CreatedAt)
        values (@Id, @SourceId, @Name, @Name, @Name, '', 'en', 'Validated', 'external', 1, '', @Now, @Now)
        """);

    private static readonly Sql InsertTag = Sql.Portable("insert into ArticleTags (ArticleId, Tag) values (@Id, @Tag)");

    private static readonly Sql InsertPosts = Sql.For(
        sqlServer: $"""
            with n as ({Numbers})
            insert into Posts (Id, ArticleId, Title, DueAt, TimeZone, CreatedAt, CreatedBy)
            select '20000000-0000-7000-8000-' + right('000000000000' + cast(i as varchar(12)), 12),
                '30000000-0000-7000-8000-' + right('000000000000' + cast(i % {Articles} as varchar(12)), 12),
                'Post', @Now, 'UTC', @Now, 'scale' from n
            """,
        sqlite: $"""
            with recursive n(i) as (select @From union all select i + 1 from n where i < @From + @Batch - 1)
            insert into Posts (Id, ArticleId, Title, DueAt, TimeZone, CreatedAt, CreatedBy)
            select printf('20000000-0000-7000-8000-%012d', i), printf('30000000-0000-7000-8000-%012d', i % {Articles}), 'Post', @Now, 'UTC',
                @Now, 'scale' from n
            """);

    private static readonly Sql InsertDeliveries = Sql.For(
        sqlServer: $"""
            with n as ({Numbers})
            insert into Deliveries (Id, Kind, PostId, ArticleId, AccountId, Network, Body, State, Version, DueAt, Attempts, SendKey,
                PublishedAt, CreatedAt, UpdatedAt)
            select '10000000-0000-7000-8000-' + right('000000000000' + cast(i as varchar(12)), 12), 'post',
                '20000000-0000-7000-8000-' + right('000000000000' + cast(i / {PerPost} as varchar(12)), 12),
                '30000000-0000-7000-8000-' + right('000000000000' + cast(i / {PerPost} % {Articles} as varchar(12)), 12),
                '40000000-0000-7000-8000-' + right('000000000000' + cast(i % {Accounts} as varchar(12)), 12),
                'sandbox', '{Words}', @State, 1,
                dateadd(millisecond, cast((i - @First) * @Step % 86400000 as int),
                    dateadd(day, cast((i - @First) * @Step / 86400000 as int), cast(@Start as datetime2(3)))), 0, 'scale', null, @Now, @Now
                    from n
            """,
        sqlite: $"""
            with recursive n(i) as (select @From union all select i + 1 from n where i < @From + @Batch - 1)
            insert into Deliveries (Id, Kind, PostId, ArticleId, AccountId, Network, Body, State, Version, DueAt, Attempts, SendKey,
                PublishedAt, CreatedAt, UpdatedAt)
            select printf('10000000-0000-7000-8000-%012d', i), 'post', printf('20000000-0000-7000-8000-%012d', i / {PerPost}),
                printf('30000000-0000-7000-8000-%012d', i / {PerPost} % {Articles}),
                printf('40000000-0000-7000-8000-%012d', i % {Accounts}), 'sandbox',
                '{Words}', @State, 1,
                strftime('%Y-%m-%d %H:%M:%f', @Start, ((i - @First) * @Step / 1000.0) || ' seconds'), 0, 'scale', null, @Now, @Now from n
            """);

    private const string Words =
        "How to reset your password in three minutes, without a call to the desk: https://help.example.com/kb/reset-your-password #tip";

    private static readonly Sql InsertOutbox = Sql.Portable("""
        insert into Outbox (Kind, RefId, AvailableAt, Attempts, CreatedAt) select 'deliver', Id, DueAt, 0, @Now from Deliveries
        where State = 'Scheduled'
        """);

    private readonly WebApplication _app;
    private readonly Func<Task> _drop;

    private Scale(WebApplication app, HttpClient http, Func<Task> drop) => (_app, Http, _drop) = (app, http, drop);

    /// <summary>Signed in as an administrator.</summary>
    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="name">Of the database.</param>
    /// <param name="total">Deliveries in the table.</param>
    /// <param name="waiting">Of these, scheduled over the next ninety days; the others are published, over the four years before.</param>
    public static async Task<Scale> StartAsync(string folder, string name, int total, int waiting)
    {
        var (database, drop) = Database(folder, name);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
            { ApplicationName = "Engagement", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Configuration["Database:Migrate"] = "true";
        builder.Configuration["Jobs:Storage"] = "Memory";
        var app = EngagementApp.Build(builder, database, new ServeRole("web"), sandbox: false);
        await EngagementApp.MigrateAsync(app.Services, app.Configuration, CancellationToken.None);
        await FillAsync(app.Services.GetRequiredService<Db>(), total, waiting);
        await using (var scope = app.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<AddUser>().RunAsync(
                new("admin@example.com", "Administrator", "Administrator", Password, "Europe/Berlin"), CancellationToken.None);
        }

        await app.Services.GetRequiredService<KeepStatistics>().RunAsync(CancellationToken.None); // as a desk of that size has them
        await app.StartAsync();
        return new Scale(app, await SignInAsync(new Uri(app.Urls.First())), drop);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _drop();
    }

    private static (DatabaseOptions Database, Func<Task> Drop) Database(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(path);
        if (Environment.GetEnvironmentVariable("ENGAGEMENT_TEST_SQLSERVER") is not { Length: > 0 } server)
        {
            return (BenchmarkApp.Database(path), () =>
            {
                SqliteConnection.ClearAllPools();
                return Task.CompletedTask;
            });
        }

        var catalogue = $"engagement_bench_{name}_{Guid.NewGuid():N}";
        var options = new DatabaseOptions(
            Dialect.SqlServer, new SqlConnectionStringBuilder(server) { InitialCatalog = catalogue }.ToString(), path);
        return (options, async () =>
        {
            SqlConnection.ClearAllPools();
            await using var connection = new SqlConnection(new SqlConnectionStringBuilder(server) { InitialCatalog = "master" }.ToString());
            await connection.ExecuteAsync($"drop database [{catalogue}]");
        });
    }

    private static async Task FillAsync(Db db, int total, int waiting)
    {
        var now = DateTimeOffset.UtcNow;
        await db.InTransactionAsync(async tx =>
        {
            var source = Guid.NewGuid();
            await tx.ExecuteAsync(InsertSource, new { Id = source, Now = now });
            for (var i = 0; i < Accounts; i++)
            {
                await tx.ExecuteAsync(
                    InsertAccount, new { Id = Guid.Parse($"40000000-0000-7000-8000-{i:D12}"), Name = $"Desk {i}", Now = now });
            }

            for (var i = 0; i < Articles; i++)
            {
                var id = Guid.Parse($"30000000-0000-7000-8000-{i:D12}");
                await tx.ExecuteAsync(InsertArticle, new { Id = id, SourceId = source, Name = $"Article {i}", Now = now });
                await tx.ExecuteAsync(InsertTag, new { Id = id, Tag = $"tag-{i % 50}" });
            }
        });

        var published = total - waiting;
        var years = TimeSpan.FromDays(4 * 365);
        for (var from = 0; from < total / PerPost; from += Batch)
        {
            await db.ExecuteAsync(InsertPosts, new { From = from, Batch = Math.Min(Batch, (total / PerPost) - from), Now = now });
        }

        await RowsAsync(0, published, "Published", now - years, years);
        await RowsAsync(published, waiting, "Scheduled", now, TimeSpan.FromDays(90));
        await db.ExecuteAsync(InsertOutbox, new { Now = now });

        async Task RowsAsync(int first, int count, string state, DateTimeOffset start, TimeSpan over)
        {
            for (var from = first; from < first + count; from += Batch)
            {
                await db.ExecuteAsync(InsertDeliveries, new
                {
                    First = (long)first,
                    From = from,
                    Batch = Math.Min(Batch, first + count - from),
                    State = state,
                    Start = start,
                    Step = (long)(over.TotalMilliseconds / count),
                    Now = now,
                });
            }
        }
    }

    internal static async Task<HttpClient> SignInAsync(Uri address)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
            { BaseAddress = address };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Email"] = "admin@example.com",
            ["Password"] = Password,
            ["__RequestVerificationToken"] = FormToken().Match(await http.GetStringAsync("/sign-in")).Groups[1].Value,
        });
        using var answer = await http.PostAsync("/sign-in", form);
        return answer.StatusCode == HttpStatusCode.Redirect ? http
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Not signed in: {answer.StatusCode}."));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
