using System.Text.Json;
using Engagement.Data;
using Engagement.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>One event to one receiver: what was said, and how each call ended.</summary>
internal sealed class DeliveryModel(Db db, ReplayEvents replay) : PageModel
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public WebhookDeliveryRow Delivery { get; private set; } = new();

    public EndpointRow Endpoint { get; private set; } = new();

    public IReadOnlyList<WebhookAttemptRow> Attempts { get; private set; } = [];

    /// <summary>The body, with line breaks for people.</summary>
    public string Body => JsonSerializer.Serialize(JsonDocument.Parse(Delivery.Body()).RootElement, Indented);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await db.OneAsync<WebhookDeliveryRow>(WebhookSql.ReadDelivery, new { Id }, ct) is not { } delivery
            || await db.OneAsync<EndpointRow>(WebhookSql.ReadEndpoint, new { Id = delivery.EndpointId }, ct) is not { } endpoint)
        {
            return NotFound();
        }

        (Delivery, Endpoint) = (delivery, endpoint);
        Attempts = await db.QueryAsync<WebhookAttemptRow>(WebhookSql.Attempts, new { Id }, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        switch (await replay.OneAsync(Id, ct))
        {
            case Result<Guid>.Missing:
                return NotFound();
            case Result<Guid>.Conflict { Why: var why }:
                this.Say(why);
                break;
            default:
                this.Say("It is sent again.");
                break;
        }

        return RedirectToPage(new { Id });
    }
}
