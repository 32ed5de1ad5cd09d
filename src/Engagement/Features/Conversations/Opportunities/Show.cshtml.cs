using Engagement.Data;
using Engagement.Features.People.Team;
using Engagement.Features.Publishing.Posts;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Opportunities;

/// <summary>One chance: what is known of it, where it came from, what happened to it.</summary>
internal sealed class ShowModel(ChangeOpportunity change, ReadEvidence evidence, Db db, TimeProvider clock) : PageModel
{
    [BindProperty]
    public OpportunityForm Input { get; set; } = new();

    public Opportunity Chance { get; private set; } = null!;

    public Evidence Trail { get; private set; } = null!;

    public IReadOnlyList<OpportunityEvent> Events { get; private set; } = [];

    public IReadOnlyList<UserRow> People { get; private set; } = [];

    public DateOnly Today { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, OpportunityStage? stage, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        Input = OpportunityForm.Of(OpportunityWords.Of(Chance));
        Input.Stage = stage ?? Chance.Stage;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, int version, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        var answer = Input.Read(out var wrong) is { } words
            ? await change.RunAsync(new(id, version, words, User.DisplayName(), User.UserId()), ct)
            : new Result<Opportunity>.Invalid([wrong!]);
        if (answer is Result<Opportunity>.Done)
        {
            this.Say("Saved.");
            return Redirect($"/opportunities/{id}");
        }

        return this.Refuse(answer, nameof(Input));
    }

    /// <summary>An event in words.</summary>
    public static string Say(OpportunityEvent e) => e.Kind switch
    {
        "created" => $"Marked as a chance ({e.After})",
        "stage" => $"{e.Before} → {e.After}",
        _ => e.After ?? "Changed",
    };

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.OneAsync<Opportunity>(OpportunitySql.Read, new { Id = id }, ct) is not { } chance)
        {
            return false;
        }

        Chance = chance;
        Trail = (await evidence.RunAsync(id, ct))!;
        Events = await db.QueryAsync<OpportunityEvent>(OpportunitySql.Events, new { Id = id }, ct);
        People = [.. (await db.QueryAsync<UserRow>(UserSql.All, ct: ct)).Where(u => u.DisabledAt is null || u.Id == chance.OwnerId)];
        Today = LocalDay.Of(clock.GetUtcNow(), User.TimeZone()).Date;
        return true;
    }
}
