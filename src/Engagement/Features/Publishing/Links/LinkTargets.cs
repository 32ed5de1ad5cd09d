using System.Collections.Concurrent;
using Engagement.Data;

namespace Engagement.Features.Publishing.Links;

/// <summary>Where a code leads.</summary>
/// <param name="Location">The article's address with its tags, ready for the header.</param>
internal sealed record LinkTarget(string Code, Guid ArticleId, string Location);

/// <summary>
/// The targets of codes, in memory: a redirect asks no database, and goes on while it is away. Only what is registered is here, so a
/// link leads nowhere else.
/// </summary>
internal sealed class LinkTargets(Db db, TimeProvider clock)
{
    // About 60 MB. Beyond it is started anew, which costs one look-up for each link in use.
    private const int Most = 100_000;

    // The newest: older posts are seldom read, and are found on their first visit.
    private const int AtStart = 50_000;

    // Rows are written with the clock of their node, and seen once their transaction ends.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, LinkTarget> _known = new(StringComparer.Ordinal);
    private DateTimeOffset _refreshedAt;

    /// <summary>From memory alone.</summary>
    public LinkTarget? Find(string code) => _known.GetValueOrDefault(code);

    /// <summary>From the database, and kept; null: there is no such link.</summary>
    public async Task<LinkTarget?> ReadAsync(string code, CancellationToken ct) =>
        await db.OneAsync<TrackedLink>(TrackedLinkSql.ByCode, new { Code = code }, ct) is { } link ? Keep(link) : null;

    /// <summary>Links made on any node since the last time, and links whose article has moved.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        var now = clock.Now();
        var since = _refreshedAt == default ? default : _refreshedAt - Overlap;
        foreach (var link in (await db.QueryAsync<TrackedLink>(TrackedLinkSql.MadeSince, new { Since = since, Take = AtStart }, ct))
            .Reverse())
        {
            Keep(link);
        }

        if (_refreshedAt != default)
        {
            foreach (var link in await db.QueryAsync<TrackedLink>(TrackedLinkSql.OfArticlesChangedSince, new { Since = since }, ct))
            {
                Keep(link);
            }
        }

        _refreshedAt = now;
    }

    public LinkTarget Keep(TrackedLink link)
    {
        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        return _known[link.Code] = new LinkTarget(link.Code, link.ArticleId,
            UtmTags.On(link.Target, link.Source, link.Campaign, link.Code));
    }
}
