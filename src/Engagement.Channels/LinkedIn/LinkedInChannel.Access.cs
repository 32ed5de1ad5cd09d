using System.Collections.Immutable;

namespace Engagement.Channels.LinkedIn;

internal sealed partial class LinkedInChannel : IRevoke
{
    private static readonly ConnectPermission[] Permissions =
    [
        new("w_organization_social", "to post and comment as the page"),
        new("r_organization_social", "to read the page's posts and the comments on them"),
        new("rw_organization_admin", "to learn which pages you administer, and what happens on them"),
    ];

    // Who may post as a page (learn.microsoft.com, LinkedIn, "Organization Access Control by Role").
    private static readonly string[] PostingRoles = ["ADMINISTRATOR", "CONTENT_ADMINISTRATOR", "CONTENT_ADMIN"];

    public ConnectGuide Guide { get; } = new(
        [
            "On LinkedIn's developer site create an app, name your organisation's page as its page, and let a page admin verify it.",
            "On the app's \"Products\" tab request the Community Management API. LinkedIn reviews the request; that takes days.",
            "On the \"Auth\" tab add the address below as authorised redirect URL, exactly as it stands.",
            "Copy the client ID and the primary client secret from the same tab and enter them here.",
            "Sign in to LinkedIn in this browser as a member who is an admin of the page.",
        ],
        [
            new(LinkedInSettings.ClientIdSecret, "Client ID", "From the app's \"Auth\" tab.") { IsSecret = true },
            new(LinkedInSettings.ClientSecretSecret, "Client secret", "The primary client secret, from the same tab.") { IsSecret = true },
        ],
        Permissions)
    {
        StartsAt = new Uri("https://www.linkedin.com/developers/apps"),
    };

    // No PKCE: LinkedIn takes it from native apps only (learn.microsoft.com, LinkedIn, "Authorization Code Flow").
    public Task<Reading<ConnectStep>> BeginAsync(ConnectRequest request, CancellationToken ct)
    {
        if (request.Field(LinkedInSettings.ClientIdSecret) is not { } clientId)
        {
            return Task.FromResult(Reading<ConnectStep>.No(RefusalKind.Invalid, "Client ID: enter the one from the app's \"Auth\" tab."));
        }

        if (request.Field(LinkedInSettings.ClientSecretSecret) is not { } secret)
        {
            return Task.FromResult(
                Reading<ConnectStep>.No(RefusalKind.Invalid, "Client secret: enter the primary one from the app's \"Auth\" tab."));
        }

        var state = Pkce.Random();
        var authorize = Pkce.Url(
            new Uri("https://www.linkedin.com/oauth/v2/authorization"),
            ("response_type", "code"),
            ("client_id", clientId),
            ("redirect_uri", request.RedirectUri.AbsoluteUri),
            ("state", state),
            ("scope", string.Join(' ', Permissions.Select(p => p.Scope))));
        var kept = ImmutableDictionary<string, string>.Empty.Add(LinkedInSettings.ClientIdSecret, clientId)
            .Add(LinkedInSettings.ClientSecretSecret, secret);
        return Task.FromResult<Reading<ConnectStep>>(new ConnectStep.GoTo(authorize, state, request.RedirectUri, kept));
    }

    public async Task<Reading<IReadOnlyList<ConnectedAccount>>> CompleteAsync(ConnectStep.GoTo goTo, string code, CancellationToken ct)
    {
        var traded = await TokenAsync(
            [
                ("grant_type", "authorization_code"),
                ("code", code),
                ("client_id", goTo.Kept[LinkedInSettings.ClientIdSecret]),
                ("client_secret", goTo.Kept[LinkedInSettings.ClientSecretSecret]),
                ("redirect_uri", goTo.RedirectUri.AbsoluteUri),
            ], ct);
        if (traded is not Reading<LinkedInApi.Access>.Got { Value: var access })
        {
            return new Reading<IReadOnlyList<ConnectedAccount>>.Refused(((Reading<LinkedInApi.Access>.Refused)traded).Refusal);
        }

        using var request = LinkedInApi.As(access.AccessToken, LinkedInSettings.DefaultApiVersion, _api.Roles());
        var roles = await ReadAsync(request, LinkedInApi.Read<LinkedInApi.Page<LinkedInApi.Role>>, ct);
        if (roles is not Reading<LinkedInApi.Page<LinkedInApi.Role>>.Got { Value.Elements: var held })
        {
            return new Reading<IReadOnlyList<ConnectedAccount>>.Refused(
                ((Reading<LinkedInApi.Page<LinkedInApi.Role>>.Refused)roles).Refusal);
        }

        var secrets = Secrets(access).SetItems(goTo.Kept);
        var pages = new List<ConnectedAccount>();
        foreach (var organization in held.Where(r => PostingRoles.Contains(r.Name)).Select(r => r.Organization).Distinct())
        {
            var profile = await ProfileAsync(access.AccessToken, LinkedInSettings.DefaultApiVersion, organization, ct);
            if (profile is not Reading<RemoteProfile>.Got { Value: var page })
            {
                return new Reading<IReadOnlyList<ConnectedAccount>>.Refused(((Reading<RemoteProfile>.Refused)profile).Refusal);
            }

            pages.Add(new(page, null, ImmutableDictionary<string, string>.Empty, secrets, Ends(access.ExpiresIn))
            {
                // Without a refresh token, which only approved partners get, a person must come back when the access ends.
                RefreshEndsAt = access.RefreshTokenExpiresIn is { } seconds ? Ends(seconds)
                    : access.RefreshToken is null ? Ends(access.ExpiresIn)
                    : null,
                Missing = MissingFrom(access),
            });
        }

        return pages.Count > 0
            ? new Reading<IReadOnlyList<ConnectedAccount>>.Got(pages)
            : Reading<IReadOnlyList<ConnectedAccount>>.No(RefusalKind.Forbidden,
                "This LinkedIn member administers no page. Sign in as one who does.");
    }

