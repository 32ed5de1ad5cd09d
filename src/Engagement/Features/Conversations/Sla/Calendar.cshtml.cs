using System.ComponentModel.DataAnnotations;
using Engagement.Data;
using Engagement.Web;
using Engagement.Web.Security;
using Engagement.Web.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Sla;

/// <summary>One calendar of the book.</summary>
internal sealed class CalendarModel(Db db, ChangeSla change) : PageModel
{
    [BindProperty]
    public int Version { get; set; }

    /// <summary>The name it had; empty for a new one.</summary>
    [BindProperty, DisplayFormat(ConvertEmptyStringToNull = false)]
    public string Original { get; set; } = "";

    [BindProperty, DisplayFormat(ConvertEmptyStringToNull = false)]
    public string Name { get; set; } = "";

    [BindProperty, DisplayFormat(ConvertEmptyStringToNull = false)]
    public string Zone { get; set; } = "";

    /// <summary>The openings of each day, Monday first, as written.</summary>
    [BindProperty]
    public List<string?> Open { get; set; } = [];

    [BindProperty]
    public string? Holidays { get; set; }

    public IReadOnlyList<OpenSpan> Week { get; private set; } = [];

    public SlaBook Book { get; private set; } = SlaBook.None;

    public async Task<IActionResult> OnGetAsync(string? name, CancellationToken ct)
    {
        Book = await SlaBooks.NewestAsync(db, ct);
        Version = Book.Version;
        if (string.IsNullOrEmpty(name))
        {
            Zone = User.TimeZone().Id;
            Open = [.. SlaWords.Days.Select(d => d is DayOfWeek.Saturday or DayOfWeek.Sunday ? "" : "09:00-17:00")];
            return Page();
        }

        if (Book.Calendars.FirstOrDefault(c => c.Name == name) is not { } calendar)
        {
            return NotFound();
        }

        (Original, Name, Zone) = (calendar.Name, calendar.Name, calendar.Zone);
        Open = [.. SlaWords.Days.Select(d => OpenTime.Say(calendar.Week.Where(s => s.Day == d)))];
        Holidays = string.Join('\n', calendar.Holidays.Select(h => $"{h.Day:yyyy-MM-dd} {h.Name}"));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Book = await SlaBooks.NewestAsync(db, ct);
        Open = [.. Open.Concat(Enumerable.Repeat<string?>("", SlaWords.Days.Count)).Take(SlaWords.Days.Count)];
        var week = new List<OpenSpan>();
        for (var i = 0; i < SlaWords.Days.Count; i++)
        {
            if (OpenTime.Day(SlaWords.Days[i], Open[i]) is { } spans)
            {
                week.AddRange(spans);
            }
            else
            {
                ModelState.AddModelError($"Open[{i}]", $"{SlaWords.Days[i]}: write it as 09:00-12:00, 13:00-17:30.");
            }
        }

        var (days, unread) = OpenTime.Holidays(Holidays);
        if (unread is not null)
        {
            ModelState.AddModelError(nameof(Holidays), $"“{unread}” begins with no date such as 2026-12-25.");
        }

        if (!ModelState.IsValid)
        {
            return this.Unprocessable();
        }

        var calendar = new SlaCalendar(Name.Trim(), Zone.Trim(), week, days);
        var isNew = Original.Length == 0;
        List<SlaCalendar> calendars = isNew
            ? [.. Book.Calendars, calendar]
            : [.. Book.Calendars.Select(c => c.Name == Original ? calendar : c)];

        // A new name goes along to the policies that go by it.
        List<SlaPolicy> policies = [.. Book.Policies.Select(
            p => !isNew && p.Calendar == Original ? p with { Calendar = calendar.Name } : p)];
        return await SaveAsync(
            policies, calendars, isNew ? Sentence.Of($"Calendar “{calendar.Name}” added.") : $"Calendar “{Original}” changed.", ct);
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken ct)
    {
        Book = await SlaBooks.NewestAsync(db, ct);
        ModelState.Clear(); // the fields of the other form did not come with this one
        Open = [.. Enumerable.Repeat<string?>("", SlaWords.Days.Count)];
        return await SaveAsync(Book.Policies, [.. Book.Calendars.Where(c => c.Name != Original)], $"Calendar “{Original}” removed.", ct);
    }

    private async Task<IActionResult> SaveAsync(
        IReadOnlyList<SlaPolicy> policies, IReadOnlyList<SlaCalendar> calendars, string what, CancellationToken ct)
    {
        var answer = await change.RunAsync(new(Version, policies, calendars, what, User.DisplayName(), User.UserId()), ct);
        if (answer is not Result<int>.Done)
        {
            return this.Refuse(answer);
        }

        this.Say(what);
        return Redirect("/settings/sla");
    }
}
