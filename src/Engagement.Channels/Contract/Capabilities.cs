using System.Collections.Immutable;

namespace Engagement.Channels;

/// <summary>
/// What every adapter is. Adapters are stateless and shared: they never sleep, retry, log a token or touch a row;
/// they make the one call they are asked for and say how it ended.
/// </summary>
public interface IChannel
{
    /// <summary>What is true of this network for every account. Declared once, read by pages, validators and the publisher alike.</summary>
    ChannelFacts Facts { get; }

    /// <summary>
    /// The length of a text by this network's own rule. The one measure: the counter on the page, the API's
    /// <c>text/measure</c>, the validator and the adapter all call it.
    /// </summary>
    TextMeasure Measure(string text, ChannelAccount? account = null);
}

/// <summary>Can post.</summary>
public interface IPublish : IChannel
{
    Task<SendOutcome> PublishAsync(ChannelAccount account, OutgoingPost post, CancellationToken ct);
}

/// <summary>Shows words only after a warning, where they have one, and counts the warning with them.</summary>
public interface IWarnOfContent : IChannel
{
    /// <inheritdoc cref="IChannel.Measure"/>
    TextMeasure Measure(string text, string? contentWarning, ChannelAccount? account);
}

/// <summary>Measuring words with what goes out before them.</summary>
public static class ContentWarnings
{
    /// <summary>The length of a text with its warning, where the network has such a thing; elsewhere of the text alone.</summary>
    public static TextMeasure MeasureAll(this IChannel channel, string text, string? contentWarning, ChannelAccount? account = null) =>
        !string.IsNullOrWhiteSpace(contentWarning) && channel is IWarnOfContent warns
            ? warns.Measure(text, contentWarning, account)
            : channel.Measure(text, account);
}

/// <summary>Measuring words by what they are sent as.</summary>
public static class Places
{
    /// <summary>
    /// The length of a part of a thread, or of an answer, by the rule of what it is sent as: on some networks all but the first part are
    /// comments, which may be shorter.
    /// </summary>
    /// <param name="channel">The network.</param>
    /// <param name="text">The words.</param>
    /// <param name="part">Its place in the thread, from 1; what answers somebody else has none.</param>
    /// <param name="contentWarning">What goes out before them.</param>
    /// <param name="account">Whose limits.</param>
    public static TextMeasure MeasurePart(
        this IChannel channel, string text, int? part, string? contentWarning, ChannelAccount? account = null)
    {
        var measure = channel.MeasureAll(text, contentWarning, account);
        return part != 1 && channel.Facts.ReplyLimit < measure.Limit ? measure with { Limit = channel.Facts.ReplyLimit.Value } : measure;
    }
}

/// <summary>Lives on servers that announce one count and may apply another, and learns from what they refuse.</summary>
public interface ILearnMeasure : IChannel
{
    /// <summary>What the end of a send tells of how the server counts.</summary>
    /// <param name="account">The account as it was when the words were sent.</param>
    /// <param name="post">The words.</param>
    /// <param name="outcome">How the send ended.</param>
    /// <returns>The account's settings with what was learnt, or forgotten, in them; null when there is nothing new.</returns>
    ImmutableDictionary<string, string>? Learn(ChannelAccount account, OutgoingPost post, SendOutcome outcome);

    /// <summary>What was learnt, in a sentence for a person; null when nothing was.</summary>
    string? Learned(ChannelAccount account);
}

/// <summary>Bills for what is sent.</summary>
public interface IPriceSends : IChannel
{
    /// <summary>What its price list calls these words, by its own rule of what a link is.</summary>
    /// <param name="text">The words.</param>
    /// <param name="isReply">Do they answer somebody who wrote to us?</param>
    SendSort SortOf(string text, bool isReply);
}

/// <summary>Can answer a message in its thread.</summary>
public interface IReply : IChannel
{
    /// <param name="account">Who answers.</param>
    /// <param name="inReplyTo">The network's id of the message answered.</param>
    /// <param name="reply">The words.</param>
    /// <param name="ct">Cancels the call; the outcome is then Unknown, not an exception, if the body had left.</param>
    Task<SendOutcome> ReplyAsync(ChannelAccount account, string inReplyTo, OutgoingPost reply, CancellationToken ct);
}

/// <summary>Can take back what we said.</summary>
public interface IDelete : IChannel
{
    Task<SendOutcome> DeleteAsync(ChannelAccount account, string remoteId, CancellationToken ct);
}

/// <summary>Can tell whether a send of ours arrived.</summary>
public interface IFindOwnPosts : IChannel
{
    /// <summary>
    /// Looks for a send whose answer was lost. <see cref="FindResult.Absent"/> only where the network's answer makes
    /// it certain; where it does not (its timeline lags, the page ends too early) <see cref="FindResult.NotSure"/>.
    /// </summary>
    /// <param name="account">Whose send it was.</param>
    /// <param name="post">The words; see <see cref="OutgoingPost.IsOfUnknownTime"/>.</param>
    /// <param name="inReplyTo">What it answered; null for nothing.</param>
    /// <param name="sentAt">When it was sent, or the earliest moment it can have been.</param>
    /// <param name="ct">Cancels.</param>
    Task<Reading<FindResult>> FindOwnPostAsync(
        ChannelAccount account, OutgoingPost post, string? inReplyTo, DateTimeOffset sentAt, CancellationToken ct);
}

