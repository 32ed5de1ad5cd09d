using System.Globalization;
using Engagement.Data;
using Engagement.Features.Channels;
using Engagement.Features.Posts;
using Engagement.Features.Publishing;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Calendar;

/// <summary>What goes out when? A week in the reader's zone, side by side or as a list.</summary>
internal sealed class IndexModel(Db db, TimeProvider clock) : PageModel
{
    // A week that holds more is looked at by account or state.
    private const int Most = 2_000;

    public static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>Any day of the week that is meant, e.g. <c>2026-11-24</c>; what is no date is today.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Day { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? View { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Account { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Network { get; set; }

    [BindProperty(SupportsGet = true)]
    public DeliveryState? State { get; set; }

    public bool IsList => View == "list";

    public LocalDay Today { get; private set; } = null!;

    public LocalDay Monday { get; private set; } = null!;

    public IReadOnlyList<CalendarDay> Days { get; private set; } = [];

    public IReadOnlyList<AccountRow> Accounts { get; private set; } = [];

    public bool IsCut { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var zone = User.TimeZone();
        Today = LocalDay.Of(clock.GetUtcNow(), zone);
        Monday = (DateOnly.TryParseExact(Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is > 2000 and < 2200
            ? new LocalDay(date, zone)
            : Today).Monday;
        Accounts = await db.QueryAsync<AccountRow>(AccountSql.ReadAll, ct: ct);
        var week = await db.QueryAsync<PostDelivery>(
            PostSql.Between, new { From = Monday.StartsAt, To = Monday.Next(7).StartsAt, AccountId = Account, Take = Most }, ct);
        IsCut = week.Count == Most;
        var byDate = week
            .Where(d => (State is null || d.State == State) && (string.IsNullOrEmpty(Network) || d.Network == Network))
            .ToLookup(d => LocalDay.Of(d.DueAt, zone).Date);
        Days = [.. Enumerable.Range(0, 7).Select(Monday.Next).Select(day => new CalendarDay(day, [.. byDate[day.Date]]))];
    }

    /// <summary>This page with another week or view, the filters kept.</summary>
    public string Link(LocalDay day, bool list) =>
        $"/calendar?day={day.Date:yyyy-MM-dd}{(list ? "&view=list" : "")}{(Account is null ? "" : $"&account={Account}")}{(string.IsNullOrEmpty(Network) ? "" : $"&network={Uri.EscapeDataString(Network)}")}{(State is null ? "" : $"&state={State}")}";
}

internal sealed record CalendarDay(LocalDay Day, IReadOnlyList<PostDelivery> Deliveries);
