namespace Engagement.Channels.Tests.Servers;

/// <summary>Waiting for what a real server does in its own time, by asking it, with an end.</summary>
internal static class Eventually
{
    /// <summary>Asks until the answer satisfies; the last answer either way, for the assertion to judge.</summary>
    public static async Task<T> Async<T>(Func<Task<T>> ask, Func<T, bool> satisfied, int seconds = 30)
    {
        var until = TimeProvider.System.GetTimestamp() + (seconds * TimeProvider.System.TimestampFrequency);
        var answer = await ask();
        while (!satisfied(answer) && TimeProvider.System.GetTimestamp() < until)
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
            answer = await ask();
        }

        return answer;
    }
}
