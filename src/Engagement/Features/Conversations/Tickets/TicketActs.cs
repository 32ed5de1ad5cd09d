using Engagement.Features.Conversations.Tickets.Joining;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>What can be done to a ticket, for its page: one thing to ask for instead of ten.</summary>
internal sealed record TicketActs(
    ReplyToTicket Reply, AddNote Note, ChangeTicket Change, SetFields Fields,
    TagTicket Tag, MergeTickets Merge, SplitMessage Split, LinkTickets Link, OpenFollowUp FollowUp, MarkSpam Spam);
