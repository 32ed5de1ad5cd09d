namespace Engagement.Features.Publishing.Deliveries;

/// <summary>A delivery has moved; its row and its history say so already.</summary>
internal sealed record DeliveryMoved(Guid DeliveryId, Move Move)
{
    /// <summary>What of it matters to people: a notice has this key for as long as somebody has to look at it.</summary>
    public static string Key(Guid deliveryId) => $"delivery:{deliveryId}";
}
