using System.Net;
using System.Text.RegularExpressions;
using Engagement.Data;
using Engagement.Features.Integrations.Webhooks;
using Engagement.Testing;
using Engagement.Tests.Web;
using Engagement.Web.Security;

namespace Engagement.Tests.Integrations.Webhooks;

/// <summary>A receiver inside that nobody allowed is refused beside the field; one from before is paused and removed as it is.</summary>
[Collection(DeskCollection.Name)]
public sealed partial class InsideAddressTests(DeskFixture fixture)
{
    private const string Inside = "https://10.0.0.1/hook";

    private static readonly Sql SetAddress = Sql.Portable("update WebhookEndpoints set Url = @Url, AllowPrivate = @No where Id = @Id");

    [Fact]
    public async Task The_form_says_beside_the_address_that_it_leads_inside_and_nothing_is_added()
    {
        var http = await fixture.Desk.SignedInAsync(Role.Administrator);

        using var answer = await RunningDesk.PostFormAsync(http, "/settings/webhooks", "/settings/webhooks",
            new() { ["Name"] = "Inside", ["Address"] = Inside });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var (page, error) = await ReadAsync(answer);
        Assert.Contains("10.0.0.1", error, StringComparison.Ordinal);
        Assert.Contains(WebhookCalls.Hint, error, StringComparison.Ordinal);
        Assert.Contains($"value=\"{Inside}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain(await EndpointsAsync(), e => e.Url == Inside);
    }

    [Fact]
    public async Task One_from_before_the_rule_is_paused_on_its_page_and_removed_and_is_not_switched_on_again()
    {
        var http = await fixture.Desk.SignedInAsync(Role.Administrator);
        var id = await FromBeforeAsync();
        var path = $"/settings/webhooks/{id}";
        var form = new Dictionary<string, string> { ["Name"] = "Old", ["Address"] = Inside, ["Version"] = $"{await VersionAsync(id)}" };

        using (var paused = await RunningDesk.PostFormAsync(http, path, path, form))
        {
            Assert.Equal(HttpStatusCode.Redirect, paused.StatusCode);
        }

        Assert.Equal(EndpointState.Paused, (await EndpointAsync(id)).State);
        form["Version"] = $"{await VersionAsync(id)}";

        // Neither another address inside, nor leave for it that was not given, nor switching it on.
        foreach (var (field, value) in new[] { ("Address", "https://10.0.0.2/"), ("Address", "http://10.0.0.1/hook"), ("On", "true") })
        {
            using var refused = await RunningDesk.PostFormAsync(http, path, path, new(form) { [field] = value });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.NotEqual("", (await ReadAsync(refused)).Error);
        }

        using var removed = await RunningDesk.PostFormAsync(http, path, $"{path}?handler=Remove", []);
        Assert.Equal(HttpStatusCode.Redirect, removed.StatusCode);
        Assert.DoesNotContain(await EndpointsAsync(), e => e.Id == id);
    }

    private async Task<Guid> FromBeforeAsync()
    {
        await using var scope = fixture.Desk.Services.CreateAsyncScope();
        var added = await scope.ServiceProvider.GetRequiredService<SaveEndpoint>().AddAsync(
            new("Old", "https://crm.example.com/hook", [WebhookEvents.All[0].Type], AllowPrivate: false, "Ada"), Stop);
        var id = Assert.IsType<Result<SaveEndpoint.Added>.Done>(added).Value.Id;
        await fixture.Desk.Db.ExecuteAsync(SetAddress, new { Id = id, Url = Inside, No = false }, Stop);
        return id;
    }

    private async Task<EndpointRow> EndpointAsync(Guid id) => (await EndpointsAsync()).Single(e => e.Id == id);

    private async Task<int> VersionAsync(Guid id) => (await EndpointAsync(id)).Version;

    private Task<IReadOnlyList<EndpointRow>> EndpointsAsync() => fixture.Desk.Db.QueryAsync<EndpointRow>(WebhookSql.Endpoints, ct: Stop);

    private static async Task<(string Page, string Error)> ReadAsync(HttpResponseMessage answer)
    {
        var page = await answer.Content.ReadAsStringAsync(Stop);
        return (page, WebUtility.HtmlDecode(BesideTheAddress().Match(page).Groups[1].Value));
    }

    [GeneratedRegex("id=\"Address\".*?field-validation-error\">([^<]*)<", RegexOptions.Singleline)]
    private static partial Regex BesideTheAddress();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
