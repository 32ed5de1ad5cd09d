using Engagement.Data;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>An answer of ours as it stands at the network.</summary>
internal sealed record FoundAnswer(string RemoteId, string? Url, DateTimeOffset SaidAt);

/// <summary>What is out although nothing here says so: sent by a program whose memory is gone, or written at the network itself.</summary>
internal sealed partial class Ledger
{
    private static readonly Sql MarkReadBack = Sql.Portable("update Deliveries set ReadBackAt = @Now where Id = @Id");

    /// <summary>Makes the delivery of an answer that is out and that nothing here knows of. Its message is the caller's.</summary>
    public async Task<Guid> CreateReadBackAsync(Tx tx, NewDelivery answer, CancellationToken ct)
    {
        var id = await CreateAsync(
            tx, answer with { State = DeliveryState.Scheduled, Reason = "It stands at the network and was not here." }, ct);
        await tx.ExecuteAsync(MarkReadBack, new { Id = id, Now = clock.Now() }, ct);
        return id;
    }

    /// <summary>One that was not known to be out was seen at the network: it is not sent again.</summary>
    /// <returns>False when it was moved meanwhile, or is being sent at this moment.</returns>
    public async Task<bool> IsOutAsync(Tx tx, Guid id, DeliveryState state, int version, FoundAnswer found, CancellationToken ct)
    {
        const string Reason = "It was seen at the network.";
        if (state is DeliveryState.Held or DeliveryState.Missed or DeliveryState.Failed)
        {
            if (!await MoveAsync(tx, id, version, new Move(state, DeliveryState.Scheduled, Reason, System, Next: clock.Now()), ct))
            {
                return false;
            }

            (state, version) = (DeliveryState.Scheduled, version + 1);
        }

        if (state == DeliveryState.Scheduled)
        {
            var doubt = new Move(DeliveryState.Scheduled, DeliveryState.Uncertain, Reason, System, Next: clock.Now())
                { ErrorKind = Interruption.AskFirst.Kind };
            if (!await MoveAsync(tx, id, version, doubt, ct))
            {
                return false;
            }

            (state, version) = (DeliveryState.Uncertain, version + 1);
        }

        return state == DeliveryState.Uncertain && await MoveAsync(tx, id, version, new Move(
            state, DeliveryState.Published, Reason, System, Next: null)
        {
            RemoteId = found.RemoteId,
            RemoteUrl = found.Url,
            PublishedAt = found.SaidAt,
        }, ct);
    }
}
