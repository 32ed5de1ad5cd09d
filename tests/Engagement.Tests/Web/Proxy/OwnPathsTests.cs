using Engagement.Web.Proxy;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Engagement.Tests.Web.Proxy;

[Collection(DeskCollection.Name)]
public sealed class OwnPathsTests(DeskFixture fixture)
{
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
