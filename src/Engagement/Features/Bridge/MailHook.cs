using System.Security.Cryptography;
using System.Text;
using Engagement.Data;
using MimeKit;

namespace Engagement.Features.Bridge;

/// <summary>
/// <c>POST /hooks/mail</c>: where a mail server hands over the answers of the desk beyond the bridge, as they came (message/rfc822). Open to
/// whoever has the token of the bridge's settings, as a bearer token or as the password of a basic sign-in.
/// </summary>
internal static class MailHook
{
    private const int MostBytes = 5 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder app) => app
        .MapPost("/hooks/mail", RunAsync)
        .AllowAnonymous()
        .DisableAntiforgery()
        .ExcludeFromDescription();

    /// <summary>202 with what became of it; 401 without the token; 413 for what is too long; 422 for what is no mail.</summary>
    private static async Task<IResult> RunAsync(HttpContext http, Db db, TakeMail take)
    {
        var ct = http.RequestAborted;
        if (await BridgeSettings.ReadAsync(db, ct) is not { HookTokenHash.Length: > 0 } bridge || !IsToken(http.Request.Headers.Authorization.ToString(), bridge.HookTokenHash))
        {
            return Results.Unauthorized();
        }

        using var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, ct)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MostBytes)
            {
                return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
            }
        }

        body.Position = 0;
        try
        {
            using var mail = await MimeMessage.LoadAsync(body, ct);
            var taken = await take.RunAsync(bridge, mail, "hook", ct);
            return Results.Accepted(value: new { outcome = taken.Outcome, reason = taken.Reason });
        }
        catch (FormatException)
        {
            // Not a mail: said so, since the caller has shown that it may know.
            return Results.UnprocessableEntity();
        }
    }

    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static bool IsToken(string header, string hash)
    {
        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) ? Password(header[6..].Trim()) : null;
        return token is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(token)), Encoding.ASCII.GetBytes(hash));
    }

    private static string? Password(string basic)
    {
        var bytes = new byte[basic.Length];
        return Convert.TryFromBase64String(basic, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password] ? password : null;
    }
}
