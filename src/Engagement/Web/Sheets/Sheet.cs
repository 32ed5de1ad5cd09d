using System.Globalization;

namespace Engagement.Web.Sheets;

/// <summary>What stands in a column, and how it is shown and written.</summary>
internal enum CellKind
{
    Text,

    /// <summary>A count.</summary>
    Number,

    /// <summary>A number with places.</summary>
    Decimal,

    /// <summary>A share, from 0 to 1.</summary>
    Percent,

    /// <summary>Seconds.</summary>
    Duration,

    /// <summary>A moment, shown and written in the sheet's zone.</summary>
    Moment,
}

/// <summary>One column.</summary>
/// <param name="IsDrawn">Its numbers are in the chart.</param>
internal sealed record ReportColumn(string Name, CellKind Kind = CellKind.Number, bool IsDrawn = false);

/// <summary>A cell; <paramref name="Href"/> leads to what it is about, or to the rows behind a number.</summary>
internal readonly record struct ReportCell(object? Value, string? Href = null)
{
    public static implicit operator ReportCell(string? text) => new(text);

    public static implicit operator ReportCell(long? number) => new(number);

    public static implicit operator ReportCell(int number) => new((long)number);

    public static implicit operator ReportCell(long number) => new(number);

    public static implicit operator ReportCell(decimal? number) => new(number);

    public static implicit operator ReportCell(double? number) => new(number is { } n ? (decimal)n : null);
}

/// <summary>
/// A table as pages show it, charts draw it and files carry it: there is one of each, so that none can say something else.
/// </summary>
/// <param name="Key">In addresses and file names.</param>
/// <param name="Name">Its heading.</param>
internal sealed record Sheet(string Key, string Name, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<ReportCell[]> Rows)
{
    /// <summary>What it counts and what not, in a sentence or two.</summary>
    public string Note { get; init; } = "";

    /// <summary>How it is drawn: line, bar, bars (lying), or interval; empty: not at all.</summary>
    public string Chart { get; init; } = "";

    /// <summary>What to do when there are no rows.</summary>
    public string Empty { get; init; } = "Nothing in this period.";

    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>A cell in words.</summary>
    public string Words(int column, ReportCell cell) => cell.Value switch
    {
        null => "–",
        string text => text,
        DateTimeOffset moment => TimeZoneInfo.ConvertTime(moment, Zone).ToString("d MMM yyyy HH:mm", CultureInfo.InvariantCulture),
        var number => Convert.ToDecimal(number, CultureInfo.InvariantCulture) is var n && Columns[column].Kind switch
        {
            CellKind.Percent => n.ToString("P1", CultureInfo.InvariantCulture),
            CellKind.Duration => Span(TimeSpan.FromSeconds((double)n)),
            CellKind.Decimal => n.ToString("#,0.00##", CultureInfo.InvariantCulture),
            _ => n.ToString("#,0.##", CultureInfo.InvariantCulture),
        } is { } said ? said : "",
    };

    /// <summary>The two largest parts: 3 d 4 h, 12 min, 40 s.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => $"{(int)span.TotalSeconds} s",
        { TotalMinutes: < 60 } => $"{(int)span.TotalMinutes} min",
        { TotalHours: < 24 } => span.Minutes == 0 ? $"{span.Hours} h" : $"{span.Hours} h {span.Minutes} min",
        _ => span.Hours == 0 ? $"{span.Days} d" : $"{span.Days} d {span.Hours} h",
    };
}
