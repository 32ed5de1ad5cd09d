using System.Net;
using System.Text.RegularExpressions;
using Engagement.Testing;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;

namespace Engagement.Tests.Web;

/// <summary>
/// Walks every endpoint with every role, over HTTP, and compares what it was let do with <c>roles.txt</c> beside this file. A new endpoint
/// fails until somebody has written down who may use it. Under <c>/api/v1</c> the roles are those of keys, elsewhere of sessions.
/// Nobody is let in at <c>/hooks</c> (only a network's signature opens it) nor to post at <c>/jobs</c> (only with the dashboard's own
/// token).
/// </summary>
[Collection(DeskCollection.Name)]
public sealed partial class RoleWalkTests(DeskFixture fixture)
{
    private static readonly string Table = Path.Combine(AppContext.BaseDirectory, "Web", "roles.txt");

    [Fact]
    public async Task Every_endpoint_lets_in_exactly_whom_the_table_says()
    {
        var nobody = fixture.Desk.Client();
        var people = new Dictionary<Role, (HttpClient Person, HttpClient Program)>();
        foreach (var role in Enum.GetValues<Role>())
        {
            people[role] = (await fixture.Desk.SignedInAsync(role), await fixture.Desk.WithKeyAsync(role));
        }

        var found = new List<string>();
        foreach (var (method, route) in Endpoints())
        {
            var allowed = new List<string>();
            if (await IsLetInAsync(nobody, method, route))
            {
                allowed.Add("anybody");
            }

            foreach (var (role, (person, program)) in people)
            {
                if (await IsLetInAsync(route.StartsWith("/api/v1", StringComparison.Ordinal) ? program : person, method, route))
                {
                    allowed.Add(role.ToString());
                }
            }

            found.Add($"{method,-6} {route,-52} "
                + $"{(allowed.Contains("anybody") ? "anybody" : allowed.Count == 0 ? "nobody" : string.Join(' ', allowed))}");
        }

        var actual = Path.ChangeExtension(Table, ".actual.txt");
        await File.WriteAllLinesAsync(actual, found, Stop);
        var expected = await File.ReadAllLinesAsync(Table, Stop);
        Assert.True(expected.SequenceEqual(found), $"Not as roles.txt says (all of it: {actual}):\n"
            + $"{string.Join('\n', found.Except(expected).Select(l => "+ " + l).Concat(expected.Except(found).Select(l => "- " + l)))}");
    }

    [Fact]
    public async Task A_session_opens_no_api_and_a_key_no_page()
    {
        var person = await fixture.Desk.SignedInAsync(Role.Administrator);
        using var program = await fixture.Desk.WithKeyAsync(Role.Administrator);

        Assert.Equal(HttpStatusCode.Unauthorized, (await person.GetAsync("/api/v1/tickets", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await program.GetAsync("/tickets", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/v1/tickets", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/tickets", Stop)).StatusCode);
    }

    // Not walked: static files, which are for everybody; the Sandbox network, another site with tokens of its own; and the page that says
    // no.
    private IEnumerable<(string Method, string Route)> Endpoints() => fixture.Desk.Services.GetServices<EndpointDataSource>()
        .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
        .SelectMany(e => MethodsOf(e).Select(method => (method, Route: "/" + e.RoutePattern.RawText!.TrimStart('/'))))
        .Where(e => !e.Route.StartsWith("/sandbox", StringComparison.Ordinal) && e.Route != "/no-access")
        .Distinct()
        .OrderBy(e => e.Route, StringComparer.Ordinal).ThenBy(e => e.method, StringComparer.Ordinal);

    // The API lets HEAD in where it lets GET in: both only read (Area.Allows).
    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods
            ? methods.Where(m => m != "HEAD"
                || endpoint.RoutePattern.RawText?.TrimStart('/').StartsWith("api/", StringComparison.Ordinal) != true)
            : ["GET", "POST"];

    // In: whatever the endpoint itself answers. Out: sent to sign in, or told no before it was asked.
    private static async Task<bool> IsLetInAsync(HttpClient http, string method, string route)
    {
        var path = Parameter().Replace(route, m => m.Value.Contains("long", StringComparison.Ordinal)
            || m.Value.Contains("int", StringComparison.Ordinal) ? "1"
            : m.Value.Contains("guid", StringComparison.Ordinal)
                || m.Value.Contains("id", StringComparison.OrdinalIgnoreCase) ? Guid.Empty.ToString()
            : m.Value.Contains("documentName", StringComparison.Ordinal) ? "v1"
            : m.Value.Contains("**", StringComparison.Ordinal) ? "" : "x");
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (path.StartsWith("/api/v1", StringComparison.Ordinal) && method != "GET")
        {
            // Without a body of the right type the router answers before anybody asks who is there.
            request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
        var to = answer.Headers.Location?.ToString() ?? "";
        return answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            && !(answer.StatusCode == HttpStatusCode.Redirect
                && (to.Contains("/sign-in?", StringComparison.Ordinal) || to.Contains("/no-access", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
