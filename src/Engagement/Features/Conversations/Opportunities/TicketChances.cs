namespace Engagement.Features.Conversations.Opportunities;

/// <summary>What was found in a ticket, as its page shows it.</summary>
internal sealed record TicketChances(long Number, IReadOnlyList<Opportunity> Found);
