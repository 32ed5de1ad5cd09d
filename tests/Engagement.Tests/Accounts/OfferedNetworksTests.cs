using System.Collections.Immutable;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Host;
using Engagement.Tests.Data;
using Microsoft.Extensions.Configuration;

namespace Engagement.Tests.Accounts;

/// <summary>Where work is done, the Sandbox is no network to connect to; accounts that are on it stay.</summary>
public sealed class OfferedNetworksTests
{
    [Theory, OnEachDatabase]
    internal async Task A_network_for_trials_is_not_connected_to_where_it_is_not_offered(Dialect dialect)
    {
        await using var data = await TestDatabase.CreateAsync(dialect);
        await using var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddEngagement(new ConfigurationBuilder().Build(), data.Db.Options)
            .AddSingleton(new OfferedNetworks(ForTrials: false)).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        var channels = services.GetRequiredService<Engagement.Channels.ChannelCatalog>();
        var offer = services.GetRequiredService<OfferedNetworks>();

        var answer = await scope.ServiceProvider.GetRequiredService<ConnectAccount>()
            .BeginAsync(new("sandbox", ImmutableDictionary<string, string>.Empty,
                new Uri("http://localhost/accounts/connected"), "Somebody"), TestContext.Current.CancellationToken);

        Assert.IsType<Result<ConnectAccount.Begun>.Missing>(answer);
        Assert.NotNull(channels.Find("sandbox")); // an account on it still has its adapter
        Assert.Equal(channels.All.Count - 1, channels.All.Count(offer.Includes));
    }
}
