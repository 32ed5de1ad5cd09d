using System.Collections.Immutable;

namespace Engagement.Channels;

/// <summary>
/// The words of one delivery as they go out. Everything in it was stored before the call, so that a repeat is byte for byte the same.
/// </summary>
/// <param name="Key">
/// Our name for this send, the same on every try. Networks that take an idempotency key get it (Mastodon);
/// those that let us name the record get one made from it (Bluesky).
/// </param>
/// <param name="Text">The words, with the link in them.</param>
/// <param name="CreatedAt">The time that goes into the record where a network stores one; kept from the first try on.</param>
public sealed record OutgoingPost(string Key, string Text, DateTimeOffset CreatedAt)
{
    /// <summary>The article's link; it also stands in <see cref="Text"/>.</summary>
    public Uri? Link { get; init; }

    /// <summary>What the link's card shows, for networks where we supply it.</summary>
    public LinkCard? Card { get; init; }

    /// <summary>Up to four images.</summary>
    public IReadOnlyList<OutgoingImage> Images { get; init; } = [];

    /// <summary>BCP 47 tag of the words, e.g. <c>en</c>.</summary>
    public string? Language { get; init; }

    /// <summary>A content warning, for networks that have one.</summary>
    public string? ContentWarning { get; init; }

    /// <summary>
    /// Looked for without a memory of the send: our database is older than it may be (a copy that was put back), so neither the time in the
    /// record nor the id it got is known. It is found by its words, from a moment on.
    /// </summary>
    public bool IsOfUnknownTime { get; init; }

    /// <summary>Ids at the network that are other sends of ours: whoever looks for this one has not found it in them.</summary>
    public IReadOnlySet<string> NotThese { get; init; } = ImmutableHashSet<string>.Empty;
}

/// <summary>A link's card.</summary>
public sealed record LinkCard(Uri Url, string Title, string Description, OutgoingImage? Image);

/// <summary>An image with its words for people who do not see it.</summary>
/// <param name="MediaType">e.g. <c>image/png</c>.</param>
public sealed record OutgoingImage(ReadOnlyMemory<byte> Bytes, string MediaType, string AltText, int? Width = null, int? Height = null);
