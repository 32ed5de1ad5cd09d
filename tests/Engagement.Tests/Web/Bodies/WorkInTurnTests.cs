using System.Collections.Concurrent;
using Engagement.Web.Bodies;

namespace Engagement.Tests.Web.Bodies;

public sealed class WorkInTurnTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Never_more_at_once_than_there_may_be_and_each_has_its_turn()
    {
        var line = new WorkInTurn(100);
        var (atOnce, most, done) = (0L, 0L, 0);
        await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(async () =>
        {
            var size = Math.Min(1 + (i * 7 % 130), 100); // some are larger than all that may be
            using (await line.EnterAsync(1 + (i * 7 % 130), Long, Stop))
            {
                var now = Interlocked.Add(ref atOnce, size);
                InterlockedMax(ref most, now);
                await Task.Yield();
                Interlocked.Add(ref atOnce, -size);
                Interlocked.Increment(ref done);
            }
        })));

        Assert.Equal((400, 0), (done, atOnce));
        Assert.InRange(most, 1, 100);
    }

    [Fact]
    public async Task They_come_in_the_order_they_stood_in_line()
    {
        var line = new WorkInTurn(10);
        var first = await line.EnterAsync(10, Long, Stop);
        var order = new ConcurrentQueue<int>();
        var others = Enumerable.Range(0, 20).Select(async i =>
        {
            using var turn = await line.EnterAsync(10, Long, Stop);
            order.Enqueue(i);
        }).ToList();
        Assert.Empty(order);
        first!.Dispose();
        await Task.WhenAll(others);

        Assert.Equal(Enumerable.Range(0, 20), order);
    }

    [Fact]
    public async Task Who_gives_up_or_waits_too_long_leaves_the_line_to_the_others()
    {
        var line = new WorkInTurn(10);
        using var gone = new CancellationTokenSource();
        var first = (await line.EnterAsync(6, Long, Stop))!;
        var gives = line.EnterAsync(10, Long, gone.Token);
        var waits = line.EnterAsync(10, TimeSpan.FromMilliseconds(50), Stop);
        var small = line.EnterAsync(4, Long, Stop);
        Assert.False(small.IsCompleted); // nobody is overtaken

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gives);
        Assert.Null(await waits);
        using (await small)
        {
            first.Dispose();
            first.Dispose(); // once is enough
        }

        using var all = await line.EnterAsync(10, TimeSpan.Zero, Stop);
        Assert.NotNull(all);
    }

    private static void InterlockedMax(ref long most, long value)
    {
        for (var seen = Interlocked.Read(ref most); value > seen; seen = Interlocked.CompareExchange(ref most, value, seen))
        {
            if (Interlocked.Read(ref most) >= value)
            {
                return;
            }
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
