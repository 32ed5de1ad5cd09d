using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Engagement.Channels.Text;

namespace Engagement.Features.Content.Knowledge.Feeds;

/// <summary>Months, zones and the signs of dates in the languages of the world. A language is added by its months' beginnings.</summary>
internal static partial class FeedDateWords
{
    // By how they begin, without accents; of several the longest counts. Where two languages differ (Listopad is November in Polish and
    // Czech, October in Croatian) it is the one with more feeds.
    private static readonly Dictionary<string, int> Months = Table(
        "jan gen ene ιαν янв яну січ sty ian oca led tamm ינואר يناير",
        "feb fev φεβ фев лют lut sub unor helm פברואר فبراير",
        "mar mrz maer mrt μαρ мар бер brez maal מרץ مارس",
        "apr avr abr απρ апр кві kwi nis dub huht אפריל ابريل",
        "maj may mai mei mag μαι маи мая тра kvet touk מאי مايو",
        "jun juin giu ιουν июн юни чер cze cerv iun haz kesa יוני يونيو",
        "jul juil lug ιουλ июл юли лип lip cervenc iul tem hein יולי يوليو",
        "aug aou ago agu agt αυγ авг сер sie srp elo אוגוסט اغسطس",
        "sep set szep σεπ сен сеп вер wrz zari eyl syys ספטמבר سبتمبر",
        "oct okt ott out οκτ окт жов paz rij eki loka אוקטובר اكتوبر",
        "nov noe noi νοε ноя ное лис lis kas marras נובמבר نوفمبر",
        "dec dez dic des δεκ дек гру gru pros ara joul דצמבר ديسمبر");

    // Days of the week that begin as a month does.
    private static readonly HashSet<string> Weekdays = new(StringComparer.Ordinal)
        { "mardi", "martes", "martedi", "marti", "pazar", "pazartesi", "maanantai" };

    // Hours from UTC. Those that mean two zones mean the one with more feeds: IST is India, CST America.
    private static readonly Dictionary<string, double> Zones = new(StringComparer.Ordinal)
    {
        ["ut"] = 0, ["utc"] = 0, ["gmt"] = 0, ["z"] = 0, ["wet"] = 0, ["west"] = 1,
        ["bst"] = 1, ["cet"] = 1, ["met"] = 1, ["mez"] = 1, ["wat"] = 1,
        ["cest"] = 2, ["mest"] = 2, ["mesz"] = 2, ["eet"] = 2, ["cat"] = 2, ["sast"] = 2,
        ["eest"] = 3, ["msk"] = 3, ["мск"] = 3, ["eat"] = 3, ["trt"] = 3,
        ["idt"] = 3, ["irst"] = 3.5, ["msd"] = 4, ["gst"] = 4, ["pkt"] = 5, ["ist"] = 5.5,
        ["npt"] = 5.75, ["ict"] = 7, ["wib"] = 7, ["hkt"] = 8,
        ["sgt"] = 8, ["awst"] = 8, ["pht"] = 8, ["jst"] = 9, ["kst"] = 9, ["acst"] = 9.5, ["aest"] = 10, ["acdt"] = 10.5, ["aedt"] = 11,
        ["nzst"] = 12, ["nzdt"] = 13, ["ndt"] = -2.5, ["nst"] = -3.5, ["adt"] = -3, ["brt"] = -3, ["art"] = -3, ["ast"] = -4, ["at"] = -4,
        ["clt"] = -4, ["edt"] = -4, ["est"] = -5, ["et"] = -5, ["cot"] = -5, ["pet"] = -5,
        ["cdt"] = -5, ["cst"] = -6, ["ct"] = -6, ["mdt"] = -6,
        ["mst"] = -7, ["mt"] = -7, ["pdt"] = -7, ["pst"] = -8, ["pt"] = -8, ["akdt"] = -8, ["akst"] = -9, ["hst"] = -10,
    };

