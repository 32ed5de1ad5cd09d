using System.Text.Json;
using System.Text.RegularExpressions;
using Engagement.Data;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace Engagement.Web.Api;

/// <summary>
/// What goes wrong before or beside a use case, as problem details: a body that is no JSON of ours names the field; a bug of ours says no
/// more than its reference.
/// </summary>
internal sealed partial class ApiErrors(DatabaseOptions database, IOptions<JsonOptions> options) : IExceptionHandler
{
    private const string OtherType = "The body is of a type that this address does not take.";
    private const string TooLarge = "The body is too large.";
    private const string SendLess = "It is larger than this address reads.";
    private const string SendJson = "Send application/json.";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // By now the request's own path is already that of the error page.
        var asked = httpContext.Features.Get<IExceptionHandlerPathFeature>();
        if (asked?.Path.StartsWith("/api/", StringComparison.Ordinal) != true)
        {
            return false;
        }

        if (exception is BadHttpRequestException bad)
        {
            await Refusal(bad, asked.Endpoint).ExecuteAsync(httpContext);
            return true;
        }

        // As a result, and so whatever the caller says it accepts.
        await (StatusOf(exception) == StatusCodes.Status503ServiceUnavailable
            ? Results.Problem(
                title: StorageFaults.Heading(exception) + ".",
                detail: StorageFaults.Say(exception, database.DataDirectory) ?? "Nothing was changed. Wait a minute, then send it again.",
                statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Problem(
                title: "Something broke on our side.",
                detail: "It has been logged under the traceId.",
                statusCode: StatusCodes.Status500InternalServerError)).ExecuteAsync(httpContext);
        return true;
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

    private IResult Refusal(BadHttpRequestException bad, Endpoint? endpoint)
    {
        if (bad.InnerException is JsonException json)
        {
            var body = endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
            return BodyFaults.ToResult(json, path => body is null ? null : BodyPlace.Wanted(body, path, options.Value.SerializerOptions));
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
            ? Problems.BadRequest("The request is not what this address takes.", Errors(
                named.Groups["name"].Value,
                named.Groups["value"].Success ? Expected.InQuery(named.Groups["type"].Value) : "It is missing."))
            : Problems.BadRequest("The request is not what this address takes.", Errors("body", "It could not be read."), bad.StatusCode);
    }

    private static Dictionary<string, string[]> Errors(string field, string words) => new() { [field] = [words] };

    [GeneratedRegex("""^(Failed to bind parameter|Required parameter) "(?<type>\S+) (?<name>\w+)" (from "(?<value>.*)"|was not provided)""",
        RegexOptions.Singleline)]
    private static partial Regex Parameter();
}
