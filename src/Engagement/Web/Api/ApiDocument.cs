using Engagement.Web.Proxy;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Engagement.Web.Api;

/// <summary>
/// What the generated document does not know by itself: keys, refusals, bodies that are bytes, what may be left out, the events. So that a client
/// that is made from it compiles, and asks for what must be given and nothing else.
/// </summary>
internal static class ApiDocument
{
    private const string Problem = "Problem";

    private static readonly Dictionary<string, (string[] MediaTypes, string Says)> Uploads = new(StringComparer.Ordinal)
    {
        ["uploadImage"] = (["image/png", "image/jpeg", "image/webp", "image/gif"], "The picture itself."),
        ["importTemplates"] = (["application/zip"], "The zip itself."),
    };

    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = api => api.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        options.CreateSchemaReferenceId = type => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null ? null
            : type.Type == typeof(Microsoft.AspNetCore.Mvc.ProblemDetails) ? Problem : SchemaNameAttribute.Of(type.Type);
        options.AddDocumentTransformer((document, context, _) =>
        {
            Describe(document);
            if (context.ApplicationServices.GetRequiredService<PortalAddress>() is { IsSet: true, Start: var start })
            {
                document.Servers = [new OpenApiServer { Url = start }]; // a request may have come another way
            }

            document.Components!.Schemas ??= new Dictionary<string, IOpenApiSchema>();
            document.Components.Schemas[Problem] = ProblemSchema();
            var paths = new OpenApiPaths();
            foreach (var (path, item) in document.Paths)
            {
                // The router takes both; one form is said.
                Merge(paths, path.Length > 1 ? path.TrimEnd('/') : path, (OpenApiPathItem)item);
            }

            document.Paths = paths;
            foreach (var (path, item) in document.Paths)
            {
                foreach (var operation in item.Operations!.Values)
                {
                    Complete(document, path, operation);
                }
            }

            document.Webhooks = WebhookDocument.Of(document);
            OptionalFields.Settle(document);
            return Task.CompletedTask;
        });
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Engagement",
            Version = ApiSetup.Document,
            Description = "Knowledge articles out as social posts, clients' replies in as service tickets. Send an API key as a bearer token. "
                + "Errors are RFC 9457 problem details that name the field. Lists take `take` and `after` and answer `items` and `next`.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["apiKey"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key: `eng_…`" },
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

    private static void Complete(OpenApiDocument document, string path, OpenApiOperation operation)
    {
        operation.Responses ??= [];
        if (operation.OperationId is { } id && Uploads.TryGetValue(id, out var upload))
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Description = upload.Says,
                Required = true,
                Content = upload.MediaTypes.ToDictionary(t => t, _ => new OpenApiMediaType { Schema = Bytes() }),
            };
        }

        foreach (var response in operation.Responses.Values)
        {
            foreach (var content in response.Content?.Where(c => c.Key == "application/zip").Select(c => c.Value) ?? [])
            {
                content.Schema = Bytes();
            }
        }

        Refusal(document, operation, "400", "The request cannot be read as it stands; `errors` names the field or parameter.");
        Refusal(document, operation, "401", "No key, or none that is known.");
        Refusal(document, operation, "403", "The key's role may not do this.");
        if (path.Contains('{', StringComparison.Ordinal))
        {
            Refusal(document, operation, "404", "There is no such thing.");
        }
    }

    private static OpenApiSchema Bytes() => new() { Type = JsonSchemaType.String, Format = "binary" };

    private static void Refusal(OpenApiDocument document, OpenApiOperation operation, string status, string says)
    {
        if (!operation.Responses!.ContainsKey(status))
        {
            operation.Responses[status] = new OpenApiResponse
            {
                Description = says,
                Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(Problem, document) } },
            };
        }
    }

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
                    AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
                },
            },
        };
    }
}