/// <summary>What looking for a lost send found.</summary>
public abstract record FindResult
{
    private FindResult() { }

    /// <summary>It is out, here.</summary>
    public sealed record Found(string RemoteId, Uri? Url) : FindResult
    {
        /// <summary>Since when, by the network's clock, where it was found without our knowing.</summary>
        public DateTimeOffset? Since { get; init; }
    }

    /// <summary>It is certainly not out.</summary>
    public sealed record Absent(string How) : FindResult;

    /// <summary>Not seen, but that proves nothing yet.</summary>
    public sealed record NotSure(string Why) : FindResult;
}

/// <summary>Can read what people say to us.</summary>
public interface IReadMentions : IChannel
{
    /// <param name="account">Whose mentions and replies.</param>
    /// <param name="cursor">Where an earlier read ended; null reads the newest page.</param>
    /// <param name="ct">Cancels the read.</param>
    Task<Reading<InboundPage>> ReadMentionsAsync(ChannelAccount account, string? cursor, CancellationToken ct);
}

/// <summary>Can begin reading in the past, so that a person may choose how far back an account is heard.</summary>
public interface IReadOlder : IReadMentions
{
    /// <summary>
    /// A place from which reading mentions tells all that was said since a moment. What is older may be told too: the host leaves it out by
    /// its time.
    /// </summary>
    string MentionsSince(DateTimeOffset moment);

    /// <summary>Likewise for <see cref="IReadDirectMessages"/>; null where they come with the mentions, or not at all.</summary>
    string? DirectSince(DateTimeOffset moment);

    /// <summary>How far back the network tells, in words; null where it says nothing of it.</summary>
    string? ReachesBack => null;
}

/// <summary>
/// Can read what is written to us alone, where that does not come with the mentions. Ids are those of <see cref="DirectId"/>, so that an
/// answer goes back into the same conversation.
/// </summary>
public interface IReadDirectMessages : IChannel
{
    /// <param name="account">To whom it was written.</param>
    /// <param name="cursor">Where an earlier read ended; null begins with what has not been read there yet.</param>
    /// <param name="ct">Cancels the read.</param>
    /// <returns>Forbidden where our access does not cover direct messages: everything else works without them.</returns>
    Task<Reading<InboundPage>> ReadDirectMessagesAsync(ChannelAccount account, string? cursor, CancellationToken ct);
}

/// <summary>Can show messages again by their ids, so that it is seen what became of them.</summary>
public interface IReadAgain : IChannel
{
    /// <summary>For how many one may ask in one go.</summary>
    int MostAtOnce { get; }

    /// <returns>Those that are still there, as they are now. What is missing was taken back, or is hidden from us.</returns>
    Task<Reading<IReadOnlyList<InboundItem>>> ReadAgainAsync(ChannelAccount account, IReadOnlyList<string> remoteIds, CancellationToken ct);
}

/// <summary>Can read a thread, from its root.</summary>
public interface IReadThreads : IChannel
{
    Task<Reading<IReadOnlyList<InboundItem>>> ReadThreadAsync(ChannelAccount account, string remoteId, CancellationToken ct);
}

/// <summary>Can say who we are there, and so whether the connection works.</summary>
public interface IReadProfile : IChannel
{
    /// <summary>Our own profile; the connection test.</summary>
    Task<Reading<RemoteProfile>> ReadOwnProfileAsync(ChannelAccount account, CancellationToken ct);
}

/// <summary>Can list followers.</summary>
public interface IReadFollowers : IChannel
{
    Task<Reading<FollowersPage>> ReadFollowersAsync(ChannelAccount account, string? cursor, CancellationToken ct);
}

/// <summary>A page of followers.</summary>
public sealed record FollowersPage(IReadOnlyList<RemoteProfile> Followers, string? Cursor, bool HasMore);

/// <summary>Can say how a post does.</summary>
public interface IReadMetrics : IChannel
{
    Task<Reading<PostMetrics>> ReadMetricsAsync(ChannelAccount account, string remoteId, CancellationToken ct);
}

/// <summary>Counts as the network gives them; null where it does not.</summary>
public sealed record PostMetrics(int? Likes, int? Reposts, int? Replies, int? Quotes, long? Views);

/// <summary>Can renew its access.</summary>
public interface IRefreshTokens : IChannel
{
    /// <summary>New secrets, to be stored before they are used: on several networks a refresh token works once.</summary>
    Task<Reading<RefreshedAccess>> RefreshAsync(ChannelAccount account, CancellationToken ct);
}

/// <summary>Renewed access.</summary>
/// <param name="Secrets">Replaces the secrets of the same names; others stay.</param>
/// <param name="ExpiresAt">When the access ends; null when the network does not say.</param>
public sealed record RefreshedAccess(IReadOnlyDictionary<string, string> Secrets, DateTimeOffset? ExpiresAt);

/// <summary>Can give its access back.</summary>
public interface IRevoke : IChannel
{
    Task<Reading<bool>> RevokeAsync(ChannelAccount account, CancellationToken ct);

    /// <summary>What several accounts' access may hang on: giving one's back may end the others'. Null where each has its own.</summary>
    string? SharedGrant(ChannelAccount account) => null;

    /// <summary>What only a person can end, on the network, in a sentence; null where nothing is left.</summary>
    string? LeftToDo => null;
}
