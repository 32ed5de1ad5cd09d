using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// The parts of an address that site makers fill in: <c>:year</c>, <c>:title</c>, … of Jekyll (jekyllrb.com/docs/permalinks), Hugo
/// (gohugo.io/configuration/permalinks) and Hexo (hexo.io/docs/permalinks).
/// </summary>
internal sealed partial class PermalinkTokens(FrontMatter head)
{
    // What other site makers fill in, in signs that no address has: {slug}, [slug], <%= slug %>, $slug, %postname%.
    private static readonly string[] Others = ["{", "}", "[", "]", "<", ">", "$"];

    /// <summary>The file's name, without a date and its end.</summary>
    public required string File { get; init; }

    public DateTimeOffset? Time { get; init; }

    public string Collection { get; init; } = "";

    /// <summary>The folders before the collection: Jekyll's categories.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Its folder below the collection, or below the root.</summary>
    public string Within { get; init; } = "";

    /// <summary>Whether an address has such parts.</summary>
    public static bool Has(string address) => Parts(address).Any();

    /// <summary>Whether an address has parts that only its site maker fills in.</summary>
    public static bool AreOthers(string address) =>
        Others.Any(sign => address.Contains(sign, StringComparison.Ordinal)) || Percent().IsMatch(address);

    /// <summary>The address with its parts filled in; null: nobody says what one of them is.</summary>
    public string? Fill(string address)
    {
        // The host is one that is written there: two slashes may also be left where a part in between is empty.
        var path = Host().Match(address).Length;
        var made = new StringBuilder("/");
        var at = path;
        foreach (var part in Parts(address).Where(part => part.Index >= path))
        {
            if (Value(part.Value) is not { } value)
            {
                return null;
            }

            made.Append(address, at, part.Index - at).Append(value);
            at = part.Index + part.Length;
        }

        made.Append(address, at, address.Length - at);
        return address[..path] + Slashes().Replace(made.ToString(), "/");
    }

    // A colon behind a letter belongs to a word: talk:page. Parts may follow one another: :year:month.
    private static IEnumerable<Match> Parts(string address)
    {
        var end = -1;
        foreach (Match part in Token().Matches(address))
        {
            if (part.Index == 0 || part.Index == end || !char.IsLetterOrDigit(address[part.Index - 1]))
            {
                end = part.Index + part.Length;
                yield return part;
            }
        }
    }

    private string? Value(string part) => part.TrimEnd('*') switch
    {
        ":categories" or ":category" or ":slugified_categories" => string.Join('/', Categories().Select(Slug.From)),
        ":year" => On("yyyy"),
        ":short_year" => On("yy"),
        ":month" => On("MM"),
        ":i_month" => On("%M"),
        ":long_month" or ":monthname" => On("MMMM"),
        ":short_month" => On("MMM"),
        ":day" => On("dd"),
        ":i_day" => On("%d"),
        ":hour" => On("HH"),
        ":minute" => On("mm"),
        ":second" => On("ss"),
        ":y_day" or ":yearday" => Time?.DayOfYear.ToString(part == ":y_day" ? "000" : "0", CultureInfo.InvariantCulture),
        ":title" or ":slug" or ":post_title" => Slugged() ?? Title(),
        ":slugorfilename" or ":slugorcontentbasename" => Slugged() ?? File,
        ":name" or ":basename" or ":filename" or ":contentbasename" => File,
        ":path" => Within.Length > 0 ? Within + "/" + File : File,
        ":collection" when Collection.Length > 0 => Collection,
        ":sections" when Within.Length > 0 => Within,
        ":section" when Within.Length > 0 => Within.Split('/')[0],
        ":output_ext" => ".html",
        _ => null,
    };

    private string? Slugged() => head.Text("slug") is { } slug && !Has(slug) && !AreOthers(slug) ? slug : null;

    // Jekyll's and Hexo's is the file's name. Hugo's is made from the title, in its own way where there are other letters than ours.
    private string? Title() => Collection.Length > 0 || head.Text("title") is not { } title ? File
        : Ascii.IsValid(title) ? Slug.From(title)
        : null;

    private IEnumerable<string> Categories() => [.. Folders, .. head.List("categories", "category")];

    private string? On(string format) => Time?.ToString(format, CultureInfo.InvariantCulture);

    [GeneratedRegex(@":[a-z_]+\*?", RegexOptions.NonBacktracking)]
    private static partial Regex Token();

    [GeneratedRegex("%[a-z_]{3,}%", RegexOptions.NonBacktracking)]
    private static partial Regex Percent();

    [GeneratedRegex("^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#:]+(?::[0-9]+)?", RegexOptions.NonBacktracking)]
    private static partial Regex Host();

    [GeneratedRegex("/{2,}", RegexOptions.NonBacktracking)]
    private static partial Regex Slashes();
}
