using System.Globalization;

namespace Engagement.Channels.X;

/// <summary>What an account on X needs.</summary>
internal sealed record XSettings(string AccessToken)
{
    /// <summary>The secret with the access token; good for two hours.</summary>
    public const string AccessTokenSecret = "accessToken";

    /// <summary>The secret with the refresh token; good for one use.</summary>
    public const string RefreshTokenSecret = "refreshToken";

    /// <summary>The secret with the app's client id.</summary>
    public const string ClientIdSecret = "clientId";

    /// <summary>The secret with the app's client secret; there is none when the app is a public client.</summary>
    public const string ClientSecretSecret = "clientSecret";

    /// <summary>The setting with the account's character limit, for those who pay for a longer one.</summary>
    public const string CharacterLimitSetting = "characterLimit";

    /// <summary>The account's settings, or why there is no access.</summary>
    public static (XSettings? Settings, Refusal? Problem) From(ChannelAccount account) =>
        account.Secret(AccessTokenSecret) is { Length: > 0 } token
            ? (new(token), null)
            : (null, new(RefusalKind.BadToken, "This account has no access to X. Connect it again."));

    /// <summary>The limit by the account's setting, never beyond what X gives to anybody.</summary>
    public static int Limit(ChannelAccount? account) =>
        int.TryParse(account?.Setting(CharacterLimitSetting), NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? Math.Clamp(limit, XText.Limit, XText.LongestLimit)
            : XText.Limit;
}
