namespace Engagement;

/// <summary>Dates that somebody can mean: outside of them a digit slipped.</summary>
internal static class SensibleDates
{
    public const string Wanted = "Give a date between 1900 and 2100.";

    public static bool Has(DateOnly? date) => date is not { Year: < 1900 or > 2100 };
}
