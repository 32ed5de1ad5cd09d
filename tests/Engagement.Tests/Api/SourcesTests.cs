using System.Net;
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
            Assert.Equal(("Validated", (string)pushes["name"]!, true), ((string)renamed["initialState"]!, (string)renamed["name"]!, (bool)renamed["enabled"]!));
            Assert.Equal("Validated", (string)(await api.PostAsync("/articles", Article("sources-2"), HttpStatusCode.Created))["state"]!);
            Assert.Equal("Draft", (string)(await api.GetAsync($"/articles/{draft["id"]}"))["article"]!["state"]!);
            Assert.Contains((await api.GetAsync("/sources"))["items"]!.AsArray(), s => (string)s!["id"]! == id && (string)s["initialState"]! == "Validated");

            Assert.Equal(["initialState"], await api.RefusedAsync("/sources/pushes", new { initialState = "Archived" }, method: HttpMethod.Put));
            Assert.Equal(["initialState"], await api.RefusedAsync($"/sources/{id}", new { initialState = "Ready" }, method: HttpMethod.Patch));
            await api.SendAsync(HttpMethod.Patch, $"/sources/{Guid.NewGuid()}", new { initialState = "Draft" }, HttpStatusCode.NotFound);
        }
        finally
        {
            await api.SendAsync(HttpMethod.Put, "/sources/pushes", new { initialState = "Validated" });
        }
    }
}
