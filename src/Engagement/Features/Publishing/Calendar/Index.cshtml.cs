using System.Globalization;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Deliveries.Foresight;
using Engagement.Features.Publishing.Posts;
using Engagement.Web;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Publishing.Calendar;

/// <summary>What goes out when? A week, a month, a quarter, a list or the queue of each account, in the reader's zone.</summary>
internal sealed class IndexModel(Db db, ReadCalendar read, ReadPanel panel, ChangeMany change, Foresee foresee,
    TimeProvider clock) : PageModel
{
    private const int MostTags = 500;
    private const string UndoName = "CalendarUndo";

    public static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>The day that is looked around, e.g. <c>2026-11-24</c>; what is no date is today.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Day { get; set; }

    [BindProperty(SupportsGet = true)]
    public CalendarView View { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Account { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Network { get; set; }

    [BindProperty(SupportsGet = true)]
    public DeliveryState? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Tag { get; set; }

    /// <summary>The post beside the calendar.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Open { get; set; }

    /// <summary>Where a list goes on.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public CalendarSpan Span { get; private set; } = null!;

    public LocalDay Today { get; private set; } = null!;

    public CalendarFilter Filter { get; private set; } = new();

    public Crowding Rules { get; private set; } = Crowding.Usual;

    public IReadOnlyList<CalendarDay> Days { get; private set; } = [];

    public Page<CalendarChip> List { get; private set; } = new([], null);

    public IReadOnlyList<AccountQueue> Queues { get; private set; } = [];

    public PanelModel? Panel { get; private set; }

    /// <summary>What will become of what waits.</summary>
    public Foresight Foreseen { get; private set; } = Foresight.Empty;

    /// <returns>What is foreseen of a post, where that is not what its state says.</returns>
    public string? BadgeOf(CalendarChip chip) => chip.State == DeliveryState.Scheduled ? Foreseen.Of(chip.Id)?.Fate.Badge : null;

    public IReadOnlyList<AccountRow> Accounts { get; private set; } = [];

    public IReadOnlyList<string> Tags { get; private set; } = [];

    public int AwaitApproval { get; private set; }

    /// <summary>The change just made can be taken back by it.</summary>
    public Guid? Undo { get; private set; }

    public bool MayChange => User.May(Area.Posts);

    public bool MayApprove => User.May(Area.Approval);

    public bool IsGrid => Span.Days > 0;

    public Task OnGetAsync(CancellationToken ct)
    {
        // What looks like an id comes back from the cookie as one.
        Undo = Guid.TryParse(TempData[UndoName]?.ToString(), out var undo) ? undo : null;
        return LoadAsync(ct);
    }

    /// <summary>The post beside the calendar, as a fragment.</summary>
    public async Task<IActionResult> OnGetPanelAsync(CancellationToken ct)
    {
        Look();
        return await PanelAsync(ct) is { } found ? Partial("_Panel", found) : NotFound();
    }

    /// <summary>To another day at the same time of day (dragged, or by keys), or to a moment (from the panel).</summary>
    public async Task<IActionResult> OnPostMoveAsync(List<string> deliveries, string? date, string? due, CancellationToken ct)
    {
        NewTime? to = DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new NewTime.OnDay(day)
            : LocalMoment.Parse(due ?? "", User.TimeZone()) is { } moment ? new NewTime.At(moment.Instant)
            : null;
        return await AnswerAsync(to is null
            ? Result<ChangeMany.Changed>.Wrong("To", "Choose a time.")
            : await change.MoveAsync(Seen(deliveries), to, Me(), ct), ct);
    }

    /// <summary>What was chosen with check boxes: moved by a while or to a day, cancelled, approved.</summary>
    public async Task<IActionResult> OnPostChangeAsync(
        List<string> deliveries, string? what, int? by, string? unit, string? date, CancellationToken ct)
    {
        var seen = Seen(deliveries);
        return await AnswerAsync(what switch
        {
            "shift" when by is null or 0 => Result<ChangeMany.Changed>.Wrong("By", "Say by how many, e.g. 1, or -1 for earlier."),
            "shift" => await change.MoveAsync(seen, Shift(by.Value, unit), Me(), ct),
            "day" => DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? await change.MoveAsync(seen, new NewTime.OnDay(day), Me(), ct)
                : Result<ChangeMany.Changed>.Wrong("Date", "Choose a day."),
            "cancel" => await change.CancelAsync(seen, Me(), ct),
            "approve" => MayApprove ? await change.ApproveAsync(seen, Me(), ct)
                : new Result<ChangeMany.Changed>.Conflict("Only approvers and administrators may approve."),
            _ => Result<ChangeMany.Changed>.Wrong("What", "Choose what to do."),
        }, ct);
    }

    public async Task<IActionResult> OnPostUndoAsync(Guid undo, [FromServices] UndoChange back, CancellationToken ct)
    {
        var answer = await back.RunAsync(new(undo, User.TimeZone(), User.DisplayName(), User.UserId() ?? Guid.Empty), ct);
        return await AnswerAsync(answer switch
        {
            Result<string>.Done { Value: var said } => new ChangeMany.Changed(said, null),
            Result<string>.Conflict conflict => new Result<ChangeMany.Changed>.Conflict(conflict.Why),
            Result<string>.Invalid invalid => new Result<ChangeMany.Changed>.Invalid(invalid.Errors),
            _ => new Result<ChangeMany.Changed>.Missing("There is no such delivery."),
        }, ct);
    }

    /// <summary>This calendar with something else in it; what is not said stays as it is.</summary>
    public string Link(LocalDay? day = null, CalendarView? view = null, Guid? open = null,
        string? after = null, string? handler = null, Guid? account = null)
    {
        string?[] parts =
        [
            handler is null ? null : $"handler={handler}",
            $"day={(day ?? Span.Chosen).Date:yyyy-MM-dd}",
            (view ?? View) == CalendarView.Week ? null : $"view={view ?? View}",
            (account ?? Account) is { } one ? $"account={one}" : null,
            string.IsNullOrEmpty(Network) ? null : $"network={Uri.EscapeDataString(Network)}",
            State is null ? null : $"state={State}",
            string.IsNullOrEmpty(Tag) ? null : $"tag={Uri.EscapeDataString(Tag)}",
            open is null ? null : $"open={open}",
            after is null ? null : $"after={after}",
        ];
        return $"/calendar?{string.Join('&', parts.Where(p => p is not null))}";
    }

    private static NewTime.Shifted Shift(int by, string? unit) => unit switch
    {
        // Beyond these nobody means it; the use case says so.
        "hours" => new NewTime.Shifted(0, Math.Clamp(by, -100_000, 100_000) * 60),
        "weeks" => new NewTime.Shifted(Math.Clamp(by, -1_000_000, 1_000_000) * 7, 0),
        _ => new NewTime.Shifted(Math.Clamp(by, -10_000_000, 10_000_000), 0),
    };

    private static List<SeenDelivery> Seen(List<string> deliveries) =>
        [.. deliveries.Select(SeenDelivery.Parse).OfType<SeenDelivery>().DistinctBy(d => d.Id)];

    private ChangeMany.Person Me() => new(User.DisplayName(), User.UserId(), User.Role()!.Value, User.TimeZone());

    private async Task<IActionResult> AnswerAsync(Result<ChangeMany.Changed> answer, CancellationToken ct)
    {
        if (answer is Result<ChangeMany.Changed>.Done { Value: var changed })
        {
            this.Say(changed.Said);
            TempData[UndoName] = changed.Undo?.ToString();
            Look();
            return Redirect(Link(open: Open, after: After));
        }

        await LoadAsync(ct);
        return this.Refuse(answer);
    }

    // Which days, which filters: all that the address says.
    private void Look()
    {
        var zone = User.TimeZone();
        Today = LocalDay.Of(clock.GetUtcNow(), zone);
        var day = DateOnly.TryParseExact(Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date.Year is > 2000 and < 2200 ? new LocalDay(date, zone) : Today;
        if (!Enum.IsDefined(View))
        {
            View = CalendarView.Week;
        }

        Span = CalendarSpan.Of(View, day);
        Filter = new(Account, string.IsNullOrWhiteSpace(Network) ? null : Network,
            State, string.IsNullOrWhiteSpace(Tag) ? null : Tag.Trim());
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Look();
        Rules = await Crowding.ReadAsync(db, ct);
        Accounts = await db.QueryAsync<AccountRow>(AccountSql.ReadAll, ct: ct);
        Tags = await db.QueryAsync<string>(CalendarSql.Tags, new { Take = MostTags }, ct);
        Foreseen = await foresee.RunAsync(null, int.MaxValue, ct);
        AwaitApproval = await db.ScalarAsync<int>(PostSql.CountAwaiting, ct: ct);
        if (IsGrid)
        {
            Days = await read.DaysAsync(Span.First, Span.Days, Span.Most, Filter, Rules, ct);
        }
        else if (View == CalendarView.Queue)
        {
            Queues = await read.QueueAsync(Accounts, Filter, Rules, ct);
        }
        else
        {
            List = await read.ListAsync(Span.First.StartsAt, Cursor.TryParse(After, out var cursor) ? cursor : null, Filter, Rules, ct);
        }

        Panel = await PanelAsync(ct);
    }

    private async Task<PanelModel?> PanelAsync(CancellationToken ct) =>
        Open is { } id && await panel.RunAsync(id, ct) is { } found
            ? found with
            {
                Foreseen = (Foreseen == Foresight.Empty ? await foresee.RunAsync(null, int.MaxValue, ct) : Foreseen).Of(id),
                Calendar = Link(after: After),
                Due = TimeZoneInfo.ConvertTime(found.Delivery.DueAt, User.TimeZone())
                    .ToString(LocalMoment.Format, CultureInfo.InvariantCulture),
            }
            : null;
}
