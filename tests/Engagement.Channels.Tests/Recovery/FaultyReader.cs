using Engagement.Channels.Tests.Contract;

namespace Engagement.Channels.Tests.Recovery;

/// <summary>The adapter's reading in a process that will not live long: each call goes as the history says.</summary>
/// <param name="world">The network.</param>
/// <param name="faults">What happens around the calls, the first first; those after them go well.</param>
/// <param name="say">A client says something.</param>
/// <param name="life">The process: cancelled when it dies.</param>
internal sealed class FaultyReader(ChannelWorld world, IEnumerable<ReadFault> faults, Func<Task> say, CancellationTokenSource life)
    : IReadMentions
{
    private readonly Queue<ReadFault> _faults = new(faults);

    public ChannelFacts Facts => world.Channel.Facts;

    public TextMeasure Measure(string text, ChannelAccount? account = null) => world.Channel.Measure(text, account);

    public async Task<Reading<InboundPage>> ReadMentionsAsync(ChannelAccount account, string? cursor, CancellationToken ct)
    {
        var fault = _faults.Count > 0 ? _faults.Dequeue() : ReadFault.None;
        switch (fault)
        {
            case ReadFault.RateLimited:
                await world.RefuseNextAsync(Doing.ReadMentions, RefusalKind.RateLimited);
                break;
            case ReadFault.Unavailable:
                await world.RefuseNextAsync(Doing.ReadMentions, RefusalKind.Unavailable);
                break;
            case ReadFault.Disturbed:
                await world.DisturbNextReadAsync();
                break;
            case ReadFault.SaidMeanwhile:
                await say();
                break;
        }

        var page = await ((IReadMentions)world.Channel).ReadMentionsAsync(account, cursor, ct);
        if (fault == ReadFault.Dies)
        {
            // Nothing that is done with this token from here on is done, as nothing is by a process that was killed.
            await life.CancelAsync();
        }

        return page;
    }
}
