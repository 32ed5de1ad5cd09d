namespace Engagement.Channels;

/// <summary>
/// The name of a direct message among a network's public ones: <c>dm:conversation/message</c>; of a whole conversation without the message.
/// </summary>
public sealed record DirectId(string Conversation, string? Message = null)
{
    private const string Prefix = "dm:";

    /// <summary>Null when it names something public.</summary>
    public static DirectId? Parse(string? id)
    {
        if (id is null || !id.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var slash = id.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new(id[Prefix.Length..]) : new(id[Prefix.Length..slash], id[(slash + 1)..]);
    }

    public override string ToString() => Message is null ? Prefix + Conversation : $"{Prefix}{Conversation}/{Message}";
}
