using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Content.Templates;
using Engagement.Features.People.Team;
using Engagement.Features.Publishing.Links;
using Engagement.Features.Publishing.Posts;
using Engagement.Testing;
using Engagement.Tests.Publishing.Links;
using Engagement.Web.Proxy;
using Engagement.Web.Security;

namespace Engagement.Tests.Web.Proxy;

/// <summary>The portal behind a real nginx with TLS, at the root and under a sub-path.</summary>
public sealed partial class BehindNginxTests
{
    private const string Office = "127.0.0.2";
    private const string Spoofed = "203.0.113.9";

    [Theory]
    [InlineData("")]
    [InlineData("/desk")]
    public async Task People_sign_in_and_work_with_secure_cookies_and_their_own_address_and_every_link_leads_somewhere(string path)
    {
        await using var place = await Place.OpenAsync(path);
        using var http = place.Nginx.Client(Office);
        http.DefaultRequestHeaders.Add("X-Forwarded-For", Spoofed);
        http.DefaultRequestHeaders.Add("X-Forwarded-Host", "evil.example");

        using var asked = await http.GetAsync($"{path}/tickets", Stop);
        Assert.Equal((HttpStatusCode.Redirect, ""), (asked.StatusCode, await asked.Content.ReadAsStringAsync(Stop)));
        Assert.Equal($"{path}/sign-in", asked.Headers.Location!.IsAbsoluteUri
            ? asked.Headers.Location.AbsolutePath
            : asked.Headers.Location.ToString().Split('?')[0]);
        Assert.StartsWith("max-age=", asked.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);

        using var form = await http.GetAsync($"{path}/sign-in", Stop);
        Assert.All(form.Headers.GetValues("Set-Cookie"), c => Assert.Contains("; secure", c, StringComparison.OrdinalIgnoreCase));

        using var signedIn = await RunningDesk.PostFormAsync(
            http, $"{path}/sign-in", $"{path}/sign-in", new()
                { ["Email"] = RunningDesk.EmailOf(Role.Administrator), ["Password"] = RunningDesk.Password });
        Assert.Equal((HttpStatusCode.Redirect, $"{path}/"), (signedIn.StatusCode, signedIn.Headers.Location!.ToString()));
        var cookies = signedIn.Headers.GetValues("Set-Cookie").ToList();
        Assert.Contains(cookies, c => c.StartsWith("engagement=", StringComparison.Ordinal));
        Assert.All(cookies, c => Assert.Contains("; secure", c, StringComparison.OrdinalIgnoreCase));
        Assert.All(cookies, c => Assert.Contains($"; path={(path.Length == 0 ? "/" : path)};", c, StringComparison.OrdinalIgnoreCase));

        var sessions = await http.GetStringAsync($"{path}/profile/sessions", Stop);
        Assert.Contains($"<td>{Office}</td>", sessions, StringComparison.Ordinal);
        Assert.DoesNotContain(Spoofed, sessions, StringComparison.Ordinal);

        await WalkAsync(http, path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/desk")]
    public async Task Live_hints_come_through_at_once(string path)
    {
        await using var place = await Place.OpenAsync(path);
        using var http = await place.SignedInAsync(Office);

        using var answer = await http.GetAsync($"{path}/live", HttpCompletionOption.ResponseHeadersRead, Stop);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Stop));

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("event: hello", await lines.ReadLineAsync(Stop)); // it has not ended, and never does by itself
    }

