using Engagement.Channels;

namespace Engagement.Tests.Accounts.Limits;

/// <summary>The Sandbox network as it would be if it set limits and billed: the same calls, other facts.</summary>
internal sealed class MeteredSandbox(IChannel sandbox, Func<ChannelFacts, ChannelFacts> change)
    : IPublish, IReply, IFindOwnPosts, IReadOlder, IReadMetrics, IConnect, IPriceSends
{
    private Reading<ConnectStep>? _connected;

    public ChannelFacts Facts { get; } = change(sandbox.Facts);

    public ConnectGuide Guide => ((IConnect)sandbox).Guide;

    public static ChannelCatalog Catalog(Func<ChannelFacts, ChannelFacts> change, TimeProvider clock) =>
        new([new MeteredSandbox(ChannelCatalog.Shipped(_ => new HttpClient(), clock)["sandbox"], change)]);

    public TextMeasure Measure(string text, ChannelAccount? account = null) => sandbox.Measure(text, account);

    public SendSort SortOf(string text, bool isReply) => text.Contains("https://", StringComparison.Ordinal) ? SendSort.PostWithLink
        : isReply ? SendSort.Reply
        : SendSort.Post;

    public Task<SendOutcome> PublishAsync(ChannelAccount account, OutgoingPost post, CancellationToken ct) =>
        ((IPublish)sandbox).PublishAsync(account, post, ct);

    public Task<SendOutcome> ReplyAsync(ChannelAccount account, string inReplyTo, OutgoingPost reply, CancellationToken ct) =>
        ((IReply)sandbox).ReplyAsync(account, inReplyTo, reply, ct);

    public Task<Reading<FindResult>> FindOwnPostAsync(
        ChannelAccount account, OutgoingPost post, string? inReplyTo, DateTimeOffset sentAt, CancellationToken ct) =>
        ((IFindOwnPosts)sandbox).FindOwnPostAsync(account, post, inReplyTo, sentAt, ct);

    public Task<Reading<InboundPage>> ReadMentionsAsync(ChannelAccount account, string? cursor, CancellationToken ct) =>
        ((IReadMentions)sandbox).ReadMentionsAsync(account, cursor, ct);

    public string MentionsSince(DateTimeOffset moment) => ((IReadOlder)sandbox).MentionsSince(moment);

    public string? DirectSince(DateTimeOffset moment) => ((IReadOlder)sandbox).DirectSince(moment);

    public Task<Reading<PostMetrics>> ReadMetricsAsync(ChannelAccount account, string remoteId, CancellationToken ct) =>
        ((IReadMetrics)sandbox).ReadMetricsAsync(account, remoteId, ct);

    // A handle can be taken once there; here connecting anew gives the same account, as elsewhere.
    public async Task<Reading<ConnectStep>> BeginAsync(ConnectRequest request, CancellationToken ct) =>
        await ((IConnect)sandbox).BeginAsync(request, ct) is Reading<ConnectStep>.Got got ? _connected = got : _connected!;

    public Task<Reading<IReadOnlyList<ConnectedAccount>>> CompleteAsync(ConnectStep.GoTo begun, string code, CancellationToken ct) =>
        ((IConnect)sandbox).CompleteAsync(begun, code, ct);
}
