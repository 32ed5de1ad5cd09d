namespace Engagement.Web.Api;

/// <summary>The features that are in the API; each maps its own.</summary>
internal static class ApiEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        _ = api;
    }
}
