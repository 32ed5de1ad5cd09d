using Engagement.Web.Api;

namespace Engagement.Features.Integrations.Notifications;

internal sealed class NoticeTypes : IWordSet
{
    public static string Name => "NoticeKind";

    public static IReadOnlyList<string> Words(IServiceProvider services) => [.. NoticeCatalog.All.Select(k => k.Key)];
}
