namespace Engagement.Features.Conversations.Tickets;

/// <summary>
/// What an answer is, once, for the SLA's clocks, Insights and rules alike: a person's, that the network has, from the moment it had it
/// (UTC). What waits, was refused, is held or uncertain, or was taken back before it went out is none; nor is what a rule sent by itself.
/// One that was out and was deleted there afterwards stays one: the client was answered.
/// </summary>
internal static class AnswerSql
{
    /// <summary>
    /// Columns Id (the message's), TicketId, AuthorId (null: a program with a key), AnsweredAt. It can be entered by ticket or by the time;
    /// the ledger writes <c>PublishedAt</c> when a delivery becomes Published, and nothing takes it away.
    /// </summary>
    public const string Answers =
        """
        (select m.Id, m.TicketId, m.AuthorId, d.PublishedAt as AnsweredAt from Messages m join Deliveries d on d.Id = m.DeliveryId
            and d.MessageId = m.Id
            where m.Kind = 'outbound' and d.PublishedAt is not null
                and not exists (select 1 from TicketEvents k where k.AfterId = m.Id and k.Kind = 'acknowledged'))
        """;
}
