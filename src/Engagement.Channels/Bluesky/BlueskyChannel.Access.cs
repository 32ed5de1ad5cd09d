using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text.Json;

namespace Engagement.Channels.Bluesky;

internal sealed partial class BlueskyChannel : IRefreshTokens, IRevoke
{
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
            return Reading<RefreshedAccess>.No(RefusalKind.BadToken, "The session with Bluesky has ended and there is no app password to make a new one. Connect the account again.");
        }

        return Map(await CreateSessionAsync(account.Server, account.RemoteId, password, ct), ToAccess);
    }

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
                && JsonDocument.Parse(Base64Url.DecodeFromChars(payload)).RootElement.TryGetProperty("exp", out var exp) && exp.TryGetInt64(out var seconds)
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
