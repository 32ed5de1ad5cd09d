using Engagement.Features.Publishing.Deliveries;
using Engagement.Testing;

namespace Engagement.Tests.Publishing.Deliveries.Crash;

/// <summary>
/// Kills the real program with SIGKILL while it publishes to a real (if tiny) network, starts it again, and counts on the network's
/// side: every post there once. The Sandbox takes the same post twice if it is sent twice, so a doubled one would be seen.
/// </summary>
public sealed class CrashTests
{
    private const int Posts = 6;

    public static TheoryData<string> StepsOfASend =>
        [PublishingSteps.Claimed, PublishingSteps.IntentWritten, PublishingSteps.NetworkAnswered, PublishingSteps.OutcomeWritten];

    public static TheoryData<string> StepsOfADoubt =>
        [PublishingSteps.ReconcileAsked, PublishingSteps.ReconcileWritten];

    [Theory]
    [MemberData(nameof(StepsOfASend))]
    public async Task Killed_at_a_step_of_a_send_and_started_again_every_post_is_out_once(string step)
    {
        await using var network = await SandboxServer.StartAsync();
        await using var house = await CrashHouse.BuildAsync(await network.JoinAsync("desk"));
        await house.ScheduleAsync(Posts);

        await KillAndFinishAsync(network, house, $"{step}:3");
    }

    [Theory]
    [MemberData(nameof(StepsOfADoubt))]
    public async Task Killed_while_it_asks_about_lost_answers_and_started_again_every_post_is_out_once(string step)
    {
        await using var network = await SandboxServer.StartAsync();
        await using var house = await CrashHouse.BuildAsync(await network.JoinAsync("desk"));
        await network.MisbehaveAsync("publish", "lost-after", times: Posts / 2);
        await network.MisbehaveAsync("publish", "lost-before", times: Posts / 2);
        await house.ScheduleAsync(Posts);

        await KillAndFinishAsync(network, house, $"{step}:3");
    }

    [Fact]
    public async Task Killed_again_and_again_at_random_moments_every_post_is_out_once()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var network = await SandboxServer.StartAsync();
        await using var house = await CrashHouse.BuildAsync(await network.JoinAsync("desk"));
        await house.ScheduleAsync(120);

        for (var i = 0; i < 6; i++)
        {
            // Starting takes a second or so; the kill falls somewhere in the start or in the sends that follow.
            using var running = house.Start();
            await Task.Delay(random.Next(800, 2500));
            running.Kill();
        }

        using var last = house.Start();
        var settled = await house.UntilSettledAsync(last);
        AssertOnce(network, settled, 120, $"seed {seed}");
    }

    private static async Task KillAndFinishAsync(SandboxServer network, CrashHouse house, string killAt)
    {
        using (var first = house.Start(killAt))
        {
            Assert.Equal(EngagementProcess.Killed, await first.ExitAsync(within: TimeSpan.FromSeconds(60)));
        }

        using var second = house.Start();
        var settled = await house.UntilSettledAsync(second);
        AssertOnce(network, settled, Posts, killAt);
    }

    private static void AssertOnce(SandboxServer network, IReadOnlyList<SettledDelivery> settled, int expected, string what)
    {
        Assert.Equal(expected, settled.Count);
        Assert.All(settled, d => Assert.Equal(DeliveryState.Published, d.State));
        var desk = network.Profiles.Find("desk")!;
        foreach (var delivery in settled)
        {
            var there = network.Posts.ByKey(desk, delivery.SendKey).Count;
            Assert.True(there == 1, $"{delivery.Id} is on the network {there} times ({what}).");
        }
    }
}
