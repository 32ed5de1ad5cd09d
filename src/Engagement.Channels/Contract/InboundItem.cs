using Engagement.Channels.Text;

namespace Engagement.Channels;

/// <summary>One thing said on a network that concerns us, as the network told it.</summary>
/// <param name="RemoteId">The network's id of it; with the account it is unique for us.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Author">Who said it.</param>
/// <param name="Text">Plain words; markup removed by the adapter. At most <see cref="MostText"/> characters.</param>
/// <param name="CreatedAt">When, by the network's clock.</param>
/// <param name="RawJson">What the network sent, kept as it came.</param>
public sealed record InboundItem(
    string RemoteId,
    InboundKind Kind,
    RemoteProfile Author,
    string Text,
    DateTimeOffset CreatedAt,
    string RawJson)
{
    /// <summary>
    /// Four times what the longest of the networks allows (X, 25,000). Servers of others allow what they like, and what is read together is
    /// bounded by this; what is longer is cut, says so, and stands whole at the network.
    /// </summary>
    public const int MostText = 100_000;

    private const string More = "… (The rest is on the network.)";

    /// <summary>Plain words; markup removed by the adapter.</summary>
    public string Text { get; init => field = Cut(value); } = Cut(Text);

    /// <summary>What came beside the words; each has its line in <see cref="Text"/> already.</summary>
    public IReadOnlyList<InboundAttachment> Attachments { get; init; } = [];

    /// <summary>What it answers, if anything.</summary>
    public string? InReplyToId { get; init; }

    /// <summary>The first message of its thread, where the network tells.</summary>
    public string? ThreadRootId { get; init; }

    /// <summary>Where a person can see it.</summary>
    public Uri? Url { get; init; }

    /// <summary>BCP 47 tag, where the network tells.</summary>
    public string? Language { get; init; }

    /// <summary>True when the network says that it was removed.</summary>
    public bool Deleted { get; init; }

    /// <summary>When it was last changed by its author, where the network tells.</summary>
    public DateTimeOffset? EditedAt { get; init; }

    // There is none where what was kept has been erased.
    private static string Cut(string text) => text is { Length: > MostText } ? Graphemes.Start(text, MostText - More.Length) + More : text;
}

/// <summary>What an inbound item is to us.</summary>
public enum InboundKind
{
    /// <summary>An answer in a thread of ours.</summary>
    Reply,

    /// <summary>Our name in somebody's words.</summary>
    Mention,

    /// <summary>Our words repeated with somebody's own beside them.</summary>
    Quote,

    /// <summary>Written to us alone.</summary>
    DirectMessage,
}

/// <summary>A person or organisation as a network shows them.</summary>
/// <param name="RemoteId">The network's lasting id (handles change, ids do not).</param>
public sealed record RemoteProfile(string RemoteId, string Handle, string DisplayName)
{
    public Uri? AvatarUrl { get; init; }

    public Uri? ProfileUrl { get; init; }

    public int? Followers { get; init; }

    public int? Following { get; init; }

    public int? Posts { get; init; }

    /// <summary>True where the network itself says that an account is automated.</summary>
    public bool? IsBot { get; init; }

    public DateTimeOffset? JoinedAt { get; init; }

    public string? About { get; init; }
}

/// <summary>A page of things read since a cursor.</summary>
/// <param name="Items">Oldest or newest first as the network gives them; may overlap what was read before.</param>
/// <param name="Cursor">Where to go on next time; null keeps the one we have.</param>
/// <param name="HasMore">True when more can be read at once with <paramref name="Cursor"/>.</param>
public sealed record InboundPage(IReadOnlyList<InboundItem> Items, string? Cursor, bool HasMore);
