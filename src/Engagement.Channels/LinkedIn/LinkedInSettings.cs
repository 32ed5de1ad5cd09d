using System.Globalization;

namespace Engagement.Channels.LinkedIn;

/// <summary>What an organisation's page on LinkedIn needs.</summary>
internal sealed record LinkedInSettings(string AccessToken, string Organization, string ApiVersion)
{
    /// <summary>The secret with the access token; good for 60 days.</summary>
    public const string AccessTokenSecret = "accessToken";

    /// <summary>The secret with the refresh token, which LinkedIn gives to approved partners only.</summary>
    public const string RefreshTokenSecret = "refreshToken";

    public const string ClientIdSecret = "clientId";

    public const string ClientSecretSecret = "clientSecret";

    /// <summary>The setting with the version of the API, e.g. <c>202607</c>.</summary>
    public const string ApiVersionSetting = "apiVersion";

    /// <summary>The setting with the account's character limit, should LinkedIn change it.</summary>
    public const string CharacterLimitSetting = "characterLimit";

    /// <summary>The version asked for when the account says nothing else.</summary>
    public const string DefaultApiVersion = "202607";

    /// <summary>The same as a number.</summary>
    public const int DefaultApiVersionNumber = 202607;

    // Long enough to read LinkedIn's notes on the next version and to try it.
    private const int WarnDaysBefore = 60;

    /// <summary>The account's settings, or what is wrong with them in words.</summary>
    public static (LinkedInSettings? Settings, Refusal? Problem) From(ChannelAccount account)
    {
        if (!account.RemoteId.StartsWith("urn:li:organization:", StringComparison.Ordinal))
        {
            return (null, new(RefusalKind.Invalid, "This account is no organisation's page on LinkedIn. Connect it again."));
        }

        var version = account.Setting(ApiVersionSetting) ?? DefaultApiVersion;
        if (VersionEnds(version) is null)
        {
            return (null, new(RefusalKind.Invalid, "API version: give a year and a month, like 202607."));
        }

        return account.Secret(AccessTokenSecret) is { Length: > 0 } token
            ? (new(token, account.RemoteId, version), null)
            : (null, new(RefusalKind.BadToken, "This account has no access to LinkedIn. Connect it again."));
    }

    /// <summary>
    /// When LinkedIn stops serving a version: versions are supported for at least a year (learn.microsoft.com, LinkedIn,
    /// "API Versioning"). Null when it is none.
    /// </summary>
    public static DateOnly? VersionEnds(string version) =>
        DateOnly.TryParseExact(version + "01", "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
            ? from.AddYears(1) : null;

    /// <summary>What to say of a version on a day; null when it is well.</summary>
    public static string? WarnOfVersion(int version, DateOnly today) => VersionEnds(version.ToString(CultureInfo.InvariantCulture)) switch
    {
        null => "That is no year and month.",
        { } ends when ends <= today => $"LinkedIn may have stopped serving this version on {ends:d MMMM yyyy}. Set a newer one.",
        { } ends when ends.AddDays(-WarnDaysBefore) <= today =>
            $"LinkedIn may stop serving this version on {ends:d MMMM yyyy}. Set a newer one before then.",
        _ => null,
    };

    /// <summary>The limit by the account's setting.</summary>
    public static int Limit(ChannelAccount? account) =>
        int.TryParse(account?.Setting(CharacterLimitSetting), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0
            ? limit : LinkedInText.Limit;
}
