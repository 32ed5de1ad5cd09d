using System.Net;
using Engagement.Features.Content.Knowledge.Sources;
using Engagement.Testing;
using Engagement.Tests.Web;
using Engagement.Web.Security;

namespace Engagement.Tests.Api;

[Collection(DeskCollection.Name)]
public sealed class SourcesTests(DeskFixture fixture)
{
    [Fact]
    public async Task A_program_says_how_the_articles_of_a_source_and_those_that_are_pushed_begin()
    {
        using var http = await fixture.Desk.WithKeyAsync(Role.Editor);
        var api = new ApiClient(http);
        object Article(string id) => new { externalId = id, title = "Begins", body = "Words." };
        try
        {
            var pushes = await api.SendAsync(HttpMethod.Put, "/sources/pushes", new { initialState = "draft" });
            Assert.Equal(("api", "Draft"), ((string)pushes["kind"]!, (string)pushes["initialState"]!));
            var draft = await api.PostAsync("/articles", Article("sources-1"), HttpStatusCode.Created);
            Assert.Equal("Draft", (string)draft["state"]!);

            var id = (string)pushes["id"]!;
            var renamed = await api.SendAsync(HttpMethod.Patch, $"/sources/{id}", new { initialState = "Validated" });
            Assert.Equal(("Validated", (string)pushes["name"]!, true),
                ((string)renamed["initialState"]!, (string)renamed["name"]!, (bool)renamed["enabled"]!));
            Assert.Equal("Validated", (string)(await api.PostAsync("/articles", Article("sources-2"), HttpStatusCode.Created))["state"]!);
            Assert.Equal("Draft", (string)(await api.GetAsync($"/articles/{draft["id"]}"))["article"]!["state"]!);
            Assert.Contains((await api.GetAsync("/sources"))["items"]!.AsArray(),
                s => (string)s!["id"]! == id && (string)s["initialState"]! == "Validated");

            Assert.Equal(["initialState"], await api.RefusedAsync(
                "/sources/pushes", new { initialState = "Archived" }, method: HttpMethod.Put));
            Assert.Equal(["initialState"], await api.RefusedAsync(
                $"/sources/{id}", new { initialState = "Ready" }, method: HttpMethod.Patch));
            await api.SendAsync(HttpMethod.Patch, $"/sources/{Guid.NewGuid()}", new { initialState = "Draft" }, HttpStatusCode.NotFound);
        }
        finally
        {
            await api.SendAsync(HttpMethod.Put, "/sources/pushes", new { initialState = "Validated" });
        }
    }

    /// <summary>An internal feed is a way into our network, and only an administrator opens one: by the page and by the API.</summary>
    [Theory]
    [InlineData(Role.Editor, false)]
    [InlineData(Role.Administrator, true)]
    internal async Task Only_an_administrator_says_that_a_feed_lies_inside(Role role, bool may)
    {
        var added = await fixture.Desk.Services.CreateScope().ServiceProvider.GetRequiredService<AddFeed>().RunAsync(
            new($"https://{role}.feeds.example/feed.xml") { MayBeInternal = false }, TestContext.Current.CancellationToken);
        var id = Assert.IsType<Result<Source>.Done>(added).Value.Id;
        using var http = await fixture.Desk.WithKeyAsync(role);
        var api = new ApiClient(http);
        if (may)
        {
            Assert.True((bool)(await api.SendAsync(HttpMethod.Patch, $"/sources/{id}", new { @internal = true }))["internal"]!);
        }
        else
        {
            Assert.Equal(["internal"], await api.RefusedAsync($"/sources/{id}", new { @internal = true }, method: HttpMethod.Patch));
            Assert.False((bool)(await api.SendAsync(HttpMethod.Patch, $"/sources/{id}", new { enabled = false }))["internal"]!);
        }

        var person = await fixture.Desk.SignedInAsync(role);
        using var page = await RunningDesk.PostFormAsync(person, "/knowledge/import", "/knowledge/import?handler=Feed", new()
        {
            ["Feed.Url"] = $"http://127.0.0.1:1/{role}.xml",
            ["Feed.IsInternal"] = "true",
        });
        var listed = (await api.GetAsync("/sources"))["items"]!.AsArray();
        Assert.Equal(may, listed.Any(s => (string)s!["location"]! == $"http://127.0.0.1:1/{role}.xml"));
        if (!may)
        {
            Assert.Contains(SetSource.OnlyAdministrators,
                WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)),
                StringComparison.Ordinal);
        }
    }
}
