using Engagement.Data;
using Engagement.Host;
using Engagement.Tests.Data;
using Hangfire;

namespace Engagement.Tests.Jobs;

public sealed class JobHostTests
{
    /// <summary>Hangfire's own registration goes through statics: the last application set up got the jobs of all.</summary>
    [Fact]
    public async Task Two_applications_in_one_process_keep_their_jobs_apart()
    {
        await using var one = TestDatabase.CreateEmpty();
        await using var other = TestDatabase.CreateEmpty();
        await using var first = Application(one);
        var firstStorage = first.GetRequiredService<JobStorage>();
        await using var second = Application(other);
        Assert.NotSame(firstStorage, second.GetRequiredService<JobStorage>());

        using var scope = first.GetRequiredService<JobActivator>().BeginScope((JobActivatorContext)null!);

        Assert.Same(first.GetRequiredService<Db>(), scope.Resolve(typeof(Db)));
    }

    private static ServiceProvider Application(TestDatabase database)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddEngagement(new ConfigurationBuilder().Build(), database.Db.Options);
        return services.BuildServiceProvider();
    }
}
