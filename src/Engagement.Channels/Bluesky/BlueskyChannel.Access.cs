using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Engagement.Channels.Bluesky;

internal sealed partial class BlueskyChannel : IConnect, IRefreshTokens, IRevoke
{
    private const string HandleField = "handle";
    private const string ServerField = "server";

    public ConnectGuide Guide { get; } = new(
        [
            "On Bluesky, signed in as the account that is to post, open Settings, then Privacy and security, then App passwords.",
            "Add an app password and call it Engagement. Allow it access to direct messages if they shall become tickets too.",
            "Copy it here. Bluesky shows it only once; it can be deleted there at any time without changing the account's own password.",
        ],
        [
            new ConnectField(HandleField, "Handle", "The account's name, without the @.") { Example = "desk.bsky.social" },
            new ConnectField(BlueskySettings.AppPassword, "App password", "Not the account's own password.")
                { IsSecret = true, Example = "abcd-efgh-ijkl-mnop" },
            new ConnectField(ServerField, "Server", "Only if the account is not on Bluesky's own servers.")
                { IsOptional = true, Example = "https://bsky.social" },
        ],
        [])
    {
        StartsAt = new Uri("https://bsky.app/settings/app-passwords"),
    };

    /// <summary>Signs in at once; there is no round trip through a browser. OAuth (with DPoP) is not used.</summary>
    public async Task<Reading<ConnectStep>> BeginAsync(ConnectRequest request, CancellationToken ct)
    {
        if (request.Field(HandleField)?.TrimStart('@') is not { Length: > 0 } handle)
        {
            return Reading<ConnectStep>.No(RefusalKind.Invalid, "Handle: type the account's name, e.g. desk.bsky.social.");
        }

        if (request.Field(BlueskySettings.AppPassword) is not { } password || !AppPasswordForm().IsMatch(password))
        {
            return Reading<ConnectStep>.No(RefusalKind.Invalid,
                "App password: it has the form abcd-efgh-ijkl-mnop. The account's own password is not wanted here.");
        }

        var server = BlueskySettings.DefaultServer;
        if (request.Field(ServerField) is { } typed)
        {
            if (Safe(typed) is not { } own)
            {
                return Reading<ConnectStep>.No(RefusalKind.Invalid, "Server: type its address, starting with https://.");
            }

            server = own;
        }

        return await CreateSessionAsync(server, handle, password, ct) switch
        {
            Reading<SessionAnswer>.Got { Value: { Active: true } session } =>
                new ConnectStep.Done([await ConnectedAsync(session, server, password, ct)]),
            Reading<SessionAnswer>.Got =>
                Reading<ConnectStep>.No(RefusalKind.Forbidden, "This account is deactivated or taken down on Bluesky."),
            var no => Map(no, _ => (ConnectStep)null!),
        };
    }

    public Task<Reading<IReadOnlyList<ConnectedAccount>>> CompleteAsync(ConnectStep.GoTo goTo, string code, CancellationToken ct) =>
        Task.FromResult(Reading<IReadOnlyList<ConnectedAccount>>.No(RefusalKind.Invalid,
            "Connecting to Bluesky ends where it begins: there is no code to come back with."));

    /// <summary>
    /// Renews the session; where that is not possible any more, makes a new one with the app password. Sessions are kept
    /// and renewed because new ones are few: 30 in five minutes and 300 a day for an account (docs.bsky.app, "Rate limits").
    /// Only when the app password is refused is the access dead.
    /// </summary>
    public async Task<Reading<RefreshedAccess>> RefreshAsync(ChannelAccount account, CancellationToken ct)
    {
        if (account.Secret(BlueskySettings.RefreshJwt) is { Length: > 0 } refresh)
        {
            var renewed = await _api.SessionAsync<SessionAnswer>(account.Server, "com.atproto.server.refreshSession", refresh, null, ct);
            if (renewed is not Reading<SessionAnswer>.Refused { Refusal.Kind: RefusalKind.BadToken })
            {
                return Map(renewed, ToAccess);
            }
        }

        if (account.Secret(BlueskySettings.AppPassword) is not { Length: > 0 } password)
        {
            return Reading<RefreshedAccess>.No(RefusalKind.BadToken,
                "The session with Bluesky has ended and there is no app password to make a new one. Connect the account again.");
        }

        return Map(await CreateSessionAsync(account.Server, account.RemoteId, password, ct), ToAccess);
    }

