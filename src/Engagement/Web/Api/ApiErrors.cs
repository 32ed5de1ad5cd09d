using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;

namespace Engagement.Web.Api;

/// <summary>What goes wrong before or beside a use case, as problem details: a body that is no JSON of ours names the field; a bug of ours says no more than its reference.</summary>
internal sealed class ApiErrors(IProblemDetailsService problems) : IExceptionHandler
{
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

        httpContext.Response.StatusCode = StatusCodes.Status500InternalServerError;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = { Title = "Something broke on our side.", Detail = "It has been logged under the traceId.", Status = StatusCodes.Status500InternalServerError },
        });
    }

    private static IResult Refusal(BadHttpRequestException bad)
    {
        if (bad.InnerException is not JsonException json)
        {
            // "Failed to bind parameter "int take" from "x"." names what it is about.
            return Results.Problem(title: "The request is not right.", detail: bad.Message, statusCode: bad.StatusCode);
        }

        var field = json.Path?.TrimStart('$').TrimStart('.');
        return Results.Problem(
            title: "The body is not what this address takes.",
            statusCode: StatusCodes.Status400BadRequest,
            extensions: new Dictionary<string, object?>
            {
                ["errors"] = new Dictionary<string, string[]> { [string.IsNullOrEmpty(field) ? "body" : field] = [Words(json)] },
            });
    }

    // The framework's sentences name .NET types; callers get the part that concerns them.
    private static string Words(JsonException json) =>
        json.Message.StartsWith("The JSON property '", StringComparison.Ordinal) ? $"There is no field '{json.Message.Split('\'')[1]}' here."
        : json.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) ? "That value is not of the kind this field takes."
        : "This is not well-formed JSON.";
}