    public async Task<Reading<RefreshedAccess>> RefreshAsync(ChannelAccount account, CancellationToken ct)
    {
        if (account.Secret(LinkedInSettings.RefreshTokenSecret) is not { Length: > 0 } refresh
            || account.Secret(LinkedInSettings.ClientIdSecret) is not { Length: > 0 } clientId
            || account.Secret(LinkedInSettings.ClientSecretSecret) is not { Length: > 0 } clientSecret)
        {
            return Reading<RefreshedAccess>.No(RefusalKind.BadToken,
                "LinkedIn gave no right to renew this access (it does so to approved partners only). Connect the account again.");
        }

        return await TokenAsync([("grant_type", "refresh_token"), ("refresh_token", refresh),
            ("client_id", clientId), ("client_secret", clientSecret)], ct) switch
        {
            Reading<LinkedInApi.Access>.Got { Value: var access } => new RefreshedAccess(Secrets(access), Ends(access.ExpiresIn)),
            var refused => new Reading<RefreshedAccess>.Refused(((Reading<LinkedInApi.Access>.Refused)refused).Refusal),
        };
    }

    /// <summary>One sign-in connects every page its member administers, and what ends it for one page may end it for all.</summary>
    public string? SharedGrant(ChannelAccount account) => account.Secret(LinkedInSettings.ClientIdSecret);

    /// <summary>Members end an app's access under "Permitted services", whatever this call came to.</summary>
    public string? LeftToDo =>
        "The member who signed in can see on LinkedIn, under Settings, Data privacy, Permitted services, whether the app still has access.";

    // Not in LinkedIn's published documentation (learn.microsoft.com, LinkedIn, "Authentication": none as of 2026-11), which leaves ending
    // access to the member. Clients use this address in the form of RFC 7009; where LinkedIn says no, that is said.
    public async Task<Reading<bool>> RevokeAsync(ChannelAccount account, CancellationToken ct)
    {
        if (account.Secret(LinkedInSettings.AccessTokenSecret) is not { Length: > 0 } token
            || account.Secret(LinkedInSettings.ClientIdSecret) is not { Length: > 0 } clientId
            || account.Secret(LinkedInSettings.ClientSecretSecret) is not { Length: > 0 } clientSecret)
        {
            return Reading<bool>.No(RefusalKind.BadToken, "This account has no access to give back.");
        }

        using var request = _api.Revoke(("token", token), ("client_id", clientId), ("client_secret", clientSecret));
        return await Sending.ReadAsync<bool>(http, request, (response, body) =>
            response.IsSuccessStatusCode ? true : new Reading<bool>.Refused(LinkedInErrors.Read(response, body, clock.GetUtcNow())), ct);
    }

    private async Task<Reading<LinkedInApi.Access>> TokenAsync(IEnumerable<(string, string)> form, CancellationToken ct)
    {
        using var request = _api.Token(form);
        return await Sending.ReadAsync<LinkedInApi.Access>(http, request, (response, body) =>
            response.IsSuccessStatusCode ? LinkedInApi.Read<LinkedInApi.Access>(body)
                : new Reading<LinkedInApi.Access>.Refused(LinkedInErrors.ForToken(response, body, clock.GetUtcNow())), ct);
    }

    // A renewal may come without a new refresh token; the one we have then stays.
    private static ImmutableDictionary<string, string> Secrets(LinkedInApi.Access access)
    {
        var secrets = ImmutableDictionary<string, string>.Empty.Add(LinkedInSettings.AccessTokenSecret, access.AccessToken);
        return access.RefreshToken is null ? secrets : secrets.Add(LinkedInSettings.RefreshTokenSecret, access.RefreshToken);
    }

    private static string[] MissingFrom(LinkedInApi.Access access)
    {
        var given = access.Scope?.Split(' ', ',');
        return given is null ? [] : [.. Permissions.Select(p => p.Scope).Where(s => !given.Contains(s))];
    }

    private DateTimeOffset Ends(int seconds) => clock.GetUtcNow().AddSeconds(seconds);
}
