using Engagement.Channels;
using Engagement.Data;

namespace Engagement.Features.Conversations.Listening;

/// <summary>
/// The ids a network gives. What it sends is a stranger's: one that does not fit its column is set aside by itself, so that it fails no
/// other.
/// </summary>
internal static class ItemIds
{
    /// <summary>The step an item is set aside at, before the chain.</summary>
    public const string Step = "Take it in";

    /// <returns>Why nothing can be made of it, for a person; null: it can be taken in.</returns>
    public static string? Problem(InboundItem item) =>
        item.RemoteId.Length > Fit.Id ? $"Its id has {item.RemoteId.Length:N0} characters; at most {Fit.Id} can be kept."
        : item.Author.RemoteId.Length > Fit.Id
            ? $"Its author's id has {item.Author.RemoteId.Length:N0} characters; at most {Fit.Id} can be kept."
        : Fit.EndsInSpace(item.RemoteId) || Fit.EndsInSpace(item.Author.RemoteId)
            ? "An id of it ends in a space, and cannot be told from the one without."
        : null;

    /// <summary>An id to look for, or null: we never kept one that is longer, or ends in a space.</summary>
    public static string? Fitting(string? id) => id is { Length: <= Fit.Id } && !Fit.EndsInSpace(id) ? id : null;
}
