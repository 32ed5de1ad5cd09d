using System.Collections.Immutable;

namespace Engagement.Channels.X;

internal sealed partial class XChannel
{
    private const string ClientIdField = "clientId";
    private const string ClientSecretField = "clientSecret";
    private const string VerifierKept = "verifier";

    private static readonly ConnectPermission[] Permissions =
    [
        new("tweet.read", "to read replies and mentions"),
        new("tweet.write", "to post and to answer"),
        new("users.read", "to know who writes to us"),
        new("follows.read", "to see our followers"),
        new("dm.read", "to read direct messages"),
        new("dm.write", "to answer them"),
        new("media.write", "to post images"),
        new("offline.access", "to stay connected for longer than two hours"),
    ];

    // docs.x.com, "OAuth 2.0 Authorization Code Flow with PKCE".
    public ConnectGuide Guide { get; } = new(
        [
            "Sign in to X's developer console with the account that will own the app, and create a project and an app in it.",
            "In the app's user authentication settings choose the type \"Web App, Automated App or Bot\" and the permission \"Read and "
                + "write and Direct message\".",
            "Enter the address below as callback URI, exactly as it stands.",
            "Copy the OAuth 2.0 client ID and client secret from \"Keys and tokens\" and enter them here.",
            "Sign in to X in this browser as the account that shall post; X will ask it for its consent.",
        ],
        [
            new(ClientIdField, "Client ID", "From \"Keys and tokens\", under OAuth 2.0; not the API key.") { IsSecret = true },
            new(ClientSecretField, "Client secret",
                "Shown once by X. Leave it empty for an app of the type \"Native App\", which has none.")
                { IsSecret = true, IsOptional = true },
        ],
        Permissions)
    {
        StartsAt = new Uri("https://console.x.com/"),
    };

    public Task<Reading<ConnectStep>> BeginAsync(ConnectRequest request, CancellationToken ct)
    {
        if (request.Field(ClientIdField) is not { } clientId)
        {
            return Task.FromResult(
                Reading<ConnectStep>.No(RefusalKind.Invalid, "Client ID: enter the one that X shows under \"Keys and tokens\"."));
        }

        var (state, verifier) = (Pkce.Random(), Pkce.Random());
        var authorize = Pkce.Url(
            new Uri("https://x.com/i/oauth2/authorize"),
            ("response_type", "code"),
            ("client_id", clientId),
            ("redirect_uri", request.RedirectUri.AbsoluteUri),
            ("scope", string.Join(' ', Permissions.Select(p => p.Scope))),
            ("state", state),
            ("code_challenge", Pkce.Challenge(verifier)),
            ("code_challenge_method", "S256"));
        var kept = ImmutableDictionary<string, string>.Empty.Add(ClientIdField, clientId).Add(VerifierKept, verifier);
        if (request.Field(ClientSecretField) is { } secret)
        {
            kept = kept.Add(ClientSecretField, secret);
        }

        return Task.FromResult<Reading<ConnectStep>>(new ConnectStep.GoTo(authorize, state, request.RedirectUri, kept));
    }

    public async Task<Reading<IReadOnlyList<ConnectedAccount>>> CompleteAsync(ConnectStep.GoTo goTo, string code, CancellationToken ct)
    {
        var clientId = goTo.Kept[ClientIdField];
        var clientSecret = goTo.Kept.GetValueOrDefault(ClientSecretField);
        using var request = _api.Token(
            "2/oauth2/token",
            clientId,
            clientSecret,
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", goTo.RedirectUri.AbsoluteUri),
            ("code_verifier", goTo.Kept[VerifierKept]));
        var traded = await TokenAsync(request, ct);
        if (traded is not Reading<XApi.Access>.Got { Value: var access })
        {
            return new Reading<IReadOnlyList<ConnectedAccount>>.Refused(((Reading<XApi.Access>.Refused)traded).Refusal);
        }

        var secrets = Secrets(access).Add(XSettings.ClientIdSecret, clientId);
        secrets = clientSecret is null ? secrets : secrets.Add(XSettings.ClientSecretSecret, clientSecret);
        using var me = XApi.As(new XSettings(access.AccessToken), _api.Me());
        var profile = await ReadAsync(me, "GET /2/users/me", body => XApi.Read<XApi.Envelope<XApi.User>>(body).Data, ct);
        return profile is Reading<XApi.User>.Got { Value: var user }
            ? new Reading<IReadOnlyList<ConnectedAccount>>.Got(
                [
                    new ConnectedAccount(Profile(user), null, ImmutableDictionary<string, string>.Empty, secrets, Ends(access))
                    {
                        // Without "offline.access" there is nothing to renew it with.
                        RefreshEndsAt = access.RefreshToken is null ? Ends(access) : null,
                        Missing = Missing(access),
                    },
                ])
            : new Reading<IReadOnlyList<ConnectedAccount>>.Refused(((Reading<XApi.User>.Refused)profile).Refusal);
    }

