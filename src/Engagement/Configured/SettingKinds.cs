using System.Globalization;

namespace Engagement.Configured;

/// <summary>The kinds of values that settings take.</summary>
internal static class SettingKinds
{
    public static Setting<long> Whole(string name, long value, long least, long most, string help, string of = "") => Ranged(
        name, $"a whole number{of} from {Shown(least)} to {Shown(most)}", Shown(value), help, value, (least, most),
        n => (long)n, isWhole: true);

    public static Setting<decimal> Amount(string name, string otherwise, decimal least, decimal most, string help) =>
        Ranged(name, $"an amount from {Shown(least)} to {Shown(most)}", otherwise, help, 0m, (least, most), n => n);

    public static Setting<TimeSpan> Seconds(string name, double value, double least, double most, string help, string? otherwise = null) =>
        Span(name, "seconds", TimeSpan.FromSeconds(1), value, least, most, help, otherwise);

    public static Setting<TimeSpan> Minutes(string name, double value, double least, double most, string help) =>
        Span(name, "minutes", TimeSpan.FromMinutes(1), value, least, most, help);

    public static Setting<TimeSpan> Hours(string name, double value, double least, double most, string help) =>
        Span(name, "hours", TimeSpan.FromHours(1), value, least, most, help);

    public static Setting<TimeSpan> Days(string name, double value, double least, double most, string help, string? otherwise = null) =>
        Span(name, "days", TimeSpan.FromDays(1), value, least, most, help, otherwise);

    /// <summary>A time as a clock writes it. Never a bare number: to .NET 30 is thirty days.</summary>
    public static Setting<TimeSpan> Clock(string name, TimeSpan value, TimeSpan least, TimeSpan most, string help)
    {
        var takes = $"a time from {least:c} to {most:c}, as [days.]hours:minutes:seconds";
        return new(name, takes, value.ToString("c", CultureInfo.InvariantCulture), help, value, text => text.Trim() == "0" ? TimeSpan.Zero
            : text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span
            : throw new WrongValueException($"is not {takes}."), span => span >= least && span <= most)
        {
            Range = (least.ToString("c", CultureInfo.InvariantCulture), most.ToString("c", CultureInfo.InvariantCulture)),
        };
    }

    public static Setting<bool> Switch(string name, bool value, string help) => new(
        name, "true or false", value ? "true" : "false", help, value,
        text => bool.TryParse(text, out var said) ? said : throw new WrongValueException("is neither true nor false."));

    /// <summary>One of some words, in any letters; it is read as it stands here.</summary>
    public static Setting<string> OneOf(string name, string value, string otherwise, string help, params string[] words) =>
        new(name, string.Join(" or ", words), otherwise, help, value, text =>
            Array.Find(words, w => w.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase))
                ?? throw new WrongValueException($"is not {string.Join(" or ", words)}."));

    /// <summary>Any words; of what is secret nothing is ever shown.</summary>
    public static Setting<string> Text(string name, string takes, string help, bool isSecret = false) =>
        new(name, takes, "", help, "", text => text) { IsSecret = isSecret };

    /// <summary>A folder, which is made where it is not there.</summary>
    public static Setting<string> Folder(string name, string value, string otherwise, string help) =>
        new(name, "a folder", otherwise, help, value, text =>
        {
            for (var place = Path.GetFullPath(text); place is not null; place = Path.GetDirectoryName(place))
            {
                if (File.Exists(place))
                {
                    throw new WrongValueException(place == Path.GetFullPath(text) ? "is a file; it takes a folder."
                        : $"cannot be a folder: {place} is a file.");
                }
            }

            return text;
        });

    public static Setting<string> ExistingFile(string name, string help, bool isList = false) => new(name, "a file", "", help, "", text =>
        File.Exists(text) ? text : throw new WrongValueException("is no file that is there.")) { IsList = isList };

    private static Setting<TimeSpan> Span(
        string name, string units, TimeSpan one, double value, double least, double most, string help, string? otherwise = null) => Ranged(
            name, $"a number of {units} from {Shown((decimal)least)} to {Shown((decimal)most)}", otherwise ?? Shown((decimal)value), help,
            one * value, ((decimal)least, (decimal)most), n => one * (double)n);

    private static Setting<T> Ranged<T>(
        string name, string takes, string otherwise, string help, T value, (decimal Least, decimal Most) range, Func<decimal, T> of,
        bool isWhole = false)
        where T : IComparable<T> => new(
            name, takes, otherwise, help, value,
            text =>
            {
                try
                {
                    return of(decimal.Parse(text, isWhole ? NumberStyles.Integer : NumberStyles.Float, CultureInfo.InvariantCulture));
                }
                catch (Exception e) when (e is FormatException or OverflowException)
                {
                    throw new WrongValueException($"is not {takes}.");
                }
            },
            read => read.CompareTo(of(range.Least)) >= 0 && read.CompareTo(of(range.Most)) <= 0)
        {
            Range = (range.Least.ToString(CultureInfo.InvariantCulture), range.Most.ToString(CultureInfo.InvariantCulture)),
        };

    private static string Shown(decimal number) => number.ToString("#,0.######", CultureInfo.InvariantCulture);
}
