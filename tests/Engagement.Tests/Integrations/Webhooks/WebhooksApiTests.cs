using System.Net;
using System.Net.Http.Json;
using Engagement.Tests.Api;
using Engagement.Tests.Web;
using Engagement.Web.Security;

namespace Engagement.Tests.Integrations.Webhooks;

/// <summary>A program registers itself over the API, is called, and fetches what it missed.</summary>
[Collection(DeskCollection.Name)]
public sealed class WebhooksApiTests(DeskFixture fixture)
{
    [Fact]
    public async Task A_receiver_is_added_called_replayed_paused_and_removed()
    {
        var api = new ApiClient(await fixture.Desk.WithKeyAsync(Role.Administrator));
        await using var receiver = await Receiver.StartAsync();
        var url = receiver.Address;
        var added = await api.PostAsync(
            "/webhooks", new { name = "CRM", url, types = new[] { "delivery.failed" }, allowPrivate = true }, HttpStatusCode.Created);
        var id = (string)added["id"]!;
        Assert.StartsWith("whsec_", (string)added["secret"]!, StringComparison.Ordinal);

        var begin = DateTimeOffset.UtcNow.AddMinutes(-1);
        await api.PostAsync($"/webhooks/{id}/ping", new { }, HttpStatusCode.Accepted);
        var log = await api.UntilAsync($"/webhooks/{id}/calls",
            l => l["items"]!.AsArray() is [{ } call, ..] && (string)call["state"]! == "Delivered");
        var call = Assert.Single(log["items"]!.AsArray())!;
        Assert.Equal(("ping", 1), ((string)call["type"]!, (int)call["tries"]!));
        Assert.StartsWith("evt_", (string)call["messageId"]!, StringComparison.Ordinal);

        await api.PostAsync($"/webhooks/calls/{(string)call["id"]!}/replay", new { }, HttpStatusCode.Accepted);
        Assert.Equal(0,
            (int)(await api.PostAsync($"/webhooks/{id}/replay",
                new { from = begin, to = begin.AddMinutes(1) }, HttpStatusCode.Accepted))["events"]!);
        Assert.Equal(["from"], await api.RefusedAsync($"/webhooks/{id}/replay", new { from = begin, to = begin }));

        var read = await api.GetAsync($"/webhooks/{id}");
        Assert.Null(read["secret"]);
        var paused = await api.SendAsync(HttpMethod.Put, $"/webhooks/{id}",
            new { name = "CRM", url, types = Array.Empty<string>(), allowPrivate = true, active = false, version = (int)read["version"]! });
        Assert.Equal(("Paused", 0), ((string)paused["state"]!, paused["types"]!.AsArray().Count));
        await api.SendAsync(HttpMethod.Put, $"/webhooks/{id}",
            new { name = "CRM", url, allowPrivate = true, version = (int)read["version"]! }, HttpStatusCode.Conflict);
        await api.PostAsync($"/webhooks/{id}/ping", new { }, HttpStatusCode.Conflict);

        await api.SendAsync(HttpMethod.Delete, $"/webhooks/{id}", new { }, HttpStatusCode.NoContent);
        Assert.DoesNotContain((await api.GetAsync("/webhooks"))["items"]!.AsArray(), e => (string)e!["id"]! == id);
    }

    [Theory]
    [InlineData("https://127.0.0.1/h", true)]
    [InlineData("https://[::1]/", true)]
    [InlineData("https://localhost/", true)]
    [InlineData("https://crm.LOCALHOST./", true)]
    [InlineData("https://2130706433/", true)]
    [InlineData("https://0x7f.1/", true)]
    [InlineData("https://127.0.0.1./", true)]
    [InlineData("https://10.0.0.1/", true)]
    [InlineData("https://[::ffff:10.0.0.1]/", true)]
    [InlineData("https://169.254.169.254/latest", false)]
    [InlineData("https://[::ffff:169.254.169.254]/", false)]
    [InlineData("http://[fe80::1]/", false)]
    public async Task An_address_inside_that_is_written_out_is_refused_when_it_is_saved(string url, bool mayBeMeant)
    {
        var api = new ApiClient(await fixture.Desk.WithKeyAsync(Role.Administrator));
        Assert.Equal(["url"], (await api.RefusedAsync("/webhooks", new { name = "CRM", url })).Distinct());

        var meant = new { name = "CRM", url, allowPrivate = true };
        if (!mayBeMeant)
        {
            Assert.Equal(["url"], await api.RefusedAsync("/webhooks", meant));
            return;
        }

        var added = await api.PostAsync("/webhooks", meant, HttpStatusCode.Created);
        var id = (string)added["id"]!;
        var version = (int)(await api.GetAsync($"/webhooks/{id}"))["version"]!;
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            await StatusOfChangeAsync($"/api/v1/webhooks/{id}", new { name = "CRM", url, version }));
        await api.SendAsync(HttpMethod.Delete, $"/webhooks/{id}", new { }, HttpStatusCode.NoContent);
    }

    private async Task<HttpStatusCode> StatusOfChangeAsync(string path, object body)
    {
        using var program = await fixture.Desk.WithKeyAsync(Role.Administrator);
        using var answer = await program.PutAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    [Fact]
    public async Task What_is_wrong_is_named_as_the_api_names_it()
    {
        var api = new ApiClient(await fixture.Desk.WithKeyAsync(Role.Administrator));
        Assert.Equal(["name", "url"], (await api.RefusedAsync("/webhooks", new { name = "", url = "http://crm.example/hook" })).Order());
    }
}
