using Engagement.Features.Accounts;
using Engagement.Features.Content.Knowledge.Finding;
using Engagement.Features.Conversations.Opportunities;
using Engagement.Features.Conversations.Realtime;
using Engagement.Features.Conversations.Sla;
using Engagement.Features.Conversations.Tickets.Answers;
using Engagement.Features.Conversations.Tickets.Joining;
using Engagement.Features.Conversations.Tickets.Queues;
using Engagement.Features.People.Team;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>What was said on a ticket.</summary>
/// <param name="Part">The newest messages.</param>
/// <param name="MailEvents">What stands between the messages of mails that came.</param>
/// <param name="ReadAt">When the reader read it last; null: never.</param>
internal sealed record TicketTalk(MessagePart Part, IReadOnlyList<TicketEventRow> MailEvents, DateTimeOffset? ReadAt);

/// <summary>Where words are kept as they are typed, and what they are measured by.</summary>
/// <param name="Kinds">What is kept already: a reply, a note.</param>
internal sealed record DraftPlace(Guid TicketId, AccountRow Account, IReadOnlyList<string> Kinds);

/// <summary>A ticket's page as <see cref="ReadTicketPage"/> found it, beside the ticket itself and the list it was opened from.</summary>
internal sealed record TicketPage
{
    public required TicketTalk Talk { get; init; }

    public DateTimeOffset? ReadAt => Talk.ReadAt;

    public required AccountRow Account { get; init; }

    /// <summary>The newest of its log, the newest first.</summary>
    public required IReadOnlyList<TicketEventRow> Events { get; init; }

    public required bool HasOlderEvents { get; init; }

    public required ClocksView Clocks { get; init; }

    public required IReadOnlyList<HandleRow> Handles { get; init; }

    public required string? Company { get; init; }

    public required string? ArticleSummary { get; init; }

    public required IReadOnlyList<QueueRow> Queues { get; init; }

    public required IReadOnlyList<TicketField> Fields { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required IReadOnlyList<string> AllTags { get; init; }

    public required IReadOnlyList<LinkedTicket> Beside { get; init; }

    /// <summary>Who can have it, and who has it.</summary>
    public required IReadOnlyList<UserRow> People { get; init; }

    public required IReadOnlyList<Presence.Somebody> Others { get; init; }

    /// <summary>The half-written reply; null: there is none.</summary>
    public required string? Reply { get; init; }

    public required string? Note { get; init; }

    public required TicketChances Chances { get; init; }

    /// <summary>Its queue's macros, and everybody's.</summary>
    public required IReadOnlyList<Macro> Macros { get; init; }

    /// <summary>Articles that may help.</summary>
    public required IReadOnlyList<FoundArticle> Suggested { get; init; }
}

internal sealed record HandleRow
{
    public string Network { get; init; } = "";

    public string Handle { get; init; } = "";

    public string? ProfileUrl { get; init; }
}
