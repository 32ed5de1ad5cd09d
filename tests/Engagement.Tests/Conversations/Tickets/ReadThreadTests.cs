using Engagement.Data;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Conversations.Tickets;
using Engagement.Sandbox;
using Engagement.Testing;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Tickets;

public sealed class ReadThreadTests
{
    [Theory, OnEachDatabase]
    internal async Task The_thread_is_shown_from_its_root_with_what_others_said_in_between(Dialect dialect)
    {
        await using var network = await SandboxServer.StartAsync();
        await using var desk = await DeskRoom.OpenAsync(dialect, await network.JoinAsync("desk"));
        var (ann, bob) = (network.Profiles.Add(new NewSandboxProfile("ann", "Ann")).Value!,
            network.Profiles.Add(new NewSandboxProfile("bob", "Bob")).Value!);
        var root = network.Posts.Publish(bob, new NewSandboxPost(null, "Is the VPN down for you, too?", null)).Value!;
        network.Posts.Publish(ann, new NewSandboxPost(null, "Yes! @desk is that known?", root.Id));
        await desk.Get<ListenToAccounts>().RunAsync(Stop);
        await desk.IngestAsync();

        var answer = await desk.Get<ReadThread>().RunAsync(await desk.TicketAsync(), Stop);

        var thread = Assert.IsType<Result<ReadThread.Thread>.Done>(answer).Value;
        Assert.Equal(["Is the VPN down for you, too?", "Yes! @desk is that known?"], thread.Items.Select(i => i.Text));
        Assert.DoesNotContain(thread.Items, i => i.Author.RemoteId == thread.OurId);
    }

    [Theory, OnEachDatabase]
    internal async Task A_network_that_is_away_is_said_to_be(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect); // its network is nowhere
        await desk.HearAsync(desk.Said("m1"));

        var answer = await desk.Get<ReadThread>().RunAsync(await desk.TicketAsync(), Stop);

        Assert.StartsWith("Sandbox: ", Assert.IsType<Result<ReadThread.Thread>.Conflict>(answer).Why, StringComparison.Ordinal);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
