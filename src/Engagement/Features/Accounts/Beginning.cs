namespace Engagement.Features.Accounts;

/// <summary>
/// Where listening to an account begins: at its connection, or as far back as a person chose. What was said before is stored as left out,
/// so that it is accounted for and makes no ticket.
/// </summary>
internal static class Beginning
{
    /// <summary>Why an item is left out.</summary>
    public const string Reason = "It was said before listening to the account began.";

    /// <summary>
    /// By how much a network's clock may be behind ours. A first read knows what was there and takes the moment as it is; afterwards what
    /// comes was not there then, so a few minutes count for a client.
    /// </summary>
    public static readonly TimeSpan Slack = TimeSpan.FromMinutes(15);

    /// <summary>What was said before this is left out; null: nothing is.</summary>
    /// <param name="isFirst">Nothing of the stream was read before.</param>
    public static DateTimeOffset? Of(AccountRow account, bool isFirst) => isFirst ? account.ListenFrom + Slack : account.ListenFrom;

    /// <summary>Where the step for some accounts is.</summary>
    public static string AddressOf(IEnumerable<Guid> ids) => $"/accounts/begin?{string.Join('&', ids.Select(i => $"ids={i}"))}";
}
