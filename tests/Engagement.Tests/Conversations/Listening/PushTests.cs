using System.Net;
using System.Text;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Listening;
using Engagement.Testing;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.Conversations.Listening;

/// <summary>The Sandbox network really pushes, to a real listener that hands over to the desk.</summary>
public sealed class PushTests
{
    [Theory, OnEachDatabase]
    internal async Task A_reply_is_pushed_and_its_account_is_due_at_once(Dialect dialect)
    {
        await using var network = await SandboxServer.StartAsync(new FakeTimeProvider(DeskRoom.Start)); // its pushes are signed at our time
        await using var desk = await DeskRoom.OpenAsync(dialect, await network.JoinAsync("desk"));
        await using var hooks = await Hooks.StartAsync(desk);
        await desk.Get<SubscribeToPush>().RunAsync(desk.AccountId, hooks.Address, Stop);
        await desk.Get<ListenToAccounts>().RunAsync(Stop);
        Assert.Equal(TimeSpan.FromSeconds(5), await NextAsync(desk));

        var ann = network.Profiles.Add(new("ann", "Ann")).Value!;
        network.Posts.Publish(ann, new(null, "@desk it is down", null));

        Assert.Equal(HttpStatusCode.Accepted, await hooks.NextStatusAsync());
        Assert.Equal(TimeSpan.Zero, await NextAsync(desk));
        await desk.Get<ListenToAccounts>().RunAsync(Stop);
        await desk.IngestAsync();
        Assert.Equal("@desk it is down", (await desk.TicketAsync()).Subject);
    }

    [Theory, OnEachDatabase]
    internal async Task What_the_network_did_not_sign_or_signed_long_ago_changes_nothing(Dialect dialect)
    {
        await using var network = await SandboxServer.StartAsync();
        await using var desk = await DeskRoom.OpenAsync(dialect, await network.JoinAsync("desk"));
        await using var hooks = await Hooks.StartAsync(desk);
        await desk.Get<SubscribeToPush>().RunAsync(desk.AccountId, hooks.Address, Stop);
        await desk.Get<ListenToAccounts>().RunAsync(Stop);
        var account = (await desk.Db.OneAsync<AccountRow>(AccountSql.Read, new { Id = desk.AccountId }))!;
        var secret = desk.Get<AccountSecrets>().Open(account).Secret(SubscribeToPush.SecretName)!;
        var now = desk.Clock.GetUtcNow();

        Assert.Equal(HttpStatusCode.Unauthorized, await hooks.SendAsync(desk.AccountId, "{}", now, "a secret of somebody else's"));
        Assert.Equal(HttpStatusCode.Unauthorized, await hooks.SendAsync(desk.AccountId, "{}", now - TimeSpan.FromMinutes(6), secret));
        Assert.Equal(HttpStatusCode.Unauthorized, await hooks.SendAsync(Guid.NewGuid(), "{}", now, secret));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await hooks.SendAsync(desk.AccountId, new string('x', 300 * 1024), now, secret));
        Assert.Equal(TimeSpan.FromSeconds(5), await NextAsync(desk));

        Assert.Equal(HttpStatusCode.Accepted, await hooks.SendAsync(desk.AccountId, "{}", now, secret));
        Assert.Equal(TimeSpan.Zero, await NextAsync(desk));
    }

    [Theory, OnEachDatabase]
    internal async Task A_push_during_a_read_asks_for_another_read(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var began = desk.Clock.Now();
        desk.Clock.Advance(TimeSpan.FromSeconds(1));
        await desk.Db.ExecuteAsync(ListeningSql.ListenNow, new { Id = desk.AccountId, Now = desk.Clock.Now() });
        desk.Clock.Advance(TimeSpan.FromSeconds(1));

        await desk.Db.ExecuteAsync(
            ListeningSql.Heard, new { Id = desk.AccountId, Since = began, Now = desk.Clock.Now(), Next = desk.Clock.Now().AddMinutes(15) });

        Assert.Equal([desk.AccountId], await desk.Db.QueryAsync<Guid>(ListeningSql.Due, new { Now = desk.Clock.Now(), Take = 10 }));
    }

    // How long until the account is read next.
    private static async Task<TimeSpan> NextAsync(DeskRoom desk) =>
        (await desk.Db.ScalarAsync<DateTimeOffset>(ReadNext, new { Id = desk.AccountId })) - desk.Clock.Now();

    private static readonly Sql ReadNext = Sql.Portable("select NextListenAt from Accounts where Id = @Id");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The endpoint that networks push to, on a free port.</summary>
    private sealed class Hooks : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly HttpClient _http = new();
        private readonly System.Threading.Channels.Channel<int> _statuses = System.Threading.Channels.Channel.CreateUnbounded<int>();

        private Hooks(DeskRoom desk)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            _app = builder.Build();
            _app.MapPost("/hooks/{accountId:guid}", async (Guid accountId, HttpContext http) =>
            {
                var result = await HooksEndpoint.TakeAsync(accountId, http, desk.Get<ReceivePush>());
                await _statuses.Writer.WriteAsync(((IStatusCodeHttpResult)result).StatusCode!.Value);
                return result;
            });
        }

        public Uri Address => new(_app.Urls.First());

        public static async Task<Hooks> StartAsync(DeskRoom desk)
        {
            var hooks = new Hooks(desk);
            await hooks._app.StartAsync(Stop);
            return hooks;
        }

        public async Task<HttpStatusCode> NextStatusAsync() =>
            (HttpStatusCode)await _statuses.Reader.ReadAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Stop);

        public async Task<HttpStatusCode> SendAsync(Guid accountId, string body, DateTimeOffset at, string secret)
        {
            var timestamp = at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
            var signature = System.Security.Cryptography.HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}"));
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, $"/hooks/{accountId}"))
                { Content = new StringContent(body) };
            request.Headers.Add("X-Sandbox-Timestamp", timestamp);
            request.Headers.Add("X-Sandbox-Signature", $"sha256={Convert.ToHexStringLower(signature)}");
            using var answer = await _http.SendAsync(request, Stop);
            return answer.StatusCode;
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await _app.DisposeAsync();
        }
    }
}
