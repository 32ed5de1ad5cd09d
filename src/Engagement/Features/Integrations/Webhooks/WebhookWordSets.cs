using Engagement.Web.Api;

namespace Engagement.Features.Integrations.Webhooks;

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
