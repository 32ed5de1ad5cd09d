using Engagement.Features;
using Engagement.Web.Proxy;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Engagement.Web.Api;

/// <summary>
/// What the generated document does not know by itself: keys, refusals, bodies that are bytes, what may be left out, the events. So that a
/// client that is made from it compiles, and asks for what must be given and nothing else.
/// </summary>
internal static class ApiDocument
{
    private static readonly Dictionary<string, (string[] MediaTypes, string Says)> Uploads = new(StringComparer.Ordinal)
    {
        ["uploadImage"] = (["image/png", "image/jpeg", "image/webp", "image/gif"], "The picture itself."),
        ["importTemplates"] = (["application/zip"], "The zip itself."),
    };

    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = api => api.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true
            && api.HttpMethod != HttpMethods.Head;
        options.CreateSchemaReferenceId = type => ClosedSet.Of(type.Type) is not null ? SchemaNameAttribute.Of(type.Type)
            : OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null ? null
            : type.Type == typeof(Microsoft.AspNetCore.Mvc.ProblemDetails) ? Refusals.Problem : SchemaNameAttribute.Of(type.Type);
        options.AddSchemaTransformer(ClosedSetSchemas.TransformAsync);
        options.AddOperationTransformer(Refusals.AddAsync);
        options.AddDocumentTransformer(async (document, context, ct) =>
        {
            Describe(document);
            if (context.ApplicationServices.GetRequiredService<PortalAddress>() is { IsSet: true, Start: var start })
            {
                document.Servers = [new OpenApiServer { Url = start }]; // a request may have come another way
            }

            document.Components!.Schemas ??= new Dictionary<string, IOpenApiSchema>();
            document.Components.Schemas[Refusals.Problem] = ProblemSchema();
            var paths = new OpenApiPaths();
            foreach (var (path, item) in document.Paths)
            {
                // The router takes both; one form is said.
                Merge(paths, path.Length > 1 ? path.TrimEnd('/') : path, (OpenApiPathItem)item);
            }

            document.Paths = paths;
            foreach (var operation in document.Paths.Values.SelectMany(i => i.Operations!.Values))
            {
                Complete(operation);
            }

            foreach (var feature in IFeature.All)
            {
                feature.Complete(document);
            }

            await ClosedSetSchemas.NameAsync(document, context.ApplicationServices, ct);
            OptionalFields.Settle(document);
        });
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Engagement",
            Version = ApiSetup.Document,
            Description = "Knowledge articles out as social posts, clients' replies in as service tickets. "
                + "Send an API key as a bearer token. "
                + "Errors are RFC 9457 problem details that name the field. Lists take `take` and `after` and answer `items` and `next`.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["apiKey"] = new OpenApiSecurityScheme
                { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key: `eng_…`" },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("apiKey", document)] = [] }];
    }

    private static void Merge(OpenApiPaths paths, string path, OpenApiPathItem item)
    {
        if (!paths.TryGetValue(path, out var known))
        {
            paths[path] = item;
            return;
        }

        foreach (var (method, operation) in item.Operations!)
        {
            known.Operations![method] = operation;
        }
    }

    /// <summary>Whether an operation takes bytes that are no JSON.</summary>
    public static bool IsUpload(string? operationId) => operationId is not null && Uploads.ContainsKey(operationId);

    private static void Complete(OpenApiOperation operation)
    {
        if (operation.OperationId is { } id && Uploads.TryGetValue(id, out var upload))
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Description = upload.Says,
                Required = true,
                Content = upload.MediaTypes.ToDictionary(t => t, _ => new OpenApiMediaType { Schema = Bytes() }),
            };
        }

        foreach (var response in (operation.Responses ?? []).Values)
        {
            foreach (var content in response.Content?.Where(c => c.Key == "application/zip").Select(c => c.Value) ?? [])
            {
                content.Schema = Bytes();
            }
        }
    }

    private static OpenApiSchema Bytes() => new() { Type = JsonSchemaType.String, Format = "binary" };

    private static OpenApiSchema ProblemSchema()
    {
        static OpenApiSchema Text(string says) => new() { Type = JsonSchemaType.String | JsonSchemaType.Null, Description = says };
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "What went wrong (RFC 9457).",
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text("A page about this kind of problem."),
                ["title"] = Text("The kind of problem, in words."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer | JsonSchemaType.Null, Format = "int32" },
                ["detail"] = Text("This problem, in words."),
                ["instance"] = Text("This problem's own address."),
                ["traceId"] = Text("What our log calls it."),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object | JsonSchemaType.Null,
                    Description = "By the field's name in the request, what is wrong with it.",
                    AdditionalProperties = new OpenApiSchema
                        { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
                },
            },
        };
    }
}
