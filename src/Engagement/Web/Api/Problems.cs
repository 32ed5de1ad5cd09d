using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Engagement.Web.Api;

/// <summary>Turns what a use case said into an HTTP answer; refusals are RFC 9457 problem details that name the field.</summary>
internal static class Problems
{
    public static IResult ToResult<T>(this Result<T> answer, Func<T, IResult>? done = null) => answer switch
    {
        Result<T>.Done d => done is null ? Results.Ok(d.Value) : done(d.Value),
        Result<T>.Invalid invalid => Invalid(invalid.Errors),
        Result<T>.Missing missing => Missing(missing.What),
        Result<T>.Conflict conflict =>
            Results.Problem(title: "That is not possible any more.", detail: conflict.Why, statusCode: StatusCodes.Status409Conflict),
        _ => throw new InvalidOperationException($"No answer for {answer.GetType().Name}."),
    };

    /// <summary>422 with <c>errors</c>: the field in camel case, and why.</summary>
    public static IResult Invalid(IEnumerable<FieldError> errors) => Results.Problem(
        title: "Some fields are not right.",
        statusCode: StatusCodes.Status422UnprocessableEntity,
        extensions: new Dictionary<string, object?>
        {
            ["errors"] = errors.GroupBy(e => CamelCase(e.Field)).ToDictionary(g => g.Key, g => g.Select(e => e.Message).ToArray()),
        });

    /// <summary>400 with <c>errors</c>: the request cannot be read as it stands.</summary>
    public static IResult BadRequest(
        string title, IReadOnlyDictionary<string, string[]> errors, int status = StatusCodes.Status400BadRequest) =>
        Results.Problem(title: title, statusCode: status, extensions: new Dictionary<string, object?> { ["errors"] = errors });

    /// <summary>What a use case calls a field, as the request calls it: <c>Late.Grace</c> is <c>late.graceMinutes</c> in a body.</summary>
    /// <param name="answer">What the use case said.</param>
    /// <param name="names">The use case's name, or the beginning of it up to a point or bracket, and the request's.</param>
    public static Result<T> Named<T>(this Result<T> answer, params ReadOnlySpan<(string Field, string InRequest)> names)
    {
        if (answer is not Result<T>.Invalid { Errors: var errors })
        {
            return answer;
        }

        var named = new List<FieldError>(errors.Count);
        foreach (var error in errors)
        {
            var name = error.Field;
            foreach (var (field, inRequest) in names)
            {
                if (name.StartsWith(field, StringComparison.Ordinal) && (name.Length == field.Length || name[field.Length] is '.' or '['))
                {
                    name = inRequest + name[field.Length..];
                    break;
                }
            }

            named.Add(error with { Field = name });
        }

        return new Result<T>.Invalid(named);
    }

    /// <summary>
    /// What is not there was named in the body, by <paramref name="field"/>: 422, where 404 is for what the address names.
    /// </summary>
    public static Result<T> MissingIs<T>(this Result<T> answer, string field) =>
        answer is Result<T>.Missing { What: var what } ? Result<T>.Wrong(field, what) : answer;

    public static ProblemHttpResult Missing(string what) =>
        TypedResults.Problem(title: "Not found.", detail: what, statusCode: StatusCodes.Status404NotFound);

    // Accounts[0].Text -> accounts[0].text; a header keeps its name. An id between brackets has hyphens too.
    private static string CamelCase(string field) => field.Contains('-', StringComparison.Ordinal)
        && !field.Contains('[', StringComparison.Ordinal)
        ? field
        : string.Join('.', field.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}
