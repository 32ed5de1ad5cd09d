using System.Text.Json.Serialization;
using Engagement.Web.Security;
using Scalar.AspNetCore;

namespace Engagement.Web.Api;

/// <summary>The REST API under <c>/api/v1</c>: the same use cases that the pages call, with the same rules.</summary>
internal static class ApiSetup
{
    public const string Document = "v1";

    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter());
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict; // a number is a number, in the document too
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        });
        services.AddProblemDetails(options => options.CustomizeProblemDetails = ApiErrors.Complete);
        services.AddExceptionHandler<ApiErrors>();

        // Told to throw, the framework says what it could not read; otherwise a bare 400 says nothing.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddOpenApi(Document, ApiDocument.Configure);
        return services;
    }

    /// <summary>Maps the document, the reference page and the group the features add their endpoints to.</summary>
    public static void MapApi(this WebApplication app)
    {
        app.MapOpenApi("/api/{documentName}.json").RequireAuthorization(Area.Own);
        app.MapScalarApiReference("/api/reference", options => options
            .WithTitle("Engagement API")
            .WithOpenApiRoutePattern("/api/{documentName}.json")
            .DisableDefaultFonts()
            .DisableTelemetry()).RequireAuthorization(Area.Own);

        var api = app.MapGroup("/api/v1").DisableAntiforgery().RefuseUnknownQuery();
        ApiEndpoints.Map(api);
    }

    /// <summary>One area for an endpoint, by its name in <see cref="Area"/>.</summary>
    public static TBuilder For<TBuilder>(this TBuilder endpoint, string area)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireAuthorization(area);
}
