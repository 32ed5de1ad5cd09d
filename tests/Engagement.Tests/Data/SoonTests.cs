using System.Collections.Concurrent;
using System.Diagnostics;
using Engagement.Data;
using Engagement.Features.People.Team;
using Engagement.Web.Security;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.Data;

/// <summary>What is written beside a request: the newest of each, one after the other, and nobody waits for what is slow.</summary>
public sealed class SoonTests : IAsyncDisposable
{
    private readonly Soon _soon = new(NullLogger<Soon>.Instance);

    [Fact]
    public async Task It_is_written_when_the_page_is_answered_and_of_many_only_the_newest()
    {
        var (written, gate) = (new ConcurrentQueue<int>(), new TaskCompletionSource());
        await _soon.WriteAsync("a", () => Note(1));
        Assert.Equal([1], written);

        _soon.Put("slow", () => gate.Task);
        for (var i = 2; i < 100; i++)
        {
            var number = i;
            _soon.Put("a", () => Note(number));
        }

        gate.SetResult();
        await _soon.SettledAsync();
        Assert.Equal([1, 99], written);

        Task Note(int number)
        {
            written.Enqueue(number);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Behind_a_slow_one_nobody_waits_and_what_fails_stands_in_nobodys_way()
    {
        var gate = new TaskCompletionSource();
        await _soon.WriteAsync("slow", () => gate.Task);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 50; i++)
        {
            await _soon.WriteAsync(i, () => throw new InvalidOperationException("No room."));
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(0.4), $"It took {watch.Elapsed}.");
        var last = false;
        _soon.Put("last", () => Task.FromResult(last = true));
        _soon.Put("gone", () => throw new InvalidOperationException("Forgotten before."));
        _soon.Forget("gone");
        gate.SetResult();
        await _soon.SettledAsync();
        Assert.True(last);
    }

    [Theory, OnEachDatabase]
    internal async Task Of_two_nodes_the_later_use_of_a_key_stands(Dialect dialect)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 30, 9, 0, 0, TimeSpan.Zero));
        await using var database = await TestDatabase.CreateAsync(dialect);
        Assert.IsType<Result<string>.Done>(await new AddApiKey(database.Db, clock).RunAsync(new("Sync", nameof(Role.Editor), null), Stop));
        var key = Assert.Single(await database.Db.QueryAsync<ApiKeyRow>(ApiKeySql.All, ct: Stop)).Id;
        var (early, late) = (clock.Now(), clock.Now().AddMinutes(1));

        Assert.Equal(1, await database.Db.ExecuteAsync(ApiKeySql.Used, new { Id = key, Now = late }, Stop));
        Assert.Equal(0, await database.Db.ExecuteAsync(ApiKeySql.Used, new { Id = key, Now = early }, Stop));

        Assert.Equal(late, Assert.Single(await database.Db.QueryAsync<ApiKeyRow>(ApiKeySql.All, ct: Stop)).LastUsedAt);
    }

    public ValueTask DisposeAsync() => _soon.DisposeAsync();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
