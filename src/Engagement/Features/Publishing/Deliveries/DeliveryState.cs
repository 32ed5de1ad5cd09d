namespace Engagement.Features.Publishing.Deliveries;

/// <summary>Where a delivery stands. The words people see for each are in <see cref="DeliveryWords"/>.</summary>
internal enum DeliveryState
{
    Draft,
    AwaitingApproval,
    Scheduled,

    /// <summary>The intent is written and the call may have left. Never sent from here again.</summary>
    Publishing,
    Published,

    /// <summary>The answer was lost. The network is asked before anything else happens.</summary>
    Uncertain,
    Failed,
    Held,
    Missed,
    Cancelled,

    /// <summary>It was out, and a person took it back.</summary>
    Withdrawn,
}

/// <summary>States in people's words.</summary>
internal static class DeliveryWords
{
    public static string Of(DeliveryState state) => state switch
    {
        DeliveryState.Draft => "Draft",
        DeliveryState.AwaitingApproval => "Awaiting approval",
        DeliveryState.Scheduled => "Scheduled",
        DeliveryState.Publishing => "Publishing",
        DeliveryState.Published => "Published",
        DeliveryState.Uncertain => "Outcome unknown",
        DeliveryState.Failed => "Failed",
        DeliveryState.Held => "Held",
        DeliveryState.Missed => "Missed",
        DeliveryState.Cancelled => "Cancelled",
        DeliveryState.Withdrawn => "Taken back",
    };
}
