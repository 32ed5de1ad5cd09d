namespace Engagement.Features.Integrations.Webhooks;

/// <summary>What programs elsewhere can be told of; the names are part of our interface and do not change.</summary>
internal static class WebhookEvents
{
    public const string TicketCreated = "ticket.created";
    public const string TicketChanged = "ticket.changed";
    public const string MessageReceived = "message.received";
    public const string MessageSent = "message.sent";
    public const string NoteAdded = "note.added";
    public const string DeliveryPublished = "delivery.published";
    public const string DeliveryFailed = "delivery.failed";
    public const string OpportunityChanged = "opportunity.changed";
    public const string NoticeRaised = "notice.raised";
    public const string RuleRan = "rule.ran";
    public const string Ping = "ping";

    /// <summary>Those an endpoint may choose, and what they say.</summary>
    public static IReadOnlyList<(string Type, string Says)> All { get; } =
    [
        (TicketCreated, "A client's words opened a ticket"),
        (TicketChanged, "Status, priority, assignee or another field of a ticket changed"),
        (MessageReceived, "A client wrote on a ticket"),
        (MessageSent, "An answer to a client was handed in"),
        (NoteAdded, "An internal note was added to a ticket"),
        (DeliveryPublished, "A post or answer is out on its network"),
        (DeliveryFailed, "A post or answer failed, is held, or missed its time"),
        (OpportunityChanged, "A chance to sell was found or moved on"),
        (RuleRan, "A rule that is to tell programs elsewhere ran for a ticket"),
        (NoticeRaised, "Somebody at the desk was told something"),
    ];
}
