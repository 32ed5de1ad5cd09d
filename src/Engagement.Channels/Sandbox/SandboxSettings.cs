namespace Engagement.Channels.Sandbox;

/// <summary>What an account on the Sandbox network needs: the server's address and a token.</summary>
internal sealed record SandboxSettings(Uri Server, string Token)
{
    /// <summary>The secret that holds the access token.</summary>
    public const string TokenSecret = "token";

    /// <summary>The secret that holds the refresh token; good for one use.</summary>
    public const string RefreshTokenSecret = "refreshToken";

    /// <summary>The account's settings, or what is wrong with them in words.</summary>
    public static (SandboxSettings? Settings, Refusal? Problem) From(ChannelAccount account)
    {
        if (account.Server is not { IsAbsoluteUri: true, Scheme: "http" or "https" } server)
        {
            return (null, new(RefusalKind.Invalid, "Server: give the address of the Sandbox network, e.g. http://localhost:5080."));
        }

        return account.Secret(TokenSecret) is { Length: > 0 } token
            ? (new(server, token), null)
            : (null, new(RefusalKind.BadToken, "Token: this account has no access token. Connect it again."));
    }
}
