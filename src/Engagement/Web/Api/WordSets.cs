using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Insights.Sheets;
using Engagement.Features.Knowledge.Sources;
using Engagement.Features.Notices;
using Engagement.Features.Templates;
using Engagement.Features.Tickets;
using Engagement.Features.Tickets.Queues;
using Engagement.Features.Webhooks;

namespace Engagement.Web.Api;

/// <summary>Those we speak, and those that accounts of former times are of: their posts and tickets are still read.</summary>
internal sealed class Networks : IWordSet
{
    private static readonly Sql OfAccounts = Sql.Portable("select distinct Network from Accounts order by Network");

    public static string Name => "Network";

    public static IReadOnlyList<string> Words(IServiceProvider services) =>
        [.. services.GetRequiredService<ChannelCatalog>().All.Select(c => c.Facts.Key)];

    public static Task<IReadOnlyList<string>> FormerAsync(IServiceProvider services, CancellationToken ct) =>
        services.GetRequiredService<Db>().QueryAsync<string>(OfAccounts, ct: ct);
}

internal sealed class EventTypes : IWordSet
{
    public static string Name => "EventType";

    public static IReadOnlyList<string> Words(IServiceProvider services) => [.. WebhookEvents.All.Select(e => e.Type)];
}

/// <summary>What calls are of: events, and test calls.</summary>
internal sealed class CallTypes : IWordSet
{
    public static string Name => "WebhookCallType";

    public static IReadOnlyList<string> Words(IServiceProvider services) => [.. EventTypes.Words(services), WebhookEvents.Ping];
}

internal sealed class CallStates : IWordSet
{
    public static string Name => "WebhookCallState";

    public static IReadOnlyList<string> Words(IServiceProvider services) => ["Waiting", "Delivered", "Failed"];
}

internal sealed class EndpointStates : IWordSet
{
    public static string Name => "WebhookState";

    public static IReadOnlyList<string> Words(IServiceProvider services) =>
        [EndpointState.Active, EndpointState.Paused, EndpointState.Disabled];
}

internal sealed class NoticeTypes : IWordSet
{
    public static string Name => "NoticeKind";

    public static IReadOnlyList<string> Words(IServiceProvider services) => [.. NoticeKinds.All.Select(k => k.Key)];
}

internal sealed class DeliveryKinds : IWordSet
{
    public static string Name => "DeliveryKind";

    public static IReadOnlyList<string> Words(IServiceProvider services) => ["post", "reply"];
}

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

internal sealed class SourceKinds : IWordSet
{
    public static string Name => "SourceKind";

    public static IReadOnlyList<string> Words(IServiceProvider services) => [Source.Folder, Source.Feed, Source.Api, Source.Demo];
}

/// <summary>How a source's articles begin.</summary>
internal sealed class BeginStates : IWordSet
{
    public static string Name => "InitialState";

    public static IReadOnlyList<string> Words(IServiceProvider services) => ["Draft", "Validated"];
}

internal sealed class TemplateTypes : IWordSet
{
    public static string Name => "TemplateKind";

    public static IReadOnlyList<string> Words(IServiceProvider services) => [.. TemplateKinds.All.Select(k => k.Key)];
}

internal sealed class LengthClasses : IWordSet
{
    public static string Name => "LengthClass";

    public static IReadOnlyList<string> Words(IServiceProvider services) => ["short", "long"];
}

internal sealed class TemplateStates : IWordSet
{
    public static string Name => "TemplateState";

    public static IReadOnlyList<string> Words(IServiceProvider services) => ["Draft", "Active", "Retired"];
}

internal sealed class OccurrenceStates : IWordSet
{
    public static string Name => "OccurrenceState";

    public static IReadOnlyList<string> Words(IServiceProvider services) => ["Coming", "Planned", "Made", "Skipped"];
}

internal sealed class InsightsTables : IWordSet
{
    public static string Name => "InsightsTableKey";

    public static IReadOnlyList<string> Words(IServiceProvider services) => ReadSheets.All;
}
