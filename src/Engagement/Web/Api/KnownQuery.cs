using System.Reflection;
using Microsoft.AspNetCore.Mvc;

namespace Engagement.Web.Api;

/// <summary>
/// Refuses a query parameter that its endpoint does not know, as an unknown field of a body is refused: a filter with a typing error in its name
/// would otherwise be a list of everything.
/// </summary>
internal static class KnownQuery
{
    public static TBuilder RefuseUnknownQuery<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.AddEndpointFilterFactory((built, next) =>
        {
            var names = built.MethodInfo.GetParameters().Where(IsQuery).Select(p => p.Name!).ToHashSet(StringComparer.OrdinalIgnoreCase);
            return call => Refuse(call.HttpContext, names) is { } refusal ? ValueTask.FromResult<object?>(refusal) : next(call);
        });

    private static IResult? Refuse(HttpContext http, HashSet<string> names)
    {
        if (http.Request.Query.Count == 0 || http.GetEndpoint()?.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is { ExcludeFromDescription: true })
        {
            return null;
        }

        var known = names.Where(n => !http.Request.RouteValues.ContainsKey(n)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var errors = new Dictionary<string, string[]>();
        foreach (var (name, values) in http.Request.Query)
        {
            if (!known.Contains(name))
            {
                errors[name] = [known.Count == 0 ? "There is no such parameter here." : $"There is no such parameter here. It takes {string.Join(", ", known.Order(StringComparer.Ordinal))}."];
            }
            else if (values.Count > 1)
            {
                errors[name] = ["It is given more than once."];
            }
        }

        return errors.Count == 0 ? null : Problems.BadRequest("The query is not what this address takes.", errors);
    }

    // What minimal APIs take from the query or the route: simple types that nothing else is said of. Services and bodies are classes.
    private static bool IsQuery(ParameterInfo parameter) =>
        parameter.GetCustomAttributes().All(a => a is not (FromHeaderAttribute or FromBodyAttribute or FromServicesAttribute))
        && (Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType) is var type
        && (type == typeof(string) || (type.IsValueType && type != typeof(CancellationToken)));
}
