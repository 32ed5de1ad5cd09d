using System.Text.Json;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Listening;

internal sealed class AttentionModel(Db db, ReplayItem replay) : PageModel
{
    public IReadOnlyList<(InboundRow Row, InboundItem? Item)> Items { get; private set; } = [];

    /// <summary>What automated accounts said lately.</summary>
    public IReadOnlyList<(InboundRow Row, InboundItem? Item)> LeftOut { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        LeftOut = [.. (await db.QueryAsync<InboundRow>(ListeningSql.LeftOut, new { Chain.DropBots.Reason, Take = 50 }, ct))
            .Select(row => (row, ItemOf(row)))];
        var rows = await db.QueryAsync<InboundRow>(ListeningSql.Failed, new { Take = 200 }, ct);
        Items = [.. rows.Select(row => (row, ItemOf(row)))];
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        var answer = await replay.RunAsync(id, ct);
        this.Say(answer is Result<Guid>.Done ? "It goes through the chain again." : "It was replayed already.");
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostLetInAsync(Guid id, CancellationToken ct)
    {
        var answer = await replay.LetInAsync(id, ct);
        this.Say(answer is Result<Guid>.Done ? "It becomes a ticket." : "It was let in already.");
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
