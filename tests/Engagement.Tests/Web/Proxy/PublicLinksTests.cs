using System.Net;
using System.Text.Json.Nodes;
using Engagement.Common.Links;
using Engagement.Features.Integrations.Mail;
using Engagement.Features.People.Team;
using Engagement.Features.Publishing.Links;
using Engagement.Testing;
using Engagement.Web.Security;

namespace Engagement.Tests.Web.Proxy;

/// <summary>
/// What leaves the portal with an address in it, where the configuration gives one: asked from this machine, past any proxy.
/// </summary>
public sealed class PublicLinksTests
{
    private const string Portal = "https://desk.example.com/desk";

    [Fact]
    public async Task Everything_that_leaves_with_an_address_has_the_portals()
    {
        await using var desk = await RunningDesk.StartAsync(settings: [("Portal:Address", Portal)]);
        using var http = desk.Client();
        using var signedIn = await RunningDesk.PostFormAsync(
            http, "/desk/sign-in", "/desk/sign-in", new()
                { ["Email"] = RunningDesk.EmailOf(Role.Administrator), ["Password"] = RunningDesk.Password });
        Assert.Equal("/desk/", signedIn.Headers.Location!.ToString());

        Assert.Contains($"<code class=\"copyable\">{Portal}/accounts/connected</code>",
            await http.GetStringAsync("/desk/accounts/connect/mastodon", Stop), StringComparison.Ordinal);
        Assert.Contains($"{Portal}/hooks/mail", await http.GetStringAsync("/desk/settings/bridge", Stop), StringComparison.Ordinal);
        Assert.Contains($"value=\"{Portal}\"", await http.GetStringAsync("/desk/settings/mail", Stop), StringComparison.Ordinal);
        Assert.Contains($"{Portal}/l/", await http.GetStringAsync("/desk/settings/links", Stop), StringComparison.Ordinal);
        Assert.Equal(Portal, JsonNode.Parse(await http.GetStringAsync("/desk/api/v1.json", Stop))!["servers"]![0]!["url"]!.ToString());

        using var feed = await RunningDesk.PostFormAsync(http, "/desk/profile/calendar", "/desk/profile/calendar", []);
        Assert.Contains($"{Portal}/calendar/feed/", await feed.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);

        await using var scope = desk.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SaveMailSettings>()
            .RunAsync(new("127.0.0.1", 25, LineSecurity.None, "", "", "desk@example.com", "https://old.example.com", "Somebody"), Stop);
        Assert.Equal(Portal, (await MailSettings.ReadAsync(desk.Db, Stop))!.Portal);
        Assert.Equal(Portal, (await LinkSettings.ReadAsync(desk.Db, Stop)).Address!.Start);

        // Set to nothing by somebody, it is nothing: posts then carry the article's own address.
        await scope.ServiceProvider.GetRequiredService<SaveLinkSettings>().RunAsync(new("", "", "", 30, "Somebody"), Stop);
        Assert.Null((await LinkSettings.ReadAsync(desk.Db, Stop)).Address);
    }

    [Fact]
    public async Task A_host_of_their_own_serves_short_links_and_nothing_else()
    {
        await using var desk = await RunningDesk.StartAsync(settings: [("Portal:Address", Portal)]);
        desk.Services.GetRequiredService<Engagement.Web.Proxy.KnownHosts>().ShortLinks = "go.example.com";
        using var http = desk.Client();

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.BadRequest),
            (await AskAsync(http, "/l/abcdefgh"), await AskAsync(http, "/sign-in")));
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient http, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = "go.example.com";
        using var answer = await http.SendAsync(request, Stop);
        return answer.StatusCode;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
