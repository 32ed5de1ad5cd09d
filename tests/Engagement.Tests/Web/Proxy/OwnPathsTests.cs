using Engagement.Web.Proxy;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Engagement.Tests.Web.Proxy;

[Collection(DeskCollection.Name)]
public sealed class OwnPathsTests(DeskFixture fixture)
{
    [Theory]
    [InlineData("/tickets", true)]
    [InlineData("/L/desk", true)]
    [InlineData("/desk", false)]
    public void A_sub_path_with_a_pages_name_is_a_trouble(string path, bool isOne) =>
        Assert.Equal(isOne, OwnPaths.TroubleOf(path)?.Words.Contains(OwnPaths.First(path), StringComparison.Ordinal) == true);

    [Fact]
    public void Every_address_of_ours_is_known_so_that_no_sub_path_takes_its_name()
    {
        var served = fixture.Desk.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(e => e.RoutePattern.PathSegments.Count == 0 ? null : e.RoutePattern.PathSegments[0].Parts[0])
            .OfType<RoutePatternLiteralPart>()
            .Select(part => "/" + part.Content).Where(path => !path.Contains('.', StringComparison.Ordinal)).Distinct().Order().ToList();

        Assert.Contains("/tickets", served);
        Assert.Equal([], served.Where(path => !OwnPaths.Has(path)));
    }
}
