using System.Collections.Immutable;

namespace Engagement.Channels.Mastodon;

internal sealed partial class MastodonChannel : IConnect, IRevoke
{
    private const string ServerField = "server";

    // Narrow ones for what we do; "profile" alone would be enough for our own name, but older servers do not know it.
    private static readonly ImmutableArray<ConnectPermission> Scopes =
    [
        new("read:accounts", "To know who the account is and who follows it."),
        new("read:statuses", "To see threads, and to look for a post whose answer was lost."),
        new("read:notifications", "To hear replies, mentions and private messages."),
        new("write:statuses", "To post, answer and delete."),
        new("write:media", "To post images."),
    ];

    private static readonly string Scope = string.Join(' ', Scopes.Select(s => s.Scope));

    public ConnectGuide Guide { get; } = new(
        [
            "Type the address of the server that the account is on. There is nothing to set up there: Engagement registers itself.",
            "You are sent to that server. Sign in as the account that is to post, and allow what is asked.",
        ],
        [new ConnectField(ServerField, "Server", "What stands after the last @ of the account's name.") { Example = "mastodon.social" }],
        Scopes);

    public async Task<Reading<ConnectStep>> BeginAsync(ConnectRequest request, CancellationToken ct)
    {
        if (ServerOf(request.Field(ServerField)) is not { } server)
        {
            return Reading<ConnectStep>.No(RefusalKind.Invalid, "Server: type its name, e.g. mastodon.social.");
        }

        var app = await _api.OpenAsync<AppAnswer>(server, HttpMethod.Post, "api/v1/apps",
            new { client_name = "Engagement", redirect_uris = request.RedirectUri.OriginalString, scopes = Scope }, ct);
        return Map(app, a =>
        {
            // Mastodon takes PKCE since 4.3; servers that do not know it leave it aside.
            var (state, verifier) = (Pkce.Random(), Pkce.Random());
            var authorize = Pkce.Url(
                new Uri(server, "/oauth/authorize"),
                ("response_type", "code"), ("client_id", a.ClientId),
                ("redirect_uri", request.RedirectUri.OriginalString), ("scope", Scope), ("state", state),
                ("code_challenge", Pkce.Challenge(verifier)), ("code_challenge_method", "S256"));
            return (ConnectStep)new ConnectStep.GoTo(authorize, state, request.RedirectUri, ImmutableDictionary<string, string>.Empty
                .Add(ServerField, server.AbsoluteUri)
                .Add("verifier", verifier)
                .Add(MastodonSettings.ClientId, a.ClientId)
                .Add(MastodonSettings.ClientSecret, a.ClientSecret));
        });
    }

    public async Task<Reading<IReadOnlyList<ConnectedAccount>>> CompleteAsync(ConnectStep.GoTo goTo, string code, CancellationToken ct)
    {
        var server = new Uri(goTo.Kept[ServerField]);
        var traded = await _api.OpenAsync<TokenAnswer>(server, HttpMethod.Post, "oauth/token", new
        {
            grant_type = "authorization_code",
            code,
            client_id = goTo.Kept[MastodonSettings.ClientId],
            client_secret = goTo.Kept[MastodonSettings.ClientSecret],
            redirect_uri = goTo.RedirectUri.OriginalString,
            scope = Scope,
            code_verifier = goTo.Kept["verifier"],
        }, ct);
        if (traded is not Reading<TokenAnswer>.Got { Value: var token })
        {
            return Map(traded, _ => (IReadOnlyList<ConnectedAccount>)[]);
        }

        var secrets = ImmutableDictionary<string, string>.Empty
            .Add(MastodonSettings.AccessToken, token.AccessToken)
            .Add(MastodonSettings.ClientId, goTo.Kept[MastodonSettings.ClientId])
            .Add(MastodonSettings.ClientSecret, goTo.Kept[MastodonSettings.ClientSecret]);
        var nobodyYet = new ChannelAccount(Guid.Empty, Facts.Key, "", "", server, ImmutableDictionary<string, string>.Empty, secrets);
        var limits = await ReadLimitsAsync(server, ct);
        if (limits is not Reading<MastodonSettings>.Got { Value: var settings })
        {
            return Map(limits, _ => (IReadOnlyList<ConnectedAccount>)[]);
        }

        return Map(await ReadOwnProfileAsync(nobodyYet, ct), me => (IReadOnlyList<ConnectedAccount>)
        [
            new ConnectedAccount(me with { Handle = me.Handle.Contains('@', StringComparison.Ordinal) && me.Handle.LastIndexOf('@') > 0
                ? me.Handle : $"{me.Handle}@{server.Authority}" }, server, settings.ToSettings(), secrets, ExpiresAt: null)
            {
                Missing = Missing(token.Scope),
            },
        ]);
    }

    public async Task<Reading<bool>> RevokeAsync(ChannelAccount account, CancellationToken ct) =>
        account.Server is { } server && account.Secret(MastodonSettings.AccessToken) is { Length: > 0 } token
            ? Map(
                await _api.OpenAsync<System.Text.Json.JsonElement>(server, HttpMethod.Post, "oauth/revoke", new
                {
                    client_id = account.Secret(MastodonSettings.ClientId),
                    client_secret = account.Secret(MastodonSettings.ClientSecret),
                    token,
                }, ct),
                _ => true)
            : true;

    // The newer answer where there is one (Mastodon 4 and later), else the older; their limits look the same.
    private async Task<Reading<MastodonSettings>> ReadLimitsAsync(Uri server, CancellationToken ct)
    {
        var instance = await _api.OpenAsync<InstanceAnswer>(server, HttpMethod.Get, "api/v2/instance", null, ct);
        if (instance is Reading<InstanceAnswer>.Refused { Refusal.Kind: RefusalKind.NotFound })
        {
            instance = await _api.OpenAsync<InstanceAnswer>(server, HttpMethod.Get, "api/v1/instance", null, ct);
        }

        return Map(instance, MastodonSettings.Of);
    }

    // A person types "mastodon.social", "https://mastodon.social/", or the account's whole name.
    private static Uri? ServerOf(string? typed)
    {
        var text = typed?[(typed.LastIndexOf('@') + 1)..] ?? "";
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            text = "https://" + text;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback)) && uri.Host.Length > 0
            ? new Uri(uri.GetLeftPart(UriPartial.Authority) + "/")
            : null;
    }

    // "read" and "write" hold all of their kind.
    private static string[] Missing(string? granted) =>
        granted?.Split(' ') is { Length: > 0 } given
            ? [.. Scopes.Select(s => s.Scope).Where(s => !given.Contains(s) && !given.Contains(s.Split(':')[0]))]
            : [];
}
