using Engagement.Web.Text;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>Events of a ticket's log in words. Names and words of others in them are set apart.</summary>
internal static class EventWords
{
    public static string Say(TicketEventRow e) => SayOf(e with
    {
        Before = Isolate(e.Before),
        After = Isolate(e.After),
        WordsBefore = Isolate(e.WordsBefore),
        WordsAfter = Isolate(e.WordsAfter),
    });

    private static string? Isolate(string? words) => words is null ? null : Unseen.Isolate(words);

    private static string SayOf(TicketEventRow e) => e.Kind switch
    {
        "created" => e.After is null ? "Ticket opened" : $"Ticket opened. {e.After}",
        "status" => $"Status: {e.Before} → {e.After}",
        "priority" => $"Priority: {e.Before} → {e.After}",
        "assignee" => $"Assignee: {e.Before ?? "nobody"} → {e.After ?? "nobody"}",
        "queue" => $"Queue: {e.Before ?? "none"} → {e.After ?? "none"}",
        "snooze" => e.After is null ? "Awake again" : $"Snoozed until {e.After}",
        "spam" => e.After is null ? "Not spam after all" : "Marked as spam",
        "merged" => e.After is null ? $"Taken back out of {e.Before}" : $"Merged into {e.After}",
        "took" => e.After is null ? $"{e.Before} was taken back out" : $"{e.After} was merged into this",
        "split" => e.After is null ? $"Split off from {e.Before}" : $"A message was split off to {e.After}",
        "link" => e.After is null ? $"Link to {e.Before} removed" : $"Linked to {e.After}",
        "tag" => e.After is null ? $"Tag removed: {e.Before}" : $"Tag: {e.After}",
        "field" => $"{e.After}: {e.WordsBefore ?? "empty"} → {e.WordsAfter ?? "empty"}",
        "vip" => e.After == "yes" ? "The client is a VIP" : "The client is no VIP any more",
        MessageKind.Inbound => e.After is null ? "The client wrote" : $"The client wrote ({e.After.ToLowerInvariant()})",
        MessageKind.Outbound => e.After is null ? "Answered" : $"The answer is on its way again. {e.After}",
        TicketLog.Answered => "The network has the answer",
        TicketLog.Acknowledged => e.After is null ? "Acknowledged by a rule" : $"The acknowledgement is on its way again. {e.After}",
        TicketLog.Unsent => $"The answer did not go out. {e.After}",
        MessageKind.Note => "Note added",
        TicketLog.Mail => e.WordsAfter ?? e.After ?? "A mail",
        _ when e is { Before: not null, After: not null } => $"{e.Kind}: {e.Before} → {e.After}",
        Listening.Following.TrackChange.Edited => e.WordsBefore is null
            ? "The client changed their words"
            : $"The client changed their words. Before: {e.WordsBefore}",
        Listening.Following.TrackChange.Removed => "The client took a message back at the network; it is kept here",
        Listening.Following.TrackChange.Restored => "A message that was gone is at the network again",
        _ => e.After is null ? e.Kind : $"{e.Kind}: {e.After}",
    };
}
