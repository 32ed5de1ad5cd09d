using System.Globalization;
using Engagement.Data;
using Engagement.Features.Publishing.Posts;
using Engagement.Web;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Integrations.Webhooks;

/// <summary>One receiver: its settings, its log, and what can be sent again.</summary>
internal sealed class ShowModel(Db db, SaveEndpoint save, ReplayEvents replay, ListDeliveries list, TimeProvider clock) : PageModel
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Type { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Address { get; set; }

    [BindProperty]
    public List<string> Types { get; set; } = [];

    [BindProperty]
    public bool AllowPrivate { get; set; }

    [BindProperty]
    public bool On { get; set; }

    [BindProperty]
    public int Version { get; set; }

    /// <summary>In the reader's zone.</summary>
    [BindProperty]
    public string? From { get; set; }

    [BindProperty]
    public string? To { get; set; }

    public EndpointRow Endpoint { get; private set; } = new();

    public Page<WebhookDeliveryRow> Deliveries { get; private set; } = new([], null);

    /// <summary>Shown this once.</summary>
    public string? Secret { get; private set; }

    /// <summary>The rest of this list.</summary>
    public string Older => QueryString.Create(
        Request.Query.Where(q => q.Key != "after").SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v)))
            .Append(new("after", Deliveries.Next))).ToString();

    public async Task<IActionResult> OnGetAsync(string? after, CancellationToken ct)
    {
        if (!Cursor.TryParse(after, out var cursor))
        {
            return Redirect($"/settings/webhooks/{Id}");
        }

        if (!await LoadAsync(cursor, ct))
        {
            return NotFound();
        }

        Fill();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct) =>
        await EndAsync(await save.ChangeAsync(Id, Version, On, new(Name, Address, Types, AllowPrivate, User.DisplayName()), ct),
            "Saved.", ct);

    public async Task<IActionResult> OnPostRotateAsync(CancellationToken ct)
    {
        var answer = await save.RotateAsync(Id, ct);
        if (!await LoadAsync(null, ct))
        {
            return NotFound();
        }

        Fill();
        if (answer is not Result<string>.Done { Value: var secret })
        {
            return this.Refuse(answer);
        }

        ModelState.Clear();
        Secret = secret;
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken ct)
    {
        if (await save.RemoveAsync(Id, ct) is not Result<Guid>.Done)
        {
            return NotFound();
        }

        this.Say("Removed. It is told nothing any more.");
        return Redirect("/settings/webhooks");
    }

    public async Task<IActionResult> OnPostPingAsync(CancellationToken ct) =>
        await EndAsync(await replay.PingAsync(Id, User.DisplayName(), ct), "A test call is on its way; the log shows how it ended.", ct);

    public async Task<IActionResult> OnPostReplayAsync(Guid delivery, CancellationToken ct) =>
        await EndAsync(await replay.OneAsync(delivery, ct), "It is sent again.", ct);

    public async Task<IActionResult> OnPostPeriodAsync(CancellationToken ct)
    {
        DateTimeOffset? At(string? local) => LocalMoment.Parse(local ?? "", User.TimeZone())?.Instant;
        var answer = await replay.PeriodAsync(Id, At(From), At(To), ct);
        var count = answer is Result<int>.Done { Value: var sent } ? sent : 0;
        return await EndAsync(answer, count == 0
            ? "Nothing happened in that time that it wants."
            : $"{count} {(count == 1 ? "event is" : "events are")} sent again.", ct);
    }

    private async Task<IActionResult> EndAsync<T>(Result<T> answer, string said, CancellationToken ct)
    {
        if (answer is Result<T>.Done)
        {
            this.Say(said);
            return RedirectToPage(new { Id });
        }

        if (!await LoadAsync(null, ct))
        {
            return NotFound();
        }

        if (Name is null)
        {
            Fill(); // another form than the settings'
        }

        return this.Refuse(answer);
    }

    private async Task<bool> LoadAsync(Cursor? after, CancellationToken ct)
    {
        if (await db.OneAsync<EndpointRow>(WebhookSql.ReadEndpoint, new { Id }, ct) is not { } endpoint)
        {
            return false;
        }

        Endpoint = endpoint;
        Deliveries = await list.RunAsync(Id, State, Type, after, PageSize, ct);
        return true;
    }

    private void Fill()
    {
        (Name, Address, Types, AllowPrivate) = (Endpoint.Name,
            Endpoint.Url, Endpoint.TakesAll ? [] : [.. Endpoint.Types], Endpoint.AllowPrivate);
        (On, Version) = (Endpoint.State == EndpointState.Active, Endpoint.Version);
        var now = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), User.TimeZone());
        From ??= now.AddDays(-1).ToString(LocalMoment.Format, CultureInfo.InvariantCulture);
        To ??= now.AddMinutes(1).ToString(LocalMoment.Format, CultureInfo.InvariantCulture);
    }
}
