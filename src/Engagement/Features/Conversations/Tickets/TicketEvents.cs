namespace Engagement.Features.Conversations.Tickets;

/// <summary>A ticket's status, assignee or another of its fields has changed.</summary>
/// <param name="Before">As it was.</param>
/// <param name="After">As it is.</param>
internal sealed record TicketChanged(TicketRow Before, TicketChange After, Actor Actor);

/// <summary>The ticket's log has a new line, a change's or another's.</summary>
/// <param name="Actor">By name; never a client's.</param>
internal sealed record TicketLogged(Guid TicketId, string Kind, string? Before, string? After, string Actor);

/// <summary>A client's message, an answer of ours or a note is on the ticket.</summary>
internal sealed record MessageAdded(NewMessage Message);
