using Engagement.Data;
using Engagement.Features.Publishing.Posts;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Publishing.Series;

internal sealed class IndexModel(Db db, ListOccurrences occurrences, TimeProvider clock) : PageModel
{
    private const int PageSize = 30;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public SeriesState? State { get; set; }

    public Page<Listed> Series { get; private set; } = new([], null);

    /// <summary>Posts whose clock time means another moment with new zone data, and nobody has said which counts.</summary>
    public int ZoneChanges { get; private set; }

    public bool IsFiltered => State is not null || !string.IsNullOrWhiteSpace(Q);

    internal sealed record Listed(SeriesRow Row, string Standing, ComingOccurrence? Next);

    public async Task<IActionResult> OnGetAsync(string? after, CancellationToken ct)
    {
        if (!Cursor.TryParse(after, out var cursor))
        {
            return Redirect("/series");
        }

        List<Sql> conditions = [];
        if (!string.IsNullOrWhiteSpace(Q))
        {
            conditions.Add(SeriesSql.HasName);
        }

        if (State is not null)
        {
            conditions.Add(SeriesSql.InState);
        }

        if (cursor is not null)
        {
            conditions.Add(SeriesSql.Before);
        }

        var rows = await db.QueryAsync<SeriesRow>(SeriesSql.List.Where(conditions),
            new { Take = PageSize + 1, Like = LikePattern.Containing(Q),
                State = State?.ToString(), AfterTime = cursor?.Time, AfterId = cursor?.Id }, ct);
        var page = Page<SeriesRow>.Of(rows, PageSize, r => r, r => new Cursor(r.CreatedAt, r.Id));
        var listed = new List<Listed>();
        var today = LocalDay.Of(clock.GetUtcNow(), User.TimeZone()).Date;
        foreach (var row in page.Items)
        {
            listed.Add(new(row, row.Standing(today), await occurrences.OfAsync(row, 1, ct) is [var next, ..] ? next : null));
        }

        Series = new(listed, page.Next);
        ZoneChanges = await db.ScalarAsync<int>(ZoneChange.CountOpen, ct: ct);
        return Page();
    }
}
