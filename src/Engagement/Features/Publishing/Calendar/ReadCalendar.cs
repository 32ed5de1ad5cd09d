using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Posts;
using Engagement.Web.Api;

namespace Engagement.Features.Publishing.Calendar;

/// <summary>What goes out when: by day, as a list, or what is next on each account.</summary>
internal sealed class ReadCalendar(Db db, FindClashes clashes, TimeProvider clock)
{
    public const int ListSize = 100;

    // Next on an account: as many as are looked at before one opens its list.
    private const int QueueSize = 6;

    // A send may be under way, or held over a night; what is older is found in the list.
    private static readonly TimeSpan QueueReachesBack = TimeSpan.FromDays(1);

    /// <summary>Days in a row, each with its first <paramref name="most"/> posts and their number.</summary>
    public async Task<IReadOnlyList<CalendarDay>> DaysAsync(
        LocalDay first, int count, int most, CalendarFilter filter, Crowding rules, CancellationToken ct)
    {
        var days = Enumerable.Range(0, count).Select(first.Next).ToList();
        var bounds = Json.Write(
            days.Select((d, n) => new { n, f = CalendarSql.Moment(d.StartsAt), t = CalendarSql.Moment(d.Next(1).StartsAt) }));
        var args = new { Days = bounds, Take = most, filter.AccountId, filter.Network, State = filter.State?.ToString(), filter.Tag };
        var conditions = filter.Conditions(CalendarSql.InDay);
        var chips = await clashes.MarkAsync(
            await db.QueryAsync<CalendarChip>(CalendarSql.FirstOfDays.Where(conditions), args, ct), rules, ct);

        // A day that is not full has been counted already.
        var byDay = chips.ToLookup(c => c.Day);
        var totals = byDay.Any(d => d.Count() == most)
            ? (await db.QueryAsync<DayTotal>(CalendarSql.CountOfDays.Where(conditions), args, ct)).ToDictionary(t => t.Day, t => t.Total)
            : [];
        return [.. days.Select((day, n) => new CalendarDay(day, [.. byDay[n]], totals.GetValueOrDefault(n, byDay[n].Count())))];
    }

    /// <summary>From a moment on, page by page.</summary>
    public async Task<Page<CalendarChip>> ListAsync(
        DateTimeOffset from, Cursor? after, CalendarFilter filter, Crowding rules, CancellationToken ct)
    {
        var conditions = filter.Conditions(CalendarSql.FromOn);
        if (after is not null)
        {
            conditions.Add(CalendarSql.After);
        }

        var rows = await db.QueryAsync<CalendarChip>(CalendarSql.List.Where(conditions), new
        {
            From = after is not null && after.Time > from ? after.Time : from,
            AfterTime = after?.Time,
            AfterId = after?.Id,
            Take = ListSize + 1,
            filter.AccountId,
            filter.Network,
            State = filter.State?.ToString(),
            filter.Tag,
        }, ct);
        var page = Page<CalendarChip>.Of(rows, ListSize, c => c, c => new Cursor(c.DueAt, c.Id));
        return page with { Items = await clashes.MarkAsync(page.Items, rules, ct) };
    }

    /// <summary>What goes out next on each account, with how much waits behind it.</summary>
    public async Task<IReadOnlyList<AccountQueue>> QueueAsync(
        IReadOnlyList<AccountRow> accounts, CalendarFilter filter, Crowding rules, CancellationToken ct)
    {
        var chosen = accounts.Where(a => (filter.AccountId is null || a.Id == filter.AccountId)
            && (filter.Network is null || a.Network == filter.Network)).ToList();
        var args = new
        {
            Accounts = Json.Ids(chosen.Select(a => a.Id)),
            From = clock.Now() - QueueReachesBack,
            Take = QueueSize,
            filter.AccountId,
            filter.Network,
            State = filter.State?.ToString(),
            filter.Tag,
        };
        var conditions = filter.Conditions(CalendarSql.OfEachAccount);
        var chips = (await clashes.MarkAsync(await db.QueryAsync<CalendarChip>(CalendarSql.NextOfAccounts.Where(conditions), args, ct),
            rules, ct)).ToLookup(c => c.AccountId);
        var totals = (await db.QueryAsync<AccountTotal>(CalendarSql.CountOfAccounts.Where(conditions), args, ct))
            .ToDictionary(t => t.AccountId, t => t.Total);
        return [.. chosen.Select(a => new AccountQueue(a, [.. chips[a.Id]], totals.GetValueOrDefault(a.Id)))];
    }

    private sealed record DayTotal
    {
        public int Day { get; init; }

        public int Total { get; init; }
    }

    private sealed record AccountTotal
    {
        public Guid AccountId { get; init; }

        public int Total { get; init; }
    }
}

/// <summary>An account, what goes out next on it, and how many wait in all.</summary>
internal sealed record AccountQueue(AccountRow Account, IReadOnlyList<CalendarChip> Next, int Total);
