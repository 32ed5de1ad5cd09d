using Engagement.Web.Api;

namespace Engagement.Features.Publishing.Deliveries;

internal sealed class DeliveryKinds : IWordSet
{
    public static string Name => "DeliveryKind";

    public static IReadOnlyList<string> Words(IServiceProvider services) => ["post", "reply"];
}
