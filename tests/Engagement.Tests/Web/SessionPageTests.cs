using System.Net;
using Engagement.Features.People.Team;
using Engagement.Testing;
using Engagement.Web.Security;

namespace Engagement.Tests.Web;

[Collection(DeskCollection.Name)]
public sealed class SessionPageTests(DeskFixture fixture)
{
    [Fact]
    public async Task A_cookie_that_was_copied_opens_nothing_after_signing_out()
    {
        var email = await AddAsync("copied@desk.example", RunningDesk.Password);
        using var http = fixture.Desk.Client();
        using var signedIn = await RunningDesk.SignInAsync(http, email, RunningDesk.Password);
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"), c => c.StartsWith("engagement=", StringComparison.Ordinal))
            .Split(';')[0];
        Assert.Equal(HttpStatusCode.OK, await WithCookieAsync(cookie));

        using var signedOut = await RunningDesk.PostFormAsync(http, "/profile", "/sign-out", []);

        Assert.Equal("/sign-in", signedOut.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.Redirect, await WithCookieAsync(cookie));
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_the_session_on_the_other_device()
    {
        var email = await AddAsync("two-devices@desk.example", RunningDesk.Password);
        using var desktop = fixture.Desk.Client();
        using var phone = fixture.Desk.Client();
        phone.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1");
        using var first = await RunningDesk.SignInAsync(desktop, email, RunningDesk.Password);
        using var second = await RunningDesk.SignInAsync(phone, email, RunningDesk.Password);

        Assert.Contains("Safari on iPhone", await desktop.GetStringAsync("/profile/sessions", Stop), StringComparison.Ordinal);
        using var everywhere = await RunningDesk.PostFormAsync(desktop, "/profile/sessions", "/profile/sessions?handler=Everywhere", []);

        using var after = await phone.GetAsync("/", Stop);
        Assert.Equal("/sign-in", after.Headers.Location!.AbsolutePath);
    }

    [Fact]
    public async Task A_one_time_password_opens_the_page_that_changes_it_and_nothing_else()
    {
        var email = "one-time@desk.example";
        var oneTime = await AddAsync(email, null);
        using var http = fixture.Desk.Client();
        using var signedIn = await RunningDesk.SignInAsync(http, email, oneTime);

        foreach (var path in new[] { "/", "/tickets", "/profile", "/profile/sessions" })
        {
            using var page = await http.GetAsync(path, Stop);
            Assert.Equal("/profile/password", page.Headers.Location!.ToString());
        }

        foreach (var path in new[] { "/live", "/jobs", "/insights/files/articles.csv", $"/posts/images/{Guid.NewGuid()}" })
        {
            using var file = await http.GetAsync(path, Stop);
            Assert.True(file.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"{path}: {file.StatusCode}");
        }

        using var change = await http.GetAsync("/profile/password", Stop);
        Assert.Equal(HttpStatusCode.OK, change.StatusCode);
    }

    private async Task<HttpStatusCode> WithCookieAsync(string cookie)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
            { BaseAddress = fixture.Desk.Address };
        http.DefaultRequestHeaders.Add("Cookie", cookie);
        using var answer = await http.GetAsync("/profile", Stop);
        return answer.StatusCode;
    }

    /// <returns>The address, or the one-time password where none was given.</returns>
    private async Task<string> AddAsync(string email, string? password)
    {
        await using var scope = fixture.Desk.Services.CreateAsyncScope();
        var added = Assert.IsType<Result<AddUser.Added>.Done>(await scope.ServiceProvider.GetRequiredService<AddUser>().RunAsync(
            new(email, "Somebody", nameof(Role.Administrator), password), Stop)).Value;
        return added.OneTimePassword ?? email;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
