using System.Text.Json.Serialization;
using Engagement.Web.Security;
using Microsoft.OpenApi;
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
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        });
        services.AddProblemDetails();
        services.AddExceptionHandler<ApiErrors>();

        // Told to throw, the framework says what it could not read; otherwise a bare 400 says nothing.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddOpenApi(Document, options =>
        {
            options.ShouldInclude = api => api.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "Engagement",
                    Version = Document,
                    Description = "Knowledge articles out as social posts, clients' replies in as service tickets. Send an API key as a bearer token. "
                        + "Errors are RFC 9457 problem details that name the field. Lists take `take` and `after` and answer `items` and `next`.",
                };
                document.Components ??= new OpenApiComponents();
                document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                {
                    ["apiKey"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key: `eng_…`" },
                };
                document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("apiKey", document)] = [] }];
                return Task.CompletedTask;
            });
        });
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

        var api = app.MapGroup("/api/v1").DisableAntiforgery();
        ApiEndpoints.Map(api);
        api.MapFallback("/{**rest}", () => Problems.Missing("There is no such address in this API. The reference is at /api/reference.")).RequireAuthorization(Area.Own).ExcludeFromDescription();
    }

    /// <summary>One area for an endpoint, by its name in <see cref="Area"/>.</summary>
    public static TBuilder For<TBuilder>(this TBuilder endpoint, string area)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireAuthorization(area);
}
