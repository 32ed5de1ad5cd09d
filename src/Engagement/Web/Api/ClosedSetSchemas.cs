using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Engagement.Web.Api;

/// <summary>Closed sets as the document says them: which values there are, under one name wherever they stand.</summary>
internal static class ClosedSetSchemas
{
    private const string Network = "network";

    // What may be null is written out where it stands, as the framework has it; by this it is known again.
    private const string Mark = "closed-set";

    public static async Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        if (ClosedSet.Of(context.JsonTypeInfo.Type) is { } set)
        {
            Fill(schema, await set.AllAsync(context.ApplicationServices, ct));
            if (Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) is not null)
            {
                (schema.Metadata ??= new Dictionary<string, object>())[Mark] = SchemaNameAttribute.Of(context.JsonTypeInfo.Type);
            }
        }
        else if (schema.Items is null && context.JsonTypeInfo.ElementType is { } element
            && (ClosedSet.Of(element) is not null || element == typeof(object)))
        {
            // Of what has a converter of its own, the framework says nothing in a list.
            schema.Items = await context.GetOrCreateSchemaAsync(element, cancellationToken: ct);
        }
        else if (context.JsonTypeInfo.Type == typeof(object))
        {
            // The only thing we say whose kind is known by its column alone.
            schema.Description = "A text, a number, or null.";
            schema.OneOf = [Kind(JsonSchemaType.String), Kind(JsonSchemaType.Number), Kind(JsonSchemaType.Null)];
        }
    }

    /// <summary>
    /// One name for each set, also where null is right besides. A network is kept as a text, whatever account it was of: what is called so
    /// is one of those there are.
    /// </summary>
    public static async Task NameAsync(OpenApiDocument document, IServiceProvider services, CancellationToken ct)
    {
        var schemas = document.Components!.Schemas!;
        var networks = new OpenApiSchema();
        Fill(networks, await OneOf<Networks>.Set.AllAsync(services, ct));
        schemas[Networks.Name] = networks;
        foreach (var properties in schemas.Values.OfType<OpenApiSchema>()
            .Select(s => s.Properties).OfType<IDictionary<string, IOpenApiSchema>>().ToList())
        {
            foreach (var (name, field) in properties.Select(p => (p.Key, p.Value as OpenApiSchema)).ToList())
            {
                if (field?.Metadata?.TryGetValue(Mark, out var mark) == true && mark is string set)
                {
                    schemas.TryAdd(set, new OpenApiSchema { Type = field.Type, Enum = field.Enum });
                    properties[name] = Of(document, set, mayBeNull: true, field.Description);
                }
                else if (name == Network && field?.Type is { } type
                    && type.HasFlag(JsonSchemaType.String) && field.Enum is not { Count: > 0 })
                {
                    properties[name] = Of(document, Networks.Name, type.HasFlag(JsonSchemaType.Null), field.Description);
                }
            }
        }
    }

    private static IOpenApiSchema Of(OpenApiDocument document, string set, bool mayBeNull, string? says)
    {
        var known = new OpenApiSchemaReference(set, document);
        return mayBeNull ? new OpenApiSchema { Description = says, OneOf = [Kind(JsonSchemaType.Null), known] } : known;
    }

    private static OpenApiSchema Kind(JsonSchemaType type) => new() { Type = type };

    private static void Fill(OpenApiSchema schema, IReadOnlyList<string> words)
    {
        schema.Type = JsonSchemaType.String; // without it generators take an enum's names for numbers
        schema.Enum = [.. words.Select(w => (JsonNode)w)];
    }
}
