using Engagement.Channels.Tests.Contract;

namespace Engagement.Channels.Tests.X;

/// <summary>The contract on X's API, as our strict fake of it speaks.</summary>
public sealed class XContractTests : ChannelContract
{
    protected override async Task<ChannelWorld> OpenAsync() => await XWorld.OpenAsync();
}

/// <summary>The same on an X that keeps to its document 2.167, where the names are others.</summary>
public sealed class XContractByNewNamesTests : ChannelContract
{
    protected override async Task<ChannelWorld> OpenAsync() => await XWorld.OpenAsync(document: 2167);
}
