namespace Engagement.Features.Conversations.Tickets;

/// <summary>What a conversation shows, in the order it happened: messages, and between them what is said of mails.</summary>
internal static class ConversationLines
{
    /// <param name="part">The messages that are shown, in their order.</param>
    /// <param name="mailEvents">What the log says of mails, in its order; those are taken that came while these were said.</param>
    /// <returns>One of the two in each.</returns>
    public static IEnumerable<(MessageRow? Message, TicketEventRow? Mail)> InOrder(
        MessagePart part, IReadOnlyList<TicketEventRow> mailEvents)
    {
        var messages = part.Items;
        var mails = new Queue<TicketEventRow>(mailEvents.Where(e => part.From is not { } from || e.OccurredAt >= from));
        foreach (var message in messages)
        {
            while (mails.TryPeek(out var mail) && mail.OccurredAt < message.SaidAt)
            {
                yield return (null, mails.Dequeue());
            }

            yield return (message, null);
        }

        // What came after the last of them belongs to the next part, where there is one.
        foreach (var mail in part.HasLater ? [] : mails)
        {
            yield return (null, mail);
        }
    }
}
