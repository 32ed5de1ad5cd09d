using Engagement.Data;
using Engagement.Features.Content.Knowledge.Feeds;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Content.Knowledge.Sources;

internal sealed class IndexModel(Db db) : PageModel
{
    public IReadOnlyList<Source> Sources { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) => Sources = await db.QueryAsync<Source>(SourceSql.All, ct: ct);
}

/// <summary>How a source is doing, in the words of state badges.</summary>
internal static class SourceHealth
{
    public static string Of(Source source) => source switch
    {
        { Enabled: false } => "Paused",
        { FailureCount: > 0 } => "Failing",
        { LastReadAt: null } => "Unknown",
        { LastError: PollFeed.Empty } => "Empty",
        { LastError: not null } => "PartlyRead",
        _ => "Ok",
    };

    public static string Kind(Source source) => source.Kind switch
    {
        Source.Feed => "Feed",
        Source.Folder => "Folder",
        Source.Api => "Pushed over the API",
        Source.Demo => "Demo",
        var other => other,
    };
}
