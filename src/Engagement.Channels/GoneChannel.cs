namespace Engagement.Channels;

/// <summary>
/// Stands in for a network that this version does not speak: an account of it was made by another version, or its adapter was dropped. It
/// can do nothing, so that whatever only needs a name goes on, and whatever would call the network is told why not.
/// </summary>
/// <param name="network">The key the account keeps.</param>
public sealed class GoneChannel(string network) : IChannel
{
    public ChannelFacts Facts { get; } = new(network, network)
    {
        LengthRule = "an unknown length",
        DefaultLimit = int.MaxValue,
        Repeat = RepeatSafety.Unsafe,
        Mention = static _ => null,
        MentionRule = "Nobody can be named there from here.",
    };

    /// <summary>Why nothing can be sent or read there, for a person.</summary>
    public static string Words(string network) => $"The network “{network}” is not available in this version.";

    /// <summary>By a rule that is not known, so no text is right.</summary>
    public TextMeasure Measure(string text, ChannelAccount? account = null) => new(text.Length, Facts.DefaultLimit, Words(Facts.Key));
}
