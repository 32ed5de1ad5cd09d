using System.Text.Json;
using System.Text.RegularExpressions;

namespace Engagement.Web.Api;

/// <summary>
/// What is wrong with a body, by the field's name in it, from what the reader of JSON threw. 400: it cannot be read as what the address
/// takes (no JSON, a field nobody knows, a text for a number). 422: it can, and something is missing, stands twice, or is none of the
/// values there are.
/// </summary>
internal static partial class BodyFaults
{
    private const string NoSuchKind = "The JSON value could not be converted to ";

    /// <param name="json">What the reader threw.</param>
    /// <param name="wanted">What belongs at a place of the body; null where there is no such place.</param>
    public static IResult ToResult(JsonException json, Func<string, string?> wanted)
    {
        var (path, said) = (PathOf(json), json.Message);
        return json switch
        {
            NotInSetException => Invalid(Named(path), said),
            NullInListException => Invalid(Join(Parent(path), said), "Leave it out, or say what it is."),
            _ when Missing().Match(said) is { Success: true } missing => Problems.Invalid(Names().Matches(missing.Groups["names"].Value)
                .Select(m => new FieldError(Join(path, m.Groups["name"].Value), "It must be given."))),
            _ when Twice().Match(said) is { Success: true } twice =>
                Invalid(Within(path, twice.Groups["name"].Value), "It is given more than once."),
            _ when said.Contains("doesn't allow", StringComparison.Ordinal) => Invalid(Named(path), "It must be given: null is nothing."),
            _ when Unknown().Match(said) is { Success: true } unknown =>
                Bad(Named(path), $"There is no field '{unknown.Groups["name"].Value}' here."),
            _ when said.StartsWith(NoSuchKind, StringComparison.Ordinal) =>
                Bad(Named(path), wanted(path) ?? "It cannot be read as what is taken here."),
            _ => Bad(Named(path), "This is not well-formed JSON."),
        };
    }

    private static IResult Invalid(string field, string words) => Problems.Invalid([new FieldError(field, words)]);

    private static IResult Bad(string field, string words) =>
        Problems.BadRequest("The body is not what this address takes.", new Dictionary<string, string[]> { [field] = [words] });

    // $.accounts[0].text, or $['a b'] where a name is none in JavaScript; empty: the body itself.
    private static string PathOf(JsonException json)
    {
        var path = (json.Path ?? "").TrimStart('$').TrimStart('.');
        return path.StartsWith("['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal) ? path[2..^2] : path;
    }

    private static string Named(string path) => path.Length == 0 ? "body" : path;

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Parent(string path) => path.LastIndexOf('.') is > 0 and var end ? path[..end] : "";

    // The place is the object's, or already the field's.
    private static string Within(string path, string name) =>
        path == name || path.EndsWith("." + name, StringComparison.Ordinal) ? path : Join(path, name);

    // The framework's sentences name .NET types; callers get the part that concerns them.
    [GeneratedRegex("was missing required properties including: (?<names>.+)$", RegexOptions.Singleline)]
    private static partial Regex Missing();

    [GeneratedRegex("'(?<name>[^']+)'")]
    private static partial Regex Names();

    [GeneratedRegex("^Duplicate property '(?<name>.*?)' encountered", RegexOptions.Singleline)]
    private static partial Regex Twice();

    [GeneratedRegex("^The JSON property '(?<name>.*?)' could not be mapped", RegexOptions.Singleline)]
    private static partial Regex Unknown();
}
