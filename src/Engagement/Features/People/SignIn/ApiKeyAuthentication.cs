using System.Security.Claims;
using System.Text.Encodings.Web;
using Engagement.Data;
using Engagement.Features.People.Team;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Engagement.Features.People.SignIn;

/// <summary><c>Authorization: Bearer eng_…</c>, for the API. A key has a role as a person has.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    Db db,
    Soon soon,
    TimeProvider clock) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "ApiKey";

    /// <summary>What a 401 asks for (RFC 9110, 11.6.1).</summary>
    public const string Challenge = "Bearer";

    private const string Bearer = "Bearer ";

    // Using a key is no reason to write a row each time.
    private static readonly TimeSpan LastUsedEvery = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Under the API a key and nothing else; its document and the node's health are read with a key as by a person who is signed in.
    /// </summary>
    public static bool IsMeant(HttpRequest request) => request.Path.StartsWithSegments("/api/v1")
        || (request.Headers.Authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            && (request.Path.StartsWithSegments("/health") || request.Path.StartsWithSegments("/api")));

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = Challenge;
        return base.HandleChallengeAsync(properties);
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var key = header[Bearer.Length..].Trim();
        var row = ApiKey.PrefixOf(key) is { } prefix ? await db.OneAsync<ApiKeyRow>(ApiKeySql.ByPrefix, new { Prefix = prefix }) : null;
        if (row is null || row.RevokedAt is not null || !ApiKey.Matches(key, row.KeyHash))
        {
            return AuthenticateResult.Fail("No such key.");
        }

        var now = clock.Now();
        if (row.LastUsedAt is not { } used || now - used > LastUsedEvery)
        {
            soon.Put(("key", row.Id), () => db.ExecuteAsync(ApiKeySql.Used, new { row.Id, Now = now }));
        }

        var identity = new ClaimsIdentity(
            [new(ClaimTypes.Name, $"API key {row.Name}"), new(ClaimTypes.Role, row.Role.ToString())], Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }
}
