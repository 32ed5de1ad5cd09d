using Engagement.Data;
using Engagement.Host;

namespace Engagement.Tests.Data;

/// <summary>
/// The program's own parts on a test's database, with the test's clock: for tests that need one of them and no room around it.
/// </summary>
internal static class TestParts
{
    public static T Of<T>(TestDatabase database, TimeProvider clock)
        where T : notnull
    {
        var services = new ServiceCollection().AddLogging();
        services.AddEngagement(new ConfigurationBuilder().Build(), database.Db.Options);
        services.AddSingleton(clock);
        services.AddSingleton(database.Db);
        return services.BuildServiceProvider().CreateScope().ServiceProvider.GetRequiredService<T>();
    }
}
