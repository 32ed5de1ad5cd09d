using Engagement.Features.Content.Knowledge.Sources;
using Engagement.Web.Api;

namespace Engagement.Features.Content.Knowledge;

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
