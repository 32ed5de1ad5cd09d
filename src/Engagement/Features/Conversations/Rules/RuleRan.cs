using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Rules;

/// <summary>A rule has run for a ticket.</summary>
/// <param name="Did">What it did, in words.</param>
/// <param name="Tells">The people it tells, by their ids.</param>
/// <param name="TellsPrograms">It calls webhooks too.</param>
internal sealed record RuleRan(Rule Rule, TicketRow Ticket, string Did, IReadOnlyCollection<Guid> Tells, bool TellsPrograms);
