using Engagement.Channels;
using Engagement.Configured;

namespace Engagement.Features.Accounts.Limits;

/// <summary>
/// What networks bill. The adapters bring the prices as they were published on a day; configuration corrects them without a new build:
/// <c>Prices__x__PostWithLink=0.25</c>.
/// </summary>
internal sealed class Prices(IConfiguration configuration, ChannelCatalog channels)
{
    /// <summary>The price list of a network; null where calls are free.</summary>
    public CallCosts? Of(string network)
    {
        if (channels.Find(network)?.Facts.Costs is not { } costs)
        {
            return null;
        }

        decimal Set(string call, decimal published) =>
            KnownSettings.Prices.TryGetValue((network, call), out var setting) ? setting.Of(configuration, published) : published;
        return costs with
        {
            Post = Set(nameof(costs.Post), costs.Post),
            PostWithLink = Set(nameof(costs.PostWithLink), costs.PostWithLink),
            Reply = Set(nameof(costs.Reply), costs.Reply),
            OwnRead = Set(nameof(costs.OwnRead), costs.OwnRead),
            PostRead = Set(nameof(costs.PostRead), costs.PostRead),
            ProfileRead = Set(nameof(costs.ProfileRead), costs.ProfileRead),
        };
    }

    /// <summary>What sending these words costs; null where nothing is billed.</summary>
    public SendPrice? OfSending(string network, string text, bool isReply)
    {
        if (Of(network) is not { } costs)
        {
            return null;
        }

        var sort = channels.TryGet<IPriceSends>(network, out var channel) ? channel.SortOf(text, isReply) : SendSort.Post;
        return new SendPrice(sort, new Money(costs.Currency, costs.Of(sort)));
    }
}

/// <summary>The price of one send.</summary>
internal sealed record SendPrice(SendSort Sort, Money Money)
{
    public override string ToString() =>
        $"{Money} for a {Sort switch { SendSort.PostWithLink => "post with a link", SendSort.Reply => "reply", _ => "post" }}";
}

/// <summary>An amount.</summary>
/// <param name="Currency">ISO 4217.</param>
internal readonly record struct Money(string Currency, decimal Amount)
{
    private const decimal Million = 1_000_000m;

    /// <summary>As it is stored: whole millionths, because reads cost tenths of a cent and sums must be exact.</summary>
    public long Micros => (long)(Amount * Million);

    public static Money OfMicros(string currency, long micros) => new(currency, micros / Million);

    // Cents, or as many places as a price has.
    public override string ToString() =>
        (Currency == "USD" ? "$" : Currency + " ")
            + Amount.ToString(decimal.Round(Amount, 2) == Amount ? "0.00" : "0.00##", System.Globalization.CultureInfo.InvariantCulture);
}
