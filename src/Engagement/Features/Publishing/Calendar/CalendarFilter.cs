using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;

namespace Engagement.Features.Publishing.Calendar;

/// <summary>What of the calendar somebody wants to see; empty: everything but what was cancelled.</summary>
internal sealed record CalendarFilter(Guid? AccountId = null, string? Network = null, DeliveryState? State = null, string? Tag = null)
{
    public bool IsEmpty => this == new CalendarFilter();

    /// <summary>The conditions that hold, after the one that says where.</summary>
    public List<Sql> Conditions(Sql where)
    {
        var conditions = new List<Sql> { where, State is null ? CalendarSql.NotCancelled : CalendarSql.OfState };
        if (AccountId is not null)
        {
            conditions.Add(CalendarSql.OfAccount);
        }

        if (Network is not null)
        {
            conditions.Add(CalendarSql.OfNetwork);
        }

        if (Tag is not null)
        {
            conditions.Add(CalendarSql.WithTag);
        }

        return conditions;
    }
}
