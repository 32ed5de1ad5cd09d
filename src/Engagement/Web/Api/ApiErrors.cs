using System.Text.Json;
using System.Text.RegularExpressions;
using Engagement.Data;
using Microsoft.AspNetCore.Diagnostics;

namespace Engagement.Web.Api;

/// <summary>What goes wrong before or beside a use case, as problem details: a body that is no JSON of ours names the field; a bug of ours says no more than its reference.</summary>
internal sealed partial class ApiErrors(IProblemDetailsService problems, DatabaseOptions database) : IExceptionHandler
{
    private const string OtherType = "The body is of a type that this address does not take.";
    private const string TooLarge = "The body is too large.";
    private const string SendLess = "It is larger than this address reads.";
    private const string SendJson = "Send application/json.";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // By now the request's own path is already that of the error page.
        if (httpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path.StartsWith("/api/", StringComparison.Ordinal) != true)
        {
            return false;
        }

        if (exception is BadHttpRequestException bad)
        {
            await Refusal(bad).ExecuteAsync(httpContext);
            return true;
        }

        if (StatusOf(exception) == StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return await problems.TryWriteAsync(new ProblemDetailsContext
            {
                HttpContext = httpContext,
                ProblemDetails =
                {
                    Title = StorageFaults.Heading(exception) + ".",
                    Detail = StorageFaults.Say(exception, database.DataDirectory)
                        ?? "Nothing was changed. Wait a minute, then send it again.",
                    Status = StatusCodes.Status503ServiceUnavailable,
                },
            });
        }

        httpContext.Response.StatusCode = StatusCodes.Status500InternalServerError;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = { Title = "Something broke on our side.", Detail = "It has been logged under the traceId.", Status = StatusCodes.Status500InternalServerError },
        });
    }

    /// <summary>What the server or a parameter refused to read is the caller's doing; where the data cannot be had, it is not a bug of ours
    /// either.</summary>
    public static int StatusOf(Exception e) => e switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        CommitInDoubtException => StatusCodes.Status500InternalServerError,
        _ when DbFaults.Passes(e) || StorageFaults.Say(e, "") is not null => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>What is refused before anything of ours is asked: an address that is none, a body of another type or too large.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        if (!context.HttpContext.Request.Path.StartsWithSegments("/api") || context.ProblemDetails.Extensions.ContainsKey("errors"))
        {
            return;
        }

        switch (context.ProblemDetails.Status)
        {
            case StatusCodes.Status413PayloadTooLarge:
                context.ProblemDetails.Title = TooLarge;
                context.ProblemDetails.Extensions["errors"] = Errors("body", SendLess);
                break;
            case StatusCodes.Status404NotFound when context.HttpContext.GetEndpoint() is not RouteEndpoint:
                context.ProblemDetails.Title = "Not found.";
                context.ProblemDetails.Detail = "There is no such address in this API. The reference is at /api/reference.";
                break;
            case StatusCodes.Status415UnsupportedMediaType:
                context.ProblemDetails.Title = OtherType;
                context.ProblemDetails.Extensions["errors"] = Errors("Content-Type", SendJson);
                break;
        }
    }

    private static IResult Refusal(BadHttpRequestException bad)
    {
        if (bad.InnerException is JsonException json)
        {
            return Problems.BadRequest("The body is not what this address takes.", Errors(FieldOf(json), Words(json)));
        }

        if (bad.StatusCode == StatusCodes.Status415UnsupportedMediaType)
        {
            return Problems.BadRequest(OtherType, Errors("Content-Type", SendJson), bad.StatusCode);
        }

        if (bad.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Problems.BadRequest(TooLarge, Errors("body", SendLess), bad.StatusCode);
        }

        // "Failed to bind parameter "TicketStatus? status" from "x"."; "Required parameter "NewPost body" was not provided from body."
        return Parameter().Match(bad.Message) is { Success: true } named
            ? Problems.BadRequest("The request is not what this address takes.", Errors(named.Groups["name"].Value, named.Groups["value"].Success ? ValueWords(named) : "It is missing."))
            : Problems.BadRequest("The request is not what this address takes.", Errors("body", "It could not be read."), bad.StatusCode);
    }

    private static Dictionary<string, string[]> Errors(string field, string words) => new() { [field] = [words] };

    // $.accounts[0].text, or $['a b'] where a name is none in JavaScript.
    private static string FieldOf(JsonException json)
    {
        var path = (json.Path ?? "").TrimStart('$').TrimStart('.');
        path = path.StartsWith("['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal) ? path[2..^2] : path;
        return path.Length == 0 ? "body" : path;
    }

    private static string ValueWords(Match named)
    {
        var type = named.Groups["type"].Value.TrimEnd('?');
        return type switch
        {
            "int" or "long" or "decimal" or "double" => "That is no number it takes.",
            "bool" => "It takes true or false.",
            "Guid" => "That is no id.",
            "DateTimeOffset" or "DateTime" => "Give a time such as 2026-11-24T09:00:00Z.",
            "DateOnly" => "Give a date such as 2026-11-24.",
            _ => "There is no such value here.",
        };
    }

    // The framework's sentences name .NET types; callers get the part that concerns them.
    private static string Words(JsonException json) =>
        json.Message.StartsWith("The JSON property '", StringComparison.Ordinal) ? $"There is no field '{json.Message.Split('\'')[1]}' here."
        : json.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) ? "That value is not of the kind this field takes."
        : "This is not well-formed JSON.";

    [GeneratedRegex("""^(Failed to bind parameter|Required parameter) "(?<type>\S+) (?<name>\w+)" (from "(?<value>.*)"|was not provided)""", RegexOptions.Singleline)]
    private static partial Regex Parameter();
}
