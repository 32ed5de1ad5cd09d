using CsCheck;
using Engagement.Channels.Tests.Recovery;

namespace Engagement.Channels.Tests.Contract;

public abstract partial class ChannelContract
{
    [Fact]
    public async Task Whatever_fails_repeats_is_deleted_or_dies_while_it_is_read_what_is_captured_in_the_end_is_what_was_said()
    {
        var (number, steps, burst) = World.Histories;
        var isFirst = true;

        await History.Any(steps, burst, World.StrangersCanDelete).SampleAsync(
            async history =>
            {
                // The first one in the world that is open where nobody else speaks in it, each other in one of its own.
                if (isFirst && World.IsItsOwn)
                {
                    isFirst = false;
                    await LiveThroughAsync(World, history);
                }
                else
                {
                    await using var world = await OpenQuietAsync();
                    await LiveThroughAsync(world, history);
                }
            },
            iter: number,
            threads: 1);
    }

    /// <summary>A world in which nobody was ever spoken to.</summary>
    protected virtual Task<ChannelWorld> OpenQuietAsync() => OpenAsync();

    private static async Task LiveThroughAsync(ChannelWorld world, History history)
    {
        var post = Accepted(await ((IPublish)world.Channel).PublishAsync(world.Account, Post("Ask us anything"), Stop)).RemoteId;
        await using var host = await ListeningHost.OpenAsync(world, post);
        await host.ReadAsync([], () => Task.CompletedTask); // as when the account was connected, before anything was said
        var (said, deleted) = (new List<string>(), new HashSet<string>());
        foreach (var step in history.Steps)
        {
            switch (step)
            {
                case Step.Says { Count: var count }:
                    for (var i = 0; i < count; i++)
                    {
                        await ReplyAsync();
                    }

                    break;
                case Step.Mentions:
                    said.Add(await world.StrangerMentionsAsync($"Question {said.Count}"));
                    break;
                case Step.TakesBack { Which: var which } when said.Count > deleted.Count:
                    var gone = said.Where(id => !deleted.Contains(id)).ElementAt(which % (said.Count - deleted.Count));
                    deleted.Add(gone);
                    await world.StrangerDeletesAsync(gone);
                    break;
                case Step.Reads { Faults: var faults }:
                    var (before, isCut) = (await host.CursorAsync(), faults is [ReadFault.Dies, ..]);
                    await host.ReadAsync(faults, ReplyAsync);
                    Assert.True(!isCut || before == await host.CursorAsync(), "What a process read that died was taken as read.");
                    break;
                case Step.Takes { Most: var most }:
                    await host.TakeInAsync(most);
                    break;
                case Step.Outage { Hours: var hours }:
                    world.Clock.Advance(TimeSpan.FromHours(hours));
                    break;
            }
        }

        var stands = said.Where(id => !deleted.Contains(id)).ToHashSet();
        await host.RecoverAsync(
            async () => IsTruth(await host.CapturedAsync(), stands) && (await host.RepliesAsync()).Unexplained is null or 0);

        var captured = await host.CapturedAsync();
        Assert.Equal([], stands.Except(captured.Where(c => c is { State: "Done", Messages: 1, RemovedAt: null }).Select(c => c.RemoteId)));
        Assert.Equal([], captured.Select(c => c.RemoteId).Except(said));
        Assert.All(captured, c => Assert.InRange(c.Messages, 0, 1));
        if (world.TellsOfDeletions)
        {
            Assert.Equal([], captured.Where(c => c.RemovedAt is null).Select(c => c.RemoteId).Except(stands));
        }

        var replies = await host.RepliesAsync();
        Assert.NotNull(replies.Reported);
        Assert.Equal(0, replies.Unexplained);

        async Task ReplyAsync() => said.Add(await world.StrangerRepliesAsync(post, $"Question {said.Count}"));

        bool IsTruth(IReadOnlyList<Captured> all, HashSet<string> there) =>
            there.IsSubsetOf(all.Where(c => c is { State: "Done", RemovedAt: null }).Select(c => c.RemoteId))
            && (!world.TellsOfDeletions || all.All(c => c.RemovedAt is not null || there.Contains(c.RemoteId)));
    }
}
