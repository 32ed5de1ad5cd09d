namespace Engagement.Channels.Tests.Servers;

internal static class Pictures
{
    /// <summary>The smallest PNG there is: one transparent dot.</summary>
    public static readonly byte[] Dot = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    public static OutgoingImage Png(string altText) => new(Dot, "image/png", altText, 1, 1);
}
