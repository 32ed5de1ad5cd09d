using Engagement.Data;
using Engagement.Features.Publishing.Posts;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Publishing.Series;

/// <summary>Waiting posts whose clock time means another moment with new time zone data: which counts?</summary>
internal sealed class ZonesModel(Db db, DecideZoneChanges decide, ZoneData zones) : PageModel
{
    public const int Most = 100;

    public IReadOnlyList<ZoneChange> Changes { get; private set; } = [];

    public int Count { get; private set; }

    public string Version => zones.Version;

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(List<Guid> posts, bool move, CancellationToken ct)
    {
        var answer = await decide.RunAsync(new(posts, move, User.DisplayName(), User.UserId()), ct);
        if (answer is Result<int>.Done { Value: var count })
        {
            this.Say(move ? $"{count} moved to the time on the clock." : $"{count} kept at the moment that was planned.");
            return Redirect("/series/zones");
        }

        await LoadAsync(ct);
        return this.Refuse(answer);
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Changes = await db.QueryAsync<ZoneChange>(ZoneChange.Open, new { Take = Most }, ct);
        Count = Changes.Count < Most ? Changes.Count : await db.ScalarAsync<int>(ZoneChange.CountOpen, ct: ct);
    }
}
