using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Web.Security;
using Engagement.Web.Text;

namespace Engagement.Features.Integrations.Notifications;

/// <summary>
/// A notice while somebody has to look at a delivery, resolved when they need not any more. A move that nobody has to know of costs
/// nothing.
/// </summary>
internal sealed class OnDeliveryMoved(RaiseNotice raise, ResolveNotice resolve) : IHandle<DeliveryMoved>
{
    private static readonly Sql PostOf = Sql.Portable("select PostId from Deliveries where Id = @Id");

    public async Task HandleAsync(Tx tx, DeliveryMoved what, CancellationToken ct)
    {
        var (deliveryId, move) = what;
        var key = DeliveryMoved.Key(deliveryId);
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
        if (isBack || NeedsSomebody(move))
        {
            var moved = await MovedDelivery.ReadAsync(tx, deliveryId, ct);
            await raise.RunAsync(tx, isBack ? CameBack(moved, move) : NoticeOf(moved, move, key), ct);
        }
    }

    private static string CameBackKey(Guid postId) => $"returned:{postId:N}";

    private static bool NeedsSomebody(DeliveryState state) =>
        state is DeliveryState.Failed or DeliveryState.Uncertain or DeliveryState.Held or DeliveryState.Missed;

    // Asked about before it is sent, it is nobody's business before the network's answer leaves it open.
    private static bool NeedsSomebody(Move move) =>
        NeedsSomebody(move.To) && move is not { To: DeliveryState.Uncertain, ErrorKind: AskFirst.Kind, Next: not null };

    // The words themselves stay where roles guard them; the title of a post is no secret among those who write posts.
    private static Notice NoticeOf(MovedDelivery moved, Move move, string key)
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
    private static Notice CameBack(MovedDelivery moved, Move move) => new(
        NoticeKinds.PostReturned, $"“{moved.Title}” came back",
        $"{move.Actor}: {move.Error} Change it and hand it in again, or cancel it.", $"/posts/{moved.PostId}",
        CameBackKey(moved.PostId!.Value), moved.EditedById ?? moved.CreatedById);

    private static string Small(string what) => what.StartsWith("The ", StringComparison.Ordinal) ? "the " + what[4..] : what;
}
