namespace Engagement.Events;

/// <summary>The kinds of notices, as their rows have them. Who is told of one, and how it looks, is the catalogue of Notices.</summary>
internal static class NoticeKinds
{
    public const string DeliveryFailed = "delivery.failed";
    public const string DeliveryUncertain = "delivery.uncertain";
    public const string DeliveryHeld = "delivery.held";
    public const string DeliveryMissed = "delivery.missed";
    public const string DeliveryWillFail = "delivery.foreseen";
    public const string ZonesChanged = "zones.changed";
    public const string PostReturned = "post.returned";
    public const string AccessExpires = "account.expires";
    public const string AccountStopped = "account.stopped";
    public const string AccountSilent = "account.silent";
    public const string StatementDue = "listening.statement";
    public const string InboundSetAside = "listening.attention";
    public const string TicketAssigned = "ticket.assigned";
    public const string TicketMessage = "ticket.message";
    public const string TicketMention = "ticket.mention";
    public const string TicketRule = "ticket.rule";
    public const string ArticleUnclear = "article.unclear";
    public const string ReviewDue = "article.review";
    public const string SlaWarning = "sla.warning";
    public const string SlaBreached = "sla.breached";
    public const string WebhookFailing = "webhook.failing";
    public const string MailFailing = "mail.failing";
    public const string MailReturned = "mail.returned";
    public const string InsightsDigest = "insights.digest";
    public const string JobDone = "job.done";
}
