using Engagement.Web.Api;

namespace Engagement.Features.Content.Templates;

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
