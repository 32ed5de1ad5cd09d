using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Publishing.Deliveries;

namespace Engagement.Features.Publishing.Posts;

/// <summary>A post as its network will show it, with its length.</summary>
internal sealed record PreviewModel(
    ChannelFacts Facts, string AccountName, string Handle, string? AvatarUrl, string Text, TextMeasure? Measure, string? Problem)
{
    /// <summary>Of a delivery as it stands.</summary>
    public static PreviewModel Of(PostDelivery delivery, IChannel channel, Prices prices, IReadOnlyList<PreviewImage> images)
    {
        var account = delivery.ForMeasure;
        var card = delivery.CardJson is null ? null : Json.Read<StoredCard>(delivery.CardJson);
        return new PreviewModel(channel.Facts, delivery.AccountName, delivery.AccountHandle, delivery.AvatarUrl, delivery.Body,
            channel.MeasurePart(delivery.Body, delivery.Part, card?.ContentWarning, account), channel is GoneChannel
                ? GoneChannel.Words(delivery.Network) : null)
        {
            ContentWarning = card?.ContentWarning,
            Choices = delivery.State is DeliveryState.Publishing or DeliveryState.Uncertain or DeliveryState.Published
                ? delivery.SentAs?.Split(Between) ?? [] : ChoicesOf(channel.Facts, account),
            CardTitle = delivery.LinkUrl is null ? null : card?.Title,
            CardText = card?.Description,
            CardImage = card?.ImageUrl,
            CardHost = delivery.LinkUrl is null ? null : new Uri(delivery.LinkUrl).Host,
            Images = delivery.ImageCount > 0 ? images : [],
            Cost = prices.OfSending(delivery.Network, delivery.Body, isReply: false)?.ToString(),
        };
    }

    /// <summary>
    /// What was chosen for the account and readers will see, e.g. who sees the post; in words. Of what left, as it was sent.
    /// </summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <inheritdoc cref="Choices"/>
    public static IReadOnlyList<string> ChoicesOf(ChannelFacts facts, ChannelAccount account) =>
        [.. facts.Choices.Select(c => $"{c.Label}: {c.Of(account.Setting(c.Name))}")];

    /// <summary>The same in a line; null: nothing can be chosen there.</summary>
    public static string? ChoicesInWords(ChannelFacts facts, ChannelAccount account) => facts.Choices.Count == 0
        ? null : string.Join(Between, ChoicesOf(facts, account));

    private const string Between = " · ";

    /// <summary>What whoever writes should know, such as a language that the template does not speak.</summary>
    public string? Note { get; init; }

    /// <inheritdoc cref="Content.Templates.WrittenWords.LeftOut"/>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>What readers see first, where the network has such a thing.</summary>
    public string? ContentWarning { get; init; }

    public string? CardTitle { get; init; }

    public string? CardText { get; init; }

    public string? CardImage { get; init; }

    public string? CardHost { get; init; }

    public IReadOnlyList<PreviewImage> Images { get; init; } = [];

    /// <summary>The parts of a thread, when it goes out as one; otherwise empty.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>What sending it costs, in a sentence; null where nothing is billed.</summary>
    public string? Cost { get; init; }
}

/// <summary>A picture as a preview shows it.</summary>
internal sealed record PreviewImage
{
    public Guid Id { get; init; }

    public string AltText { get; init; } = "";
}
