using Engagement.Channels;

namespace Engagement.Features.Conversations.Listening;

/// <summary>
/// <c>POST /hooks/{accountId}</c>: where networks push to. Open to all, because a network has no key of ours; its signature decides.
/// </summary>
internal static class HooksEndpoint
{
    // A push is one message. Nobody may make us read more before the signature is checked.
    private const int MaxBytes = 256 * 1024;

    public static void MapHooks(this IEndpointRouteBuilder app) => app
        .MapPost("/hooks/{accountId:guid}", (Guid accountId, HttpContext http, ReceivePush receive) => TakeAsync(accountId, http, receive))
        .AllowAnonymous()
        .DisableAntiforgery()
        .ExcludeFromDescription();

    /// <summary>202 once the account is marked to be read now; 401 for whatever is not genuine; 413 for what is too long.</summary>
    public static async Task<IResult> TakeAsync(Guid accountId, HttpContext http, ReceivePush receive)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MaxBytes)
            {
                return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
            }
        }

        var push = new PushRequest(name => http.Request.Headers[name].FirstOrDefault(), body.ToArray());
        return await receive.RunAsync(accountId, push, http.RequestAborted) ? Results.Accepted() : Results.Unauthorized();
    }
}
