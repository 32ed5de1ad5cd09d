using System.Security.Cryptography;
using System.Text;
using Engagement.Data;
using Engagement.Features.Integrations.MailBridge.Reading;
using Microsoft.AspNetCore.Http.Features;

namespace Engagement.Features.Integrations.MailBridge;

/// <summary>
/// <c>POST /hooks/mail</c>: where a mail server hands over the answers of the desk beyond the bridge, as they came (message/rfc822). Open
/// to whoever has the token of the bridge's settings, as a bearer token or as the password of a basic sign-in.
/// </summary>
internal static class MailHook
{
    // A mail server that takes longer than this to say a mail has lost its line.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/hooks/mail", RunAsync)
        .AllowAnonymous()
        .DisableAntiforgery()
        .ExcludeFromDescription();

    /// <summary>
    /// 202 with what became of it; 401 without the token; 408 for what takes too long; 422 for what is no mail. A long mail is read as it
    /// comes, and
    /// taken by its text: whoever hands it over would only send it again.
    /// </summary>
    private static async Task<IResult> RunAsync(HttpContext http, Db db, ReceiveMail take)
    {
        var ct = http.RequestAborted;
        if (await BridgeSettings.ReadAsync(db, ct) is not { HookTokenHash.Length: > 0 } bridge
            || !IsToken(http.Request.Headers.Authorization.ToString(), bridge.HookTokenHash))
        {
            return Results.Unauthorized();
        }

        // Ours is below; the server's own would refuse the whole mail.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Patience);
        try
        {
            var mail = await StreamedMail.ReadAsync(http.Request.Body, MailLimits.Mail, timeout.Token);
            var taken = await take.RunAsync(bridge, mail, "hook", ct);
            return Results.Accepted(value: new { outcome = taken.Outcome, reason = taken.Reason });
        }
        catch (FormatException)
        {
            // Not a mail: said so, since the caller has shown that it may know.
            return Results.UnprocessableEntity();
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Results.StatusCode(StatusCodes.Status408RequestTimeout);
        }
    }

    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static bool IsToken(string header, string hash)
    {
        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim()
            : header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) ? Password(header[6..].Trim())
            : null;
        return token is not null
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(token)), Encoding.ASCII.GetBytes(hash));
    }

    private static string? Password(string basic)
    {
        var bytes = new byte[basic.Length];
        return Convert.TryFromBase64String(basic, bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password] ? password : null;
    }
}
