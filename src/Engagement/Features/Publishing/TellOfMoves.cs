using Engagement.Data;
using Engagement.Features.Notices;
using Engagement.Features.Publishing.Approval;
using Engagement.Features.Publishing.Interruption;
using Engagement.Features.Webhooks;
using Engagement.Web.Security;
using Engagement.Web.Text;

namespace Engagement.Features.Publishing;

/// <summary>
/// What a delivery's move is to people and to programs elsewhere: a notice while somebody has to look at it, mended when they need not any
/// more, and an event. A move that nobody has to know of costs one statement at most.
/// </summary>
internal sealed class TellOfMoves(RaiseNotice raise, ResolveNotice resolve, EmitEvent emit)
{
    private static readonly Sql Read = Sql.Portable(
        """
        select d.Id, d.Kind, d.PostId, d.TicketId, d.MessageId, d.ArticleId, d.AccountId, d.Network, d.State, d.DueAt, d.RemoteId,
            d.RemoteUrl,
            d.PublishedAt, d.ErrorKind, d.LastError, d.EditedById, p.CreatedById, a.Name as AccountName, p.Title, t.Number, t.AssigneeId
        from Deliveries d
        join Accounts a on a.Id = d.AccountId
        left join Posts p on p.Id = d.PostId
        left join Tickets t on t.Id = d.TicketId
        where d.Id = @Id
        """);

    private static readonly Sql PostOf = Sql.Portable("select PostId from Deliveries where Id = @Id");

    public async Task RunAsync(Tx tx, Guid deliveryId, Move move, CancellationToken ct)
    {
        var key = Key(deliveryId);
        if (NeedsSomebody(move.From) && move.From != move.To)
        {
            await resolve.RunAsync(tx, key, ct);
        }

        if (move.From == DeliveryState.Draft && move.To != DeliveryState.Draft
            && await tx.ScalarAsync<Guid?>(PostOf, new { Id = deliveryId }, ct) is { } post)
        {
            await resolve.RunAsync(tx, CameBackKey(post), ct);
        }

        var isBack = move is { To: DeliveryState.Draft, ErrorKind: ReturnDeliveries.Returned };
        var type = move.To == DeliveryState.Published ? WebhookEvents.DeliveryPublished
            : move.To is DeliveryState.Failed or DeliveryState.Held or DeliveryState.Missed ? WebhookEvents.DeliveryFailed : null;
        var isWanted = type is not null && await emit.IsWantedAsync(tx, type, ct);
        if (!isWanted && !isBack && !NeedsSomebody(move))
        {
            return;
        }

        var moved = (await tx.OneAsync<Moved>(Read, new { Id = deliveryId }, ct))!;
        if (NeedsSomebody(move))
        {
            await raise.RunAsync(tx, NoticeOf(moved, move, key), ct);
        }

        if (isBack)
        {
            await raise.RunAsync(tx, CameBack(moved, move), ct);
        }

        if (isWanted)
        {
            await emit.RunAsync(tx, type!, deliveryId, moved.Shape, ct);
        }
    }

    public static string Key(Guid deliveryId) => $"delivery:{deliveryId}";

    private static string CameBackKey(Guid postId) => $"returned:{postId:N}";

    private static bool NeedsSomebody(DeliveryState state) =>
        state is DeliveryState.Failed or DeliveryState.Uncertain or DeliveryState.Held or DeliveryState.Missed;

    // Asked about before it is sent, it is nobody's business before the network's answer leaves it open.
    private static bool NeedsSomebody(Move move) =>
        NeedsSomebody(move.To) && move is not { To: DeliveryState.Uncertain, ErrorKind: AskFirst.Kind, Next: not null };

    // The words themselves stay where roles guard them; the title of a post is no secret among those who write posts.
    private static Notice NoticeOf(Moved moved, Move move, string key)
    {
        var what = moved.Kind == "reply" ? $"The answer on ticket #{moved.Number}" : Sentence.Of($"“{moved.Title}”");
        var (kind, title, next) = move.To switch
        {
            DeliveryState.Failed => (NoticeKinds.DeliveryFailed, Sentence.Of($"{what} failed on {moved.AccountName}"),
                "It is not tried again by itself. Open it to change it, send it now or cancel it."),
            DeliveryState.Uncertain => (NoticeKinds.DeliveryUncertain,
                Sentence.Of($"It is not known whether {Small(what)} is out on {moved.AccountName}"),
                "The network is asked before anything is sent again. Open it to see what it said, or to settle it yourself."),
            DeliveryState.Held => (NoticeKinds.DeliveryHeld, Sentence.Of($"{what} is held on {moved.AccountName}"),
                "Nothing was sent. Open it to see what it waits for, to send it or to cancel it."),
            _ => (NoticeKinds.DeliveryMissed, Sentence.Of($"{what} missed its time on {moved.AccountName}"),
                "Nothing was sent. Open it to send it now after all, or to give it another time."),
        };
        var cause = (move.Error ?? move.Reason).Replace(" Nothing was sent.", "", StringComparison.Ordinal); // said once
        var notice = new Notice(kind, title, $"{cause} {next}", $"/deliveries/{moved.Id}", key);
        var theirs = moved.Kind == "reply" ? new[] { moved.EditedById, moved.AssigneeId }.OfType<Guid>().Distinct().ToList() : [];
        return moved.Kind != "reply" ? notice : notice with { ToUserIds = theirs, Area = Area.Tickets };
    }

    // To whoever wrote it last; a program's post to everybody who writes posts. One notice, however many accounts it is for.
    private static Notice CameBack(Moved moved, Move move) => new(
        NoticeKinds.PostReturned, $"“{moved.Title}” came back",
        $"{move.Actor}: {move.Error} Change it and hand it in again, or cancel it.", $"/posts/{moved.PostId}",
        CameBackKey(moved.PostId!.Value), moved.EditedById ?? moved.CreatedById);

    private static string Small(string what) => what.StartsWith("The ", StringComparison.Ordinal) ? "the " + what[4..] : what;

    private sealed record Moved
    {
        public Guid Id { get; init; }

        public string Kind { get; init; } = "";

        public Guid? PostId { get; init; }

        public Guid? TicketId { get; init; }

        public Guid? MessageId { get; init; }

        public Guid? ArticleId { get; init; }

        public Guid AccountId { get; init; }

        public string Network { get; init; } = "";

        public string State { get; init; } = "";

        public DateTimeOffset DueAt { get; init; }

        public string? RemoteId { get; init; }

        public string? RemoteUrl { get; init; }

        public DateTimeOffset? PublishedAt { get; init; }

        public string? ErrorKind { get; init; }

        public string? LastError { get; init; }

        public Guid? EditedById { get; init; }

        public Guid? CreatedById { get; init; }

        public string AccountName { get; init; } = "";

        public string? Title { get; init; }

        public long? Number { get; init; }

        public Guid? AssigneeId { get; init; }

        /// <summary>As programs elsewhere are told.</summary>
        public object Shape => new
        {
            id = Id, kind = Kind, state = State, postId = PostId, title = Title,
            ticketId = TicketId, ticketNumber = Number, messageId = MessageId, articleId = ArticleId,
            accountId = AccountId, accountName = AccountName, network = Network,
            dueAt = DueAt, publishedAt = PublishedAt, remoteId = RemoteId, url = RemoteUrl, errorKind = ErrorKind, error = LastError,
        };
    }
}
