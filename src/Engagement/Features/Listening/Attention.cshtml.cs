using System.Text.Json;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Listening;

internal sealed class AttentionModel(Db db, ReplayItem replay) : PageModel
{
    public IReadOnlyList<(InboundRow Row, InboundItem? Item)> Items { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var rows = await db.QueryAsync<InboundRow>(ListeningSql.Failed, new { Take = 200 }, ct);
        Items = [.. rows.Select(row => (row, ItemOf(row)))];
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        var answer = await replay.RunAsync(id, ct);
        this.Say(answer is Answer<Guid>.Done ? "It goes through the chain again." : "It was replayed already.");
        return RedirectToPage();
    }

    private static InboundItem? ItemOf(InboundRow row)
    {
        try
        {
            return Json.Read<InboundItem>(row.ItemJson);
        }
        catch (JsonException)
        {
            // What cannot be read is set aside for that very reason; the row shows without its words.
            return null;
        }
    }
}
