using Engagement.Testing;

namespace Engagement.Tests.Web;

/// <summary>One running application for all tests that only ask it things.</summary>
public sealed class DeskFixture : IAsyncLifetime
{
    internal RunningDesk Desk { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Desk = await RunningDesk.StartAsync();

    public ValueTask DisposeAsync() => Desk.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class DeskCollection : ICollectionFixture<DeskFixture>
{
    public const string Name = "A running desk";
}
