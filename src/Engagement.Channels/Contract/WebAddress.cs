namespace Engagement.Channels;

/// <summary>Addresses that a network shows and a person may click.</summary>
internal static class WebAddress
{
    /// <summary>
    /// The address, if it is one of a page or picture; null for <c>javascript:</c> and whatever else a stranger's server may say.
    /// </summary>
    public static Uri? Of(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme is "https" or "http") ? uri : null;
}