    // The system's names, whatever their case: a feed's text is compared in lower case.
    private static readonly Lazy<Dictionary<string, TimeZoneInfo>> Places = new(() => TimeZoneInfo.GetSystemTimeZones()
        .DistinctBy(z => z.Id.ToLowerInvariant()).ToDictionary(z => z.Id.ToLowerInvariant(), StringComparer.Ordinal));

    /// <summary>
    /// A date in lower case, with the digits 0 to 9, and with the signs of East Asia's and Slavic dates as other languages have them.
    /// </summary>
    public static string Plain(string written)
    {
        var text = new StringBuilder(written.Length);
        foreach (var c in written)
        {
            // Of other scripts, and those as wide as a letter of theirs; what is wide besides digits is a sign.
            text.Append(char.IsDigit(c) ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c))
                : c is >= '\uFF01' and <= '\uFF5E' ? char.ToLowerInvariant((char)(c - 0xFEE0))
                : c == '\u2212' ? '-' // the minus of mathematics
                : char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? ' '
                : char.ToLowerInvariant(c));
        }

        var plain = Half().Replace(text.ToString(), m => m.Value is "上午" or "午前" or "凌晨" or "早上" ? " am " : " pm ");
        plain = Day().Replace(plain, "$1-$2-$3 ");
        plain = Time().Replace(plain, m => $" {m.Groups[1].Value}:{Two(m.Groups[2])}:{Two(m.Groups[3])} ");
        return Apart().Replace(French().Replace(plain, "$1:$2"), "$1.$2.$3").Trim();
    }

    public static int? Month(string word)
    {
        var plain = new StringBuilder(word.Length);
        foreach (var c in Composed.Of(word, NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                plain.Append(c);
            }
        }

        var start = plain.ToString().TrimEnd('.');
        start = start.StartsWith('ב') ? start[1..] : start; // "in November", as Hebrew writes a day
        for (var length = Weekdays.Contains(start) ? 0 : Math.Min(start.Length, MostStart); length > 1; length--)
        {
            if (Months.TryGetValue(start[..length], out var month))
            {
                return month;
            }
        }

        return null;
    }

    public static TimeSpan? Zone(string word)
    {
        if (Zones.TryGetValue(word, out var hours))
        {
            return TimeSpan.FromHours(hours);
        }

        // The letters of RFC 822: A to M without J are hours west as it has them, N to Y east.
        return word is [>= 'a' and <= 'y' and not 'j' and var letter]
            ? TimeSpan.FromHours(letter <= 'i' ? 'a' - letter - 1 : letter <= 'm' ? 'a' - letter : letter - 'n' + 1)
            : null;
    }

    /// <summary>A zone by a place of the tz database, in lower case.</summary>
    public static TimeZoneInfo? Place(string name) => Places.Value.GetValueOrDefault(name);

    private const int MostStart = 8;

    private static Dictionary<string, int> Table(params ReadOnlySpan<string> months)
    {
        var table = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < months.Length; i++)
        {
            foreach (var start in months[i].Split(' '))
            {
                table.TryAdd(start, i + 1);
            }
        }

        return table;
    }

    private static string Two(Group group) => group.Success ? group.Value : "00";

    // Korean keeps its own words: they say the zone too.
    [GeneratedRegex("上午|午前|凌晨|早上|下午|午後|晚上|中午", RegexOptions.CultureInvariant)]
    private static partial Regex Half();

    [GeneratedRegex(@"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号號]?", RegexOptions.CultureInvariant)]
    private static partial Regex Day();

    [GeneratedRegex(@"(\d{1,2})\s?[时時点點](?:\s?(\d{1,2})\s?分)?(?:\s?(\d{1,2})\s?秒)?", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    [GeneratedRegex(@"\b(\d{1,2})h(\d{2})\b", RegexOptions.CultureInvariant)]
    private static partial Regex French();

    [GeneratedRegex(@"\b(\d{1,2})\.\s(\d{1,2})\.\s(\d{4})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Apart();
}
