using Engagement.Data;
using Engagement.Features.People.Team;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Opportunities;

/// <summary>Marks a ticket or one of its messages as a chance.</summary>
internal sealed class NewModel(MarkOpportunity mark, Db db) : PageModel
{
    private const string UsualCurrency = "EUR";

    [BindProperty]
    public OpportunityForm Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public long Ticket { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Message { get; set; }

    public TicketNamed Found { get; private set; } = null!;

    public string? Body { get; private set; }

    public IReadOnlyList<UserRow> People { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct))
        {
            return NotFound();
        }

        // Whoever finds it, has it; and a desk sells in one currency as a rule.
        Input = new OpportunityForm
        {
            OwnerId = User.UserId(),
            Currency = await db.ScalarAsync<string>(OpportunitySql.LastCurrency, new { Take = 1 }, ct) ?? UsualCurrency,
        };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct))
        {
            return NotFound();
        }

        var answer = Input.Read(out var wrong) is { } words
            ? await mark.RunAsync(new(Found.TicketId, Message, words, User.DisplayName(), User.UserId()), ct)
            : new Result<Opportunity>.Invalid([wrong!]);
        if (answer is Result<Opportunity>.Done { Value: var made })
        {
            this.Say("It is marked as a chance.");
            return Redirect($"/opportunities/{made.Id}");
        }

        return this.Refuse(answer, nameof(Input));
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        if (await db.OneAsync<TicketNamed>(OpportunitySql.TicketByNumber, new { Number = Ticket }, ct) is not { } found)
        {
            return false;
        }

        Found = found;
        Body = Message is null ? null : await db.ScalarAsync<string>(OpportunitySql.MessageBody, new { Id = Message, found.TicketId }, ct);
        People = [.. (await db.QueryAsync<UserRow>(UserSql.All, ct: ct)).Where(u => u.DisabledAt is null)];
        return Message is null || Body is not null;
    }
}

internal sealed record TicketNamed
{
    public Guid TicketId { get; init; }

    public long Number { get; init; }

    public string Subject { get; init; } = "";

    public string ClientName { get; init; } = "";
}
