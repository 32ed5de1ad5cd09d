using Microsoft.OpenApi;

namespace Engagement.Web.Api;

/// <summary>
/// Which fields are required. Answers have all of theirs, null or not. Of a request those are that have no default in the record it is read
/// into (<see cref="StrictJson"/>), which the document's maker knows by itself.
/// </summary>
internal static class OptionalFields
{
    public static void Settle(OpenApiDocument document)
    {
        var (asked, answered) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var ours = document.Paths.Values.SelectMany(p => p.Operations!.Values).ToHashSet();
        foreach (var operation in ours.Concat(document.Webhooks?.Values.SelectMany(p => p.Operations!.Values) ?? []))
        {
            // The body of a webhook is an answer of ours: we say it.
            Walk(document, operation.RequestBody?.Content, ours.Contains(operation) ? asked : answered);
            foreach (var (_, response) in operation.Responses ?? [])
            {
                Walk(document, response.Content, answered);
            }
        }

        foreach (var (name, schema) in document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (schema is not OpenApiSchema { Properties: { Count: > 0 } properties } own || name == Refusals.Problem)
            {
                continue;
            }

            if (answered.Contains(name) && !asked.Contains(name))
            {
                own.Required = properties.Keys.ToHashSet(StringComparer.Ordinal);
            }
        }
    }

    private static void Walk(OpenApiDocument document, IDictionary<string, OpenApiMediaType>? content, HashSet<string> names)
    {
        foreach (var media in content?.Values ?? [])
        {
            Walk(document, media.Schema, names);
        }
    }

    private static void Walk(OpenApiDocument document, IOpenApiSchema? schema, HashSet<string> names)
    {
        switch (schema)
        {
            case OpenApiSchemaReference { Reference.Id: { } id }:
                if (names.Add(id) && document.Components!.Schemas!.TryGetValue(id, out var target))
                {
                    Walk(document, target, names);
                }

                break;
            case OpenApiSchema own:
                foreach (var part in (own.Properties?.Values ?? []).Concat(own.OneOf ?? []).Concat(own.AnyOf ?? [])
                    .Concat(own.AllOf ?? []).Append(own.Items!).Append(own.AdditionalProperties!))
                {
                    Walk(document, part, names);
                }

                break;
        }
    }
}
