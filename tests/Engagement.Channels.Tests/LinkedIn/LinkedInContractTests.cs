using Engagement.Channels.Tests.Contract;

namespace Engagement.Channels.Tests.LinkedIn;

/// <summary>The contract on LinkedIn's API, as our strict fake of it speaks.</summary>
public sealed class LinkedInContractTests : ChannelContract
{
    protected override async Task<ChannelWorld> OpenAsync() => await LinkedInWorld.OpenAsync();
}
