using System.Net;
using Engagement.Data;
using Engagement.Features.People.Team;
using Engagement.Testing;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Http;

namespace Engagement.Tests.Web;

[Collection(DeskCollection.Name)]
public sealed class SignInTests(DeskFixture fixture)
{
    [Fact]
    public async Task Wrong_passwords_lock_and_the_right_one_does_not_open_the_lock()
    {
        var email = await AddAsync("locked@desk.example");
        using var http = fixture.Desk.Client();
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await RunningDesk.SignInAsync(http, email, "not the password");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        }

        using var right = await RunningDesk.SignInAsync(http, email, RunningDesk.Password);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, right.StatusCode);
        var user = (await fixture.Desk.Db.OneAsync<UserRow>(UserSql.ByEmail, new { Email = email }, Stop))!;
        Assert.True(user.LockedUntil > DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task Nobody_is_told_whether_an_address_is_known()
    {
        using var http = fixture.Desk.Client();
        using var unknown = await RunningDesk.SignInAsync(http, "nobody@desk.example", "not the password");
        using var known = await RunningDesk.SignInAsync(http, RunningDesk.EmailOf(Role.Editor), "not the password");

        Assert.Equal(unknown.StatusCode, known.StatusCode);
        Assert.Equal(await ErrorAsync(unknown), await ErrorAsync(known));
    }

    [Fact]
    public async Task Trying_many_passwords_from_one_address_is_stopped()
    {
        await using var desk = await RunningDesk.StartAsync(tries: 3);
        using var http = desk.Client();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            using var answer = await RunningDesk.SignInAsync(http, $"somebody{i}@desk.example", "not the password");
            answers.Add(answer.StatusCode);
            Assert.True(i < 3 || answer.Headers.RetryAfter?.Delta is { TotalSeconds: >= 1 and <= 60 }); // when to come back
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.UnprocessableEntity, 3), HttpStatusCode.TooManyRequests], answers);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        var http = await fixture.Desk.SignedInAsync(Role.Administrator);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["Organisation"] = "Forged" });

        using var answer = await http.PostAsync("/settings", form, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var page = await http.GetAsync("/settings", Stop);
        Assert.DoesNotContain("Forged", await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_way_back_after_signing_in_leads_only_to_ourselves()
    {
        using var http = fixture.Desk.Client();
        using var answer = await RunningDesk.PostFormAsync(
            http, "/sign-in?ReturnUrl=https%3A%2F%2Fevil.example%2F", "/sign-in?ReturnUrl=https%3A%2F%2Fevil.example%2F",
            new() { ["Email"] = RunningDesk.EmailOf(Role.Agent), ["Password"] = RunningDesk.Password });

        Assert.Equal("/", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Cookies_are_kept_from_scripts_and_from_other_sites()
    {
        using var http = fixture.Desk.Client();
        using var answer = await RunningDesk.SignInAsync(http, RunningDesk.EmailOf(Role.Agent), RunningDesk.Password);

        var session = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("engagement=", StringComparison.Ordinal));
        Assert.Contains("httponly", session, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", session, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Every_page_says_what_the_browser_may_run()
    {
        var http = await fixture.Desk.SignedInAsync(Role.Administrator);
        foreach (var path in new[] { "/", "/tickets", "/posts/new", "/sign-in", "/nowhere", "/api/v1/nowhere" })
        {
            using var answer = await http.GetAsync(path, Stop);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        }
    }

    private async Task<string> AddAsync(string email)
    {
        await using var scope = fixture.Desk.Services.CreateAsyncScope();
        Assert.IsType<Result<AddUser.Added>.Done>(await scope.ServiceProvider.GetRequiredService<AddUser>().RunAsync(
            new(email, "Somebody", nameof(Role.Agent), RunningDesk.Password), Stop));
        return email;
    }

    private static async Task<string> ErrorAsync(HttpResponseMessage answer)
    {
        var html = await answer.Content.ReadAsStringAsync(Stop);
        var start = html.IndexOf("validation-summary-errors", StringComparison.Ordinal);
        Assert.True(start > 0, "The page shows no error.");
        return html[start..html.IndexOf("</div>", start, StringComparison.Ordinal)];
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
