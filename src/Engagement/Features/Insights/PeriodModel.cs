using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Insights;

/// <summary>What every page of Insights takes: a period in a zone, in the address, so that a page can be handed on.</summary>
internal abstract class PeriodModel(TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public int? Days { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Zone { get; set; }

    public Period Period { get; private set; } = null!;

    /// <summary>Until when visits are summed up; null: nothing is yet.</summary>
    public DateTimeOffset? CountedUpTo { get; protected set; }

    /// <summary>What else this page's addresses carry.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, string?>> Also => [];

    /// <summary>This page, or another of Insights, in the same period.</summary>
    public string Link(string path, params IEnumerable<KeyValuePair<string, string?>> more) =>
        path + QueryString.Create(Period.Query.Concat(more).Where(q => !string.IsNullOrEmpty(q.Value)));

    /// <summary>Reads the period; one that cannot be read is said at its field, and the usual one is shown.</summary>
    /// <returns>False when it could not be read.</returns>
    protected bool ReadPeriod()
    {
        var answer = Period.Read(Days, From, To, Zone, User.TimeZone(), clock.GetUtcNow());
        if (answer is Result<Period>.Done { Value: var period })
        {
            Period = period;
            return true;
        }

        Period = ((Result<Period>.Done)Period.Read(null, null, null, null, User.TimeZone(), clock.GetUtcNow())).Value;
        this.Refuse(answer);
        return false;
    }
}
