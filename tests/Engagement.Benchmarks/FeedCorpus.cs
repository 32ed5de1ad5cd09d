using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Feeds;
using Engagement.Features.Content.Knowledge.Reading;

namespace Engagement.Benchmarks;

/// <summary>
/// Not a speed: how many feeds of a folder are read as the comment in each says (<c>Expect: entries[0]['title'] == '…'</c>, as in
/// github.com/kurtmckee/feedparser, tests/wellformed and tests/illformed). What the comments say of entries' number, titles, links and
/// times is looked at; of the others, that they can be read at all and have the entries that are written in them.
/// </summary>
internal static partial class FeedCorpus
{
    private static readonly Uri Address = new("http://127.0.0.1:8097/feed.xml");

    public static Task RunAsync(string[] args)
    {
        if (args is not [var folder, ..] || !Directory.Exists(folder))
        {
            Console.WriteLine("Give a folder of feeds: feeds <folder>. Skipped.");
            return Task.CompletedTask;
        }

        var differences = new List<(string Kind, string File, string What)>();
        var (files, looked, checks) = (0, 0, 0);
        foreach (var file in Directory.EnumerateFiles(folder, "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            files++;
            var bytes = File.ReadAllBytes(file);
            var text = FeedText.Decode(bytes, null);
            var header = ContentType().Match(text) is { Success: true } type && Charset().Match(type.Value) is { Success: true } set
                ? set.Groups[1].Value : null;
            var expect = Expected().Match(text) is { Success: true } found ? found.Groups[1].Value : "";
            IReadOnlyList<FeedEntry> entries;
            try
            {
                entries = [.. Feed.Parts(bytes, Address, header).Entries];
            }
            catch (ArticleException e)
            {
                var isFeed = Root().IsMatch(Comment().Replace(text, ""));
                if (isFeed)
                {
                    differences.Add(("refused", file, e.Message));
                }

                continue;
            }

            var written = Comment().Replace(CData().Replace(text, ""), "");
            var count = Entry().Count(written);
            if (entries.Count != count)
            {
                differences.Add(("entries", file, $"{entries.Count}, and {count} are written"));
            }

            var clauses = Clause().Matches(expect);
            looked += clauses.Count > 0 ? 1 : 0;
            foreach (Match clause in clauses)
            {
                checks++;
                var at = int.Parse(clause.Groups[1].Value, CultureInfo.InvariantCulture);
                var name = clause.Groups[2].Value + clause.Groups[3].Value;
                var wanted = clause.Groups[4].Value;
                if (at >= entries.Count || Difference(entries[at], name, wanted) is { } what && what.Length > 0)
                {
                    differences.Add((name, file, at >= entries.Count ? "no such entry" : Difference(entries[at], name, wanted)!));
                }
            }
        }

        foreach (var (kind, file, what) in differences)
        {
            Console.WriteLine($"{kind}: {Path.GetRelativePath(folder, file)}: {what.ReplaceLineEndings(" ")}");
        }

        var wrong = differences.Select(d => d.File).Distinct().Count();
        Console.WriteLine(string.Join(", ", differences.CountBy(d => d.Kind).Select(k => $"{k.Key} {k.Value}")));
        Console.WriteLine($"{files} files, {files - wrong} equal: {(files - wrong) / (double)files:P1}; {looked} of them say something of "
            + $"an entry's title, link or time, in {checks} places");
        return Task.CompletedTask;
    }

    private static string? Difference(FeedEntry entry, string name, string wanted)
    {
        switch (name)
        {
            case "title" or "title_detail":
                var title = entry.Title is null ? "" : Words(entry.Title);
                var literal = Text(wanted);
                return title == Words(literal) || title == OneLine(literal) ? null : $"'{title}', not '{literal}'";
            case "link":
                return entry.Link == Text(wanted) || (entry.Link is not null && entry.Link == Uri(Text(wanted)))
                    ? null : $"{entry.Link}, not {Text(wanted)}";
            default:
                var time = name.StartsWith("updated", StringComparison.Ordinal) ? entry.UpdatedAt ?? entry.PublishedAt : entry.PublishedAt;
                var right = wanted[0] == '(' ? Tuple(wanted) : FeedDate.Read(Text(wanted));
                return time?.ToUniversalTime() == right?.ToUniversalTime() && time is not null ? null : $"{time:O}, not {wanted}";
        }
    }

    private static string? Uri(string text) => System.Uri.TryCreate(text, UriKind.Absolute, out var url) ? url.AbsoluteUri : null;

    private static string Words(string html) => OneLine(ArticleText.From(html).Plain);

    private static string OneLine(string text) => ArticleText.OneLine(text);

    private static DateTimeOffset? Tuple(string wanted)
    {
        var n = wanted.Trim('(', ')').Split(',').Select(p => int.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        return new DateTimeOffset(n[0], n[1], n[2], n[3], n[4], n[5], TimeSpan.Zero);
    }

    // A text as Python writes it, in one piece or several.
    private static string Text(string literal)
    {
        var text = new StringBuilder();
        foreach (Match piece in Piece().Matches(literal))
        {
            text.Append(Escape().Replace(piece.Groups[1].Value + piece.Groups[2].Value, e => e.Value[1] switch
            {
                'n' => "\n",
                't' => "\t",
                'u' or 'x' => ((char)int.Parse(e.Value[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString(),
                var other => other.ToString(),
            }));
        }

        return text.ToString();
    }

    [GeneratedRegex(@"Expect:\s*(.*?)\s*(?:-->|\n)")]
    private static partial Regex Expected();

    [GeneratedRegex(@"^\s*Header:\s*Content-type:.*$", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex ContentType();

    [GeneratedRegex(@"charset=[""']?([\w.-]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Charset();

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"<!\[CDATA\[.*?\]\]>", RegexOptions.Singleline)]
    private static partial Regex CData();

    [GeneratedRegex(@"<(?:\w+:)?(?:rss|feed|rdf|channel)[\s>]", RegexOptions.IgnoreCase)]
    private static partial Regex Root();

    [GeneratedRegex(@"<(?:\w+:)?(?:item|entry)[\s/>]", RegexOptions.IgnoreCase)]
    private static partial Regex Entry();

    [GeneratedRegex("""
        entries\[(\d+)\]
        (?:\[['"](title|link|published|updated|published_parsed|updated_parsed)['"]\](?!\[)
        |(?:\[['"]|\.)(title_detail|title|link)(?:['"]\])?(?:\[['"]value['"]\])?)
        \s*==\s*(\([^)]*\)|(?:u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*\+?\s*)+)
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Clause();

    [GeneratedRegex("""
        '((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Piece();

    [GeneratedRegex(@"\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)")]
    private static partial Regex Escape();
}
