using Engagement.Features.People.Team;

namespace Engagement.Tests.People.Team;

public sealed class HashTurnsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Only_so_many_hash_at_once_and_whoever_came_last_is_next()
    {
        var turns = new HashTurns(2);
        using var held = await HeldTurns.TakeAsync(turns, 2);
        var order = new List<int>();
        var waiting = Enumerable.Range(0, 50).Select(i => turns.RunAsync(() =>
        {
            lock (order)
            {
                order.Add(i);
            }

            return i;
        }, Stop)).ToList();

        Assert.Empty(order);
        held.LetGo(1);
        await Task.WhenAll(waiting).WaitAsync(Patience, Stop);

        Assert.Equal(Enumerable.Range(0, 50).Reverse(), order);
    }

    [Fact]
    public async Task Who_goes_away_leaves_the_line_and_a_hash_that_throws_leaves_its_turn()
    {
        var turns = new HashTurns(1);
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using (var held = await HeldTurns.TakeAsync(turns, 1))
        {
            var gone = Enumerable.Range(0, 5).Select(_ => turns.RunAsync(() => true, leaves.Token)).ToList();
            await leaves.CancelAsync();
            foreach (var one in gone)
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
            }

            held.LetGo(1);
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => turns.RunAsync<int>(() => throw new InvalidOperationException(), Stop));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turns.RunAsync(() => 1, leaves.Token));
        Assert.True(await turns.RunAsync(() => true, Stop).WaitAsync(Patience, Stop));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
