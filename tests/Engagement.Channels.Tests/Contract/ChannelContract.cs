namespace Engagement.Channels.Tests.Contract;

/// <summary>
/// What every network's adapter keeps. A test class of an adapter inherits it, says how to open its
/// <see cref="ChannelWorld"/>, and adds what is true of that network alone. The suite stands in parts by subject:
/// sending, reading, access.
/// </summary>
public abstract partial class ChannelContract : IAsyncLifetime
{
    private ChannelWorld? _world;

    /// <summary>A fresh network. May call <see cref="Assert.Skip"/> when it cannot run on this machine.</summary>
    protected abstract Task<ChannelWorld> OpenAsync();

    protected ChannelWorld World => _world ?? throw new InvalidOperationException("The world is not open yet.");

    protected ChannelAccount Account => World.Account;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
        {
            await _world.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>The adapter as something it can do; skips where its network has no such thing.</summary>
    protected T Can<T>()
        where T : class, IChannel
    {
        Assert.SkipUnless(World.Channel is T, $"The adapter for {World.Channel.Facts.Name} has no {typeof(T).Name}.");
        return (T)World.Channel;
    }

    /// <summary>A post with words that were never said before.</summary>
    protected static OutgoingPost Post(string words) =>
        new(Guid.NewGuid().ToString("N"), $"{words} {Guid.NewGuid():N}", DateTimeOffset.UtcNow) { Language = "en" };

    /// <summary>A post that went out.</summary>
    protected async Task<(OutgoingPost Post, string RemoteId)> PublishedAsync(string words = "How to reset your password")
    {
        var post = Post(words);
        return (post, Accepted(await Can<IPublish>().PublishAsync(Account, post, Stop)).RemoteId);
    }

    /// <summary>Asks until the answer satisfies or the world's patience ends; the last answer, for the test to judge.</summary>
    protected async Task<T> EventuallyAsync<T>(Func<Task<T>> ask, Func<T, bool> satisfies)
    {
        var began = TimeProvider.System.GetTimestamp();
        var answer = await ask();
        while (!satisfies(answer) && TimeProvider.System.GetElapsedTime(began) < World.Patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), Stop);
            answer = await ask();
        }

        return answer;
    }

    /// <summary>
    /// All that can be read since a cursor, as the host does it: on and on while there is more, what was seen already dropped by id.
    /// </summary>
    protected async Task<(IReadOnlyList<InboundItem> Items, string? Cursor)> ReadSinceAsync(string? cursor)
    {
        var seen = new Dictionary<string, InboundItem>();
        for (var pages = 0; pages < 100; pages++)
        {
            var page = Got(await Can<IReadMentions>().ReadMentionsAsync(Account, cursor, Stop));
            foreach (var item in page.Items)
            {
                seen.TryAdd(item.RemoteId, item);
            }

            cursor = page.Cursor ?? cursor;
            if (!page.HasMore)
            {
                return ([.. seen.Values], cursor);
            }
        }

        throw Xunit.Sdk.FailException.ForFailure("After 100 pages there was still more: the cursor goes in a circle.");
    }

    protected static SendOutcome.Accepted Accepted(SendOutcome outcome) =>
        outcome as SendOutcome.Accepted ?? throw Xunit.Sdk.FailException.ForFailure($"Not accepted: {outcome}");

    protected static Refusal Refused(SendOutcome outcome) =>
        (outcome as SendOutcome.Refused ?? throw Xunit.Sdk.FailException.ForFailure($"Not refused: {outcome}")).Refusal;

    protected static T Got<T>(Reading<T> reading) =>
        reading is Reading<T>.Got got ? got.Value : throw Xunit.Sdk.FailException.ForFailure($"Not read: {reading}");

    protected static Refusal Refused<T>(Reading<T> reading) =>
        (reading as Reading<T>.Refused ?? throw Xunit.Sdk.FailException.ForFailure("Read, though it should have been refused.")).Refusal;

    protected static ChannelAccount With(ChannelAccount account, RefreshedAccess access) =>
        account with { Secrets = account.Secrets.SetItems(access.Secrets) };
}
