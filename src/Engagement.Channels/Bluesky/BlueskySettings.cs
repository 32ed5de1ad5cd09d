namespace Engagement.Channels.Bluesky;

/// <summary>What an account on Bluesky keeps, by name.</summary>
internal static class BlueskySettings
{
    /// <summary>
    /// Secret: an app password (Bluesky: Settings, Privacy and security, App passwords). It makes a new session when the
    /// old one cannot be renewed any more. Never the account's own password: an app password can be taken back alone.
    /// </summary>
    public const string AppPassword = "appPassword";

    /// <summary>Secret: the session's access token; lasts some two hours.</summary>
    public const string AccessJwt = "accessJwt";

    /// <summary>Secret: the session's refresh token; lasts some two months and works once.</summary>
    public const string RefreshJwt = "refreshJwt";

    /// <summary>Setting: the Jetstream to listen to instead of the public one.</summary>
    public const string Jetstream = "jetstream";

    /// <summary>Bluesky's own (github.com/bluesky-social/jetstream, "Public Instances").</summary>
    public static readonly Uri PublicJetstream = new("wss://jetstream2.us-east.bsky.network/");

    /// <summary>Where most people's accounts are; anybody may run another.</summary>
    public static readonly Uri DefaultServer = new("https://bsky.social");
}
