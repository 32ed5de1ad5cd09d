using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;

namespace Engagement.Web.Api;

/// <summary>
/// Reads a query before it is bound. A parameter that its endpoint does not know is refused, as an unknown field of a body is: a filter
/// with a typing error in its name would otherwise be a list of everything. And of a <see cref="ClosedSet"/> one of its words is to be
/// given, as in a body: the framework would take numbers and lists with commas, and a filter by a word that there is not would be an empty
/// list.
/// </summary>
internal static class StrictQuery
{
    public static TBuilder ReadQueryStrictly<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(endpoint =>
        {
            if (endpoint.Metadata.OfType<MethodInfo>().FirstOrDefault() is { } method && endpoint.RequestDelegate is { } next)
            {
                var parameters = ParametersOf(method).ToDictionary(p => p.Name!, StringComparer.OrdinalIgnoreCase);
                endpoint.RequestDelegate = async http =>
                {
                    if (await RefusalAsync(http, parameters) is { } refusal)
                    {
                        await refusal.ExecuteAsync(http);
                        return;
                    }

                    await next(http);
                };
            }
        });
        return endpoints;
    }

    /// <summary>
    /// What minimal APIs take from the query or the route: simple types that nothing else is said of. Services and bodies are classes.
    /// </summary>
    public static IEnumerable<ParameterInfo> ParametersOf(MethodInfo method) => method.GetParameters().Where(p =>
        p.GetCustomAttributes().All(a => a is not (FromHeaderAttribute or FromBodyAttribute or FromServicesAttribute))
        && (Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType) is var type
        && (type == typeof(string) || (type.IsValueType && type != typeof(CancellationToken))));

    // The framework takes 02/01/2026 too, which is one day to some and another to others.
    private static bool IsLooseDay(Type type, string text) => (Nullable.GetUnderlyingType(type) ?? type) == typeof(DateOnly)
        && DateOnly.TryParse(text, CultureInfo.InvariantCulture, out _)
        && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static async Task<IResult?> RefusalAsync(HttpContext http, Dictionary<string, ParameterInfo> parameters)
    {
        var known = parameters.Where(p => !http.Request.RouteValues.ContainsKey(p.Key)).ToDictionary(StringComparer.OrdinalIgnoreCase);
        var (unknown, wrong) = (new Dictionary<string, string[]>(), new List<FieldError>());
        var bound = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in http.Request.Query)
        {
            bound[name] = values;
            if (!known.TryGetValue(name, out var parameter))
            {
                var takes = known.Count == 0 ? "" : $" It takes {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}.";
                unknown[name] = [$"There is no such parameter here.{takes}"];
            }
            else if (values.Count > 1)
            {
                unknown[name] = ["It is given more than once."];
            }
            else if (IsLooseDay(parameter.ParameterType, values.ToString()))
            {
                unknown[name] = ["A day is written as 2026-11-30."];
            }
            else if (ClosedSet.Of(parameter.ParameterType) is { } set)
            {
                var words = await set.AllAsync(http.RequestServices, http.RequestAborted);
                if (words.FirstOrDefault(w => w.Equals(values.ToString(), StringComparison.OrdinalIgnoreCase)) is { } word)
                {
                    bound[name] = set.Bound(word); // case is forgiven, and what it is filtered by is the word itself
                }
                else
                {
                    wrong.Add(new(name, ClosedSet.Wanted(words)));
                }
            }
        }

        http.Request.Query = new QueryCollection(bound);
        return unknown.Count > 0 ? Problems.BadRequest("The query is not what this address takes.", unknown)
            : wrong.Count > 0 ? Problems.Invalid(wrong)
            : null;
    }
}
