using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engagement.Sandbox;

/// <summary>What all calls of the API have in common: whose token, the body, the misbehaviour that is due, the answer.</summary>
internal sealed class SandboxCalls(SandboxProfiles profiles, SandboxFaults faults)
{
    // Four images of a megabyte, in base64, and the words.
    private const long MaxBody = 8_000_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Runs the work as the token's owner, with whatever misbehaviour is due.</summary>
    public Task AsMe(HttpContext http, string on, Func<SandboxProfile, IResult> work)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : "";
        return profiles.ByToken(token) switch
        {
            { Value: { } by } => Faulty(http, on, by.Handle, () => work(by), () => profiles.Expire(token)),
            var refused => No(refused.Error!).ExecuteAsync(http),
        };
    }

    /// <summary>The same for a call with a body.</summary>
    public Task AsMe<T>(HttpContext http, Func<T, string> on, Func<SandboxProfile, T, IResult> work)
        where T : class => WithBody<T>(http, body => AsMe(http, on(body), by => work(by, body)));

    /// <summary>Runs the work, or what a waiting rule makes of it.</summary>
    public async Task Faulty(HttpContext http, string on, string handle, Func<IResult> work, Action? expire = null)
    {
        var fault = faults.Take(on, handle);
        switch (fault?.Kind)
        {
            case FaultKind.Slow:
                await Task.Delay(fault.DelayMs, http.RequestAborted);
                break;
            case FaultKind.TooMany:
                http.Response.Headers.RetryAfter = $"{fault.RetryAfter}";
                await No(new(429, "rate_limited", "Too many requests.")).ExecuteAsync(http);
                return;
            case FaultKind.Forbids:
                await No(new(403, "forbidden", "This account may not do that.")).ExecuteAsync(http);
                return;
            case FaultKind.HasIt:
                await No(new(409, "duplicate", "You said that already.")).ExecuteAsync(http);
                return;
            case FaultKind.TooLong:
                await No(new(422, "too_long", "text: too long today.")).ExecuteAsync(http);
                return;
            case FaultKind.FailsBefore or FaultKind.FailsAfter:
                if (fault.Kind == FaultKind.FailsAfter)
                {
                    work();
                }

                await No(new(500, "broken", "Something went wrong.")).ExecuteAsync(http);
                return;
            case FaultKind.LostBefore or FaultKind.LostAfter:
                if (fault.Kind == FaultKind.LostAfter)
                {
                    work();
                }

                http.Abort();
                return;
            case FaultKind.ExpiredToken:
                expire?.Invoke();
                await No(new(401, "expired_token", "This access token has expired. Refresh it.")).ExecuteAsync(http);
                return;
            default:
                break;
        }

        await work().ExecuteAsync(http);
    }

    public static Task WithBody<T>(HttpContext http, Func<T, IResult> work)
        where T : class => WithBody<T>(http, body => work(body).ExecuteAsync(http));

    public static async Task WithBody<T>(HttpContext http, Func<T, Task> work)
        where T : class
    {
        if (http.Request.ContentLength > MaxBody)
        {
            await No(new(413, "invalid", $"The body may have {MaxBody} bytes.")).ExecuteAsync(http);
            return;
        }

        T? body;
        try
        {
            body = await JsonSerializer.DeserializeAsync<T>(http.Request.Body, Json, http.RequestAborted);
        }
        catch (JsonException e)
        {
            // The caller's mistake, and the caller is told where.
            var where = e.Path is { Length: > 0 } path ? $", at {path}" : "";
            await No(new(400, "invalid", $"The body is not the JSON expected here{where}.")).ExecuteAsync(http);
            return;
        }

        await (body is null ? No(new(400, "invalid", "The body is empty.")).ExecuteAsync(http) : work(body));
    }

    public static IResult Ok<T>(T value, int status = 200) => Results.Json(value, Json, statusCode: status);

    public static IResult Answer<T>(SandboxAnswer<T> answer, int status = 200)
        where T : class => answer.Error is { } error ? No(error) : Ok(answer.Value, status);

    public static IResult No(SandboxError error) => Results.Json(error, Json, statusCode: error.Status);

    public static IResult NotHere() => No(new(404, "not_found", "That is not here."));
}
