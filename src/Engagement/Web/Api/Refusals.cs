using System.Reflection;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Engagement.Web.Api;

/// <summary>
/// How each operation can refuse, beside what its use case says of itself: worked out from what it takes and who may, so that the document
/// says what really comes and nothing else. Tests walk the answers (FuzzTests, RequestsTests).
/// </summary>
internal static class Refusals
{
    public const string Problem = "Problem";

    public static Task AddAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        foreach (var (status, says) in Of(operation, context.Description))
        {
            operation.Responses ??= [];
            operation.Responses.TryAdd(status, new OpenApiResponse
            {
                Description = says,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(Problem, context.Document) },
                },
            });
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<(string Status, string Says)> Of(OpenApiOperation operation, ApiDescription api)
    {
        var metadata = api.ActionDescriptor.EndpointMetadata;
        var takesJson = api.ParameterDescriptions.Any(p => p.Source == BindingSource.Body);
        var takesBytes = ApiDocument.IsUpload(operation.OperationId);
        yield return ("400", "The request cannot be read as it stands; `errors` names the field or parameter.");
        yield return ("401", "No key, or none that is known.");
        var areas = Area.All.Where(area => metadata.OfType<IAuthorizeData>().Any(a => a.Policy == area.Name));
        if (areas.Any(area => Enum.GetValues<Role>().Any(role => !area.Allows(role, api.HttpMethod!))))
        {
            yield return ("403", "The key's role may not do this.");
        }

        if (api.RelativePath!.Contains('{', StringComparison.Ordinal))
        {
            yield return ("404", "There is no such thing.");
        }

        if (takesJson || takesBytes)
        {
            yield return ("413", "The body is larger than this address reads.");
        }

        if (takesJson)
        {
            yield return ("415", "The body is not sent as application/json.");
        }

        var parameters = metadata.OfType<MethodInfo>().SelectMany(StrictQuery.ParametersOf);
        if (takesJson || takesBytes || parameters.Any(p => p.Name is "take" or "after" || ClosedSet.Of(p.ParameterType) is not null))
        {
            yield return ("422", "It was read, and something in it is not right; `errors` names the field or parameter "
                + "and says what it takes.");
        }

        yield return ("503", "The data cannot be had just now. Nothing was changed: send it again in a minute.");
    }
}