    /// <summary>200 people of one link through one proxy were counted as 60 people and 140 bots.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("/desk")]
    public async Task Two_hundred_people_who_follow_one_short_link_are_two_hundred(string path)
    {
        await using var place = await Place.OpenAsync(path);
        var (delivery, link) = await place.PostAsync();
        Assert.StartsWith($"https://{Nginx.Host}:{place.Nginx.Port}{path}/l/", link, StringComparison.Ordinal);

        for (var person = 0; person < 200; person++)
        {
            using var http = place.Nginx.Client(string.Create(CultureInfo.InvariantCulture, $"127.1.0.{person + 1}"));
            using var visit = new HttpRequestMessage(HttpMethod.Get, new Uri(link).AbsolutePath);
            visit.Headers.TryAddWithoutValidation("User-Agent", LinksRoom.Browser);
            visit.Headers.TryAddWithoutValidation("X-Forwarded-For", Spoofed); // all say to be one
            using var answer = await http.SendAsync(visit, Stop);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.StartsWith("https://help.example.com/", answer.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        }

        var counts = await place.CountAsync(delivery, until: 200);
        Assert.Equal((200, 200, 0), (counts.People, counts.Unique, counts.Bots));
        Assert.Null(place.Desk.Services.GetRequiredService<Engagement.Host.Troubles>().Find(OneAddress.Key));
    }

    [Fact]
    public async Task Who_comes_past_the_proxy_is_not_believed()
    {
        await using var place = await Place.OpenAsync("");
        using var http = Nginx.ClientTo(place.Desk.Address.Port, "127.0.0.9", null, $"http://localhost:{place.Desk.Address.Port}");
        http.DefaultRequestHeaders.Add("X-Forwarded-For", Spoofed);
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        using var signedIn = await RunningDesk.SignInAsync(http, RunningDesk.EmailOf(Role.Administrator), RunningDesk.Password);
        var sessions = await http.GetStringAsync("/profile/sessions", Stop);

        Assert.Contains("<td>127.0.0.9</td>", sessions, StringComparison.Ordinal);
        Assert.DoesNotContain(Spoofed, sessions, StringComparison.Ordinal);
        Assert.False(signedIn.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task A_strange_host_is_refused_through_the_proxy_and_past_it()
    {
        await using var place = await Place.OpenAsync("/desk");
        using var through = place.Nginx.Client(Office);
        using var past = place.Desk.Client();
        foreach (var (http, path) in new[] { (through, "/desk/sign-in"),
            (past, "/desk/sign-in"), (past, "/l/abcdefgh"), (past, "/css/frame.css") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = "evil.example";
            using var answer = await http.SendAsync(request, Stop);
            Assert.Equal((path, HttpStatusCode.BadRequest), (path, answer.StatusCode));
        }

        using var probe = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        probe.Headers.Host = "10.0.0.17:8080";
        using var alive = await past.SendAsync(probe, Stop);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    // Every page that a page leads to, two steps from Home: nothing leads out of the sub-path, and nothing into nowhere.
    private static async Task WalkAsync(HttpClient http, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = new Queue<(string At, int Step)>([($"{path}/", 0)]);
        while (next.TryDequeue(out var at))
        {
            using var answer = await http.GetAsync(at.At, Stop);
            Assert.True((int)answer.StatusCode is 200 or 302, $"{at.At}: {answer.StatusCode}");
            if (answer.Headers.Location is { IsAbsoluteUri: false } to)
            {
                Assert.StartsWith($"{path}/", new Uri(new Uri(http.BaseAddress!, at.At), to).AbsolutePath, StringComparison.Ordinal);
            }

            if (answer.Content.Headers.ContentType?.MediaType != "text/html" || at.Step == 2)
            {
                continue;
            }

            var html = await answer.Content.ReadAsStringAsync(Stop);
            foreach (var (name, link) in LinkIn().Matches(html).Select(m => (m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value))))
            {
                Assert.True(path.Length == 0 || link == path || link.StartsWith($"{path}/", StringComparison.Ordinal),
                    $"On {at.At}, {name} leads to {link}");
                Assert.False(path.Length > 0 && link.StartsWith($"{path}{path}", StringComparison.Ordinal),
                    $"On {at.At}, {name} leads to {link}");
                if (name is "href" or "src" or "hx-get" && seen.Add(link.Split('#')[0]) && seen.Count < 250)
                {
                    next.Enqueue((link.Split('#')[0], at.Step + 1));
                }
            }
        }

        Assert.True(seen.Count > 60, $"Only {seen.Count} addresses were found.");
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [GeneratedRegex("""\s(href|src|action|formaction|hx-[a-z]+|data-presence)="(/[^"]*)["]""")]
    private static partial Regex LinkIn();

    private sealed class Place : IAsyncDisposable
    {
        // An hour ago: who follows a link sooner than a reader could is no reader.
        private static readonly Sql WentOut = Sql.Portable(
            "update Deliveries set State = 'Published', SendCreatedAt = @At, SendStartedAt = @At, PublishedAt = @At where Id = @Id");

        private Place(RunningDesk desk, Nginx nginx, string path) => (Desk, Nginx, Path) = (desk, nginx, path);

        public RunningDesk Desk { get; }

        public Nginx Nginx { get; }

        public string Path { get; }

        public static async Task<Place> OpenAsync(string path)
        {
            Nginx.MustBeThere();
            var port = Nginx.FreePort();
            var desk = await RunningDesk.StartAsync(
                settings: [("Portal:Address", $"https://{Nginx.Host}:{port}{path}"), ("Proxy:Trusted", "127.0.0.1")]);
            return new Place(desk, await Nginx.StartAsync(port, desk.Address, path), path);
        }

        public async Task<HttpClient> SignedInAsync(string from)
        {
            var http = Nginx.Client(from);
            using var answer = await RunningDesk.PostFormAsync(
                http, $"{Path}/sign-in", $"{Path}/sign-in", new()
                    { ["Email"] = RunningDesk.EmailOf(Role.Administrator), ["Password"] = RunningDesk.Password });
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            return http;
        }

        public async Task<(Guid Delivery, string Link)> PostAsync()
        {
            await using var scope = Desk.Services.CreateAsyncScope();
            var article = await Desk.Db.ScalarAsync<Guid>(
                Sql.Portable("select min(Id) from Articles where State = 'Validated' and Url like 'https://help.example.com/%'"));
            var template = (await Desk.Db.QueryAsync<TemplateRow>(TemplateSql.ActivePosts, ct: Stop))
                .First(t => t.LengthClass == "short").Id;
            var account = (await Desk.Db.QueryAsync<AccountRow>(AccountSql.ReadAll, ct: Stop)).Single(a => a.Network == "sandbox");
            var made = await scope.ServiceProvider.GetRequiredService<CreatePost>().RunAsync(
                new(article, null, template, null, [new CreatePost.AccountWords(account.Id)], Now: false, DateTime.UtcNow.AddDays(2)
                    .ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture), "Etc/UTC", null, "Erin", null), Stop);
            Assert.False(made is Result<CreatePost.Created>.Invalid,
                string.Join(" ", (made as Result<CreatePost.Created>.Invalid)?.Errors.Select(e => e.ToString()) ?? []));
            var post = Assert.IsType<Result<CreatePost.Created>.Done>(made).Value.PostId;
            var delivery = Assert.Single(
                await Desk.Db.QueryAsync<PostDelivery>(PostSql.Deliveries, new { Posts = Json.Ids([post]) }, Stop));
            await Desk.Db.ExecuteAsync(WentOut, new { delivery.Id, At = DateTimeOffset.UtcNow.AddHours(-1) }, Stop);
            return (delivery.Id, delivery.LinkUrl!);
        }

        public async Task<VisitCounts> CountAsync(Guid delivery, int until)
        {
            await using var scope = Desk.Services.CreateAsyncScope();
            var count = scope.ServiceProvider.GetRequiredService<CountVisits>();
            for (var tries = 0; ; tries++)
            {
                var counts = (await count.OfDeliveriesAsync([delivery], Stop))[delivery].Counts;
                if (counts.People + counts.Bots + counts.Previews >= until || tries > 200)
                {
                    return counts;
                }

                await Task.Delay(100, Stop); // they are brought in once a second
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Nginx.DisposeAsync();
            await Desk.DisposeAsync();
        }
    }
}
