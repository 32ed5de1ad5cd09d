using Engagement.Features.Conversations.Tickets.Queues;
using Engagement.Web.Api;

namespace Engagement.Features.Conversations.Tickets;

internal sealed class MessageKinds : IWordSet
{
    public static string Name => "MessageKind";

    public static IReadOnlyList<string> Words(IServiceProvider services) => [MessageKind.Inbound, MessageKind.Outbound, MessageKind.Note];
}

internal sealed class FieldKinds : IWordSet
{
    public static string Name => "TicketFieldKind";

    public static IReadOnlyList<string> Words(IServiceProvider services) => [.. TicketField.Kinds.Select(k => k.Kind)];
}

internal sealed class LinkKinds : IWordSet
{
    public static string Name => "TicketLinkKind";

    public static IReadOnlyList<string> Words(IServiceProvider services) => ["related", "split", "merged", "follow-up"];
}
