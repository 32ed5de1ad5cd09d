using Engagement.Features;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Http.Json;
using Scalar.AspNetCore;

namespace Engagement.Web.Api;

/// <summary>The REST API under <c>/api/v1</c>: the same use cases that the pages call, with the same rules.</summary>
internal static class ApiSetup
{
    public const string Document = "v1";

    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddOptions<JsonOptions>()
            .Configure<IServiceProvider>((options, provider) => StrictJson.Configure(options.SerializerOptions, provider));
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
        app.MapOpenApi("/api/{documentName}.json").RequireAuthorization(Area.Own).HeadAsGet();
        app.MapScalarApiReference("/api/reference", options => options
            .WithTitle("Engagement API")
            .WithOpenApiRoutePattern("/api/{documentName}.json")
            .DisableDefaultFonts()
            .DisableTelemetry()).RequireAuthorization(Area.Own).HeadAsGet();

        var api = app.MapGroup("/api/v1").DisableAntiforgery().ReadQueryStrictly().HeadAsGet();
        foreach (var feature in IFeature.All)
        {
            feature.MapApi(api);
        }
    }

    /// <summary>One area for an endpoint, by its name in <see cref="Area"/>.</summary>
    public static TBuilder For<TBuilder>(this TBuilder endpoint, string area)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireAuthorization(area);

    /// <summary>What can be read answers HEAD as it answers GET, without the body (RFC 9110, 9.3.2).</summary>
    private static TBuilder HeadAsGet<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(endpoint =>
        {
            for (var i = 0; i < endpoint.Metadata.Count; i++)
            {
                if (endpoint.Metadata[i] is IHttpMethodMetadata { HttpMethods: ["GET"] })
                {
                    endpoint.Metadata[i] = new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]);
                }
            }
        });
        return endpoints;
    }
}