    public string? LeftToDo =>
        "Its app password works until it is deleted on Bluesky, under Settings, Privacy and security, App passwords.";

    /// <summary>Ends the session. The app password itself can only be deleted by the person, on Bluesky.</summary>
    public async Task<Reading<bool>> RevokeAsync(ChannelAccount account, CancellationToken ct)
    {
        if (account.Secret(BlueskySettings.RefreshJwt) is not { Length: > 0 } refresh)
        {
            return true;
        }

        return await _api.SessionAsync<NoAnswer>(account.Server, "com.atproto.server.deleteSession", refresh, null, ct) switch
        {
            // A session that is over is what was asked for.
            Reading<NoAnswer>.Refused { Refusal.Kind: RefusalKind.BadToken } => true,
            var answer => Map(answer, _ => true),
        };
    }

    private async Task<ConnectedAccount> ConnectedAsync(SessionAnswer session, Uri server, string password, CancellationToken ct)
    {
        var access = ToAccess(session);
        var secrets = access.Secrets.ToImmutableDictionary().Add(BlueskySettings.AppPassword, password);

        // bsky.social is only the door: the identity's document says which server the account is on.
        var home = session.DidDoc is { ValueKind: JsonValueKind.Object } document ? HomeOf(document) ?? server : server;
        var account = new ChannelAccount(Guid.Empty, Facts.Key, session.Handle,
            session.Did, home, ImmutableDictionary<string, string>.Empty, secrets);

        // The sign-in has shown that the access works. Without the profile (a new account, an AppView that is down) name and id are enough.
        var profile = await ReadOwnProfileAsync(account, ct) is Reading<RemoteProfile>.Got { Value: var me }
            ? me
            : new RemoteProfile(session.Did, session.Handle, session.Handle);
        return new ConnectedAccount(profile, home, ImmutableDictionary<string, string>.Empty, secrets, access.ExpiresAt);
    }

    private static Uri? HomeOf(JsonElement document) =>
        document.TryGetProperty("service", out var services) && services.ValueKind == JsonValueKind.Array
            ? services.EnumerateArray()
                .Where(s => BlueskyInbound.Text(s, "id")?.EndsWith("#atproto_pds", StringComparison.Ordinal) == true)
                .Select(s => Safe(BlueskyInbound.Text(s, "serviceEndpoint")))
                .FirstOrDefault()
            : null;

    // A password goes there: over an open line only to this very machine.
    private static Uri? Safe(string? address) =>
        WebAddress.Of(address) is { } uri && (uri.Scheme == "https" || uri.IsLoopback)
            ? new Uri(uri.GetLeftPart(UriPartial.Authority) + "/")
            : null;

    [GeneratedRegex("^[a-z0-9]{4}(-[a-z0-9]{4}){3}$")]
    private static partial Regex AppPasswordForm();

    private Task<Reading<SessionAnswer>> CreateSessionAsync(Uri? server, string identifier, string password, CancellationToken ct) =>
        _api.SessionAsync<SessionAnswer>(server, "com.atproto.server.createSession", null, new { identifier, password }, ct);

    private static RefreshedAccess ToAccess(SessionAnswer session) => new(
        ImmutableDictionary<string, string>.Empty
            .Add(BlueskySettings.AccessJwt, session.AccessJwt)
            .Add(BlueskySettings.RefreshJwt, session.RefreshJwt),
        ExpiryOf(session.AccessJwt));

    // The token is for the server to check; its end is only taken to renew in good time, so an unreadable one is no fault.
    private static DateTimeOffset? ExpiryOf(string jwt)
    {
        try
        {
            return jwt.Split('.') is [_, var payload, _]
                && JsonDocument.Parse(Base64Url.DecodeFromChars(payload)).RootElement
                    .TryGetProperty("exp", out var exp) && exp.TryGetInt64(out var seconds)
                    ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                    : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private sealed record NoAnswer;
}