    public async Task<Reading<RefreshedAccess>> RefreshAsync(ChannelAccount account, CancellationToken ct)
    {
        if (account.Secret(XSettings.RefreshTokenSecret) is not { Length: > 0 } refresh
            || account.Secret(XSettings.ClientIdSecret) is not { Length: > 0 } clientId)
        {
            return Reading<RefreshedAccess>.No(RefusalKind.BadToken, "This account's access to X cannot be renewed. Connect it again.");
        }

        using var request = _api.Token("2/oauth2/token", clientId, account.Secret(XSettings.ClientSecretSecret),
            ("grant_type", "refresh_token"), ("refresh_token", refresh));
        return await TokenAsync(request, ct) switch
        {
            Reading<XApi.Access>.Got { Value: var access } => new RefreshedAccess(Secrets(access), Ends(access)),
            var refused => new Reading<RefreshedAccess>.Refused(((Reading<XApi.Access>.Refused)refused).Refusal),
        };
    }

    public async Task<Reading<bool>> RevokeAsync(ChannelAccount account, CancellationToken ct)
    {
        if (account.Secret(XSettings.ClientIdSecret) is not { Length: > 0 } clientId)
        {
            return Reading<bool>.No(RefusalKind.BadToken, "This account has no access to give back.");
        }

        foreach (var name in (string[])[XSettings.RefreshTokenSecret, XSettings.AccessTokenSecret])
        {
            if (account.Secret(name) is not { Length: > 0 } token)
            {
                continue;
            }

            using var request = _api.Token(
                "2/oauth2/revoke",
                clientId,
                account.Secret(XSettings.ClientSecretSecret),
                ("token", token),
                ("token_type_hint", name == XSettings.RefreshTokenSecret ? "refresh_token" : "access_token"));
            var revoked = await Sending.ReadAsync<bool>(http, request, (response, body) =>
                response.IsSuccessStatusCode ? true : new Reading<bool>.Refused(XErrors.ForToken(response, body, clock.GetUtcNow())), ct);
            if (revoked is Reading<bool>.Refused)
            {
                return revoked;
            }
        }

        return true;
    }

    private Task<Reading<XApi.Access>> TokenAsync(HttpRequestMessage request, CancellationToken ct) =>
        Sending.ReadAsync<XApi.Access>(http, request, (response, body) =>
            response.IsSuccessStatusCode
                ? XApi.Read<XApi.Access>(body)
                : new Reading<XApi.Access>.Refused(XErrors.ForToken(response, body, clock.GetUtcNow())), ct);

    private static ImmutableDictionary<string, string> Secrets(XApi.Access access)
    {
        var secrets = ImmutableDictionary<string, string>.Empty.Add(XSettings.AccessTokenSecret, access.AccessToken);
        return access.RefreshToken is null ? secrets : secrets.Add(XSettings.RefreshTokenSecret, access.RefreshToken);
    }

    private static string[] Missing(XApi.Access access)
    {
        var given = access.Scope?.Split(' ');
        return given is null ? [] : [.. Permissions.Select(p => p.Scope).Where(s => !given.Contains(s))];
    }

    private DateTimeOffset Ends(XApi.Access access) => clock.GetUtcNow().AddSeconds(access.ExpiresIn);
}
