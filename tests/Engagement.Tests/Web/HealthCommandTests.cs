using System.CommandLine;
using Engagement.Host;
using Engagement.Testing;
using Engagement.Tests.Web.Proxy;

namespace Engagement.Tests.Web;

[Collection(DeskCollection.Name)]
public sealed class HealthCommandTests(DeskFixture fixture)
{
    [Fact]
    public async Task It_ends_with_0_where_a_node_can_serve_and_with_1_where_none_answers()
    {
        Assert.Equal(0, await RunAsync(fixture.Desk.Address.ToString(), "--live"));
        Assert.Equal(1, await RunAsync($"http://127.0.0.1:{Nginx.FreePort()}"));
    }

    private static Task<int> RunAsync(string url, params string[] more) =>
        Verbs.RunAsync(new RootCommand { HealthCommand.Command() }, ["health", "--url", url, .. more]);
}
