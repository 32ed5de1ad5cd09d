using System.Globalization;
using System.Text;
using Scriban.Runtime;

namespace Engagement.Features.Templates;

/// <summary>One thing a template can use, and what it means: the list beside the editor.</summary>
internal sealed record TemplateWord(string Name, string Meaning, string Example);

/// <summary>The fields and functions a template has. Everything is a plain value or a function written here.</summary>
internal static class TemplateWords
{
    /// <summary>All of them, for people.</summary>
    public static IReadOnlyList<TemplateWord> All { get; } =
    [
        new("article.title", "The article's title", "{{ article.title }}"),
        new("article.summary", "Its summary, one or two sentences", "{{ article.summary }}"),
        new("article.text", "The whole article as plain words", "{{ article.text | first_sentence }}"),
        new("article.tags", "Its tags", "{{ article.tags | hashtags 2 }}"),
        new("article.updated", "When it last changed", "{{ article.updated | day }}"),
        new("article.image_alt", "What its first image shows", "{{ article.image_alt }}"),
        new("link", "Where readers find the article: our short link that counts visits, where Settings have one. Never cut off", "{{ link }}"),
        new("account.name", "The account's name, as we call it", "{{ account.name }}"),
        new("account.handle", "The account's public handle", "{{ account.handle }}"),
        new("network.name", "The network's name", "{{ network.name }}"),
        new("network.limit", "How long a post may be there", "{{ if network.limit > 500 }}…{{ end }}"),
        new("organisation", "Your organisation's name, from Settings", "{{ organisation }}"),
        new("fit", "As much of a text as the post still has room for, cut at a word", "{{ article.summary | fit }}"),
        new("shorten", "At most so many characters, cut at a word", "{{ article.title | shorten 80 }}"),
        new("first_sentence", "The first sentence", "{{ article.text | first_sentence }}"),
        new("hashtags", "Tags as hashtags, at most so many", "{{ article.tags | hashtags 3 }}"),
        new("steps", "The lines of a numbered list in the text, at most so many", "{{ article.text | steps 3 }}"),
        new("plural", "One or many, by a number", "{{ 3 | plural 'step' 'steps' }}"),
        new("quote", "A text in quotation marks", "{{ article.title | quote }}"),
        new("day", "A time as a date", "{{ article.updated | day }}"),
    ];

    /// <param name="subject">What the template is about.</param>
    /// <param name="fit">What <c>fit</c> does in this pass.</param>
    public static ScriptObject Of(TemplateSubject subject, Func<string?, string> fit)
    {
        var article = subject.Article;
        var words = new ScriptObject
        {
            ["article"] = new TemplateFields("article")
            {
                ["title"] = article.Title,
                ["summary"] = article.Summary,
                ["text"] = article.Text,
                ["url"] = article.Url,
                ["tags"] = new ScriptArray(article.Tags),
                ["image"] = article.Image,
                ["image_alt"] = article.ImageAlt,
                ["language"] = article.Language,
                ["updated"] = article.Updated.UtcDateTime,
            },
            ["link"] = subject.Link ?? "",
            ["account"] = new TemplateFields("account") { ["name"] = subject.AccountName, ["handle"] = subject.AccountHandle },
            ["network"] = new TemplateFields("network")
            {
                ["name"] = subject.Channel.Facts.Name,
                ["limit"] = subject.Channel.Measure("x", subject.Account).Limit,
            },
            ["organisation"] = subject.Organisation,
            ["now"] = subject.Now.UtcDateTime,
        };
        words.Import("fit", fit);
        words.Import("shorten", (string? text, int most) => Shorten(text, most));
        words.Import("first_sentence", FirstSentence);
        words.Import("hashtags", (IEnumerable<object?>? tags, int most) => Hashtags(tags, most));
        words.Import("steps", (string? text, int most) => Steps(text, most));
        words.Import("plural", (int count, string one, string many) => count == 1 ? one : many);
        words.Import("quote", (string? text) => string.IsNullOrWhiteSpace(text) ? "" : $"“{text.Trim()}”");
        words.Import("day", (DateTime time) => time.ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB")));
        return words;
    }

    /// <summary>At most <paramref name="most"/> graphemes, cut at a word where there is one, with an ellipsis where something was cut.</summary>
    public static string Shorten(string? text, int most)
    {
        text = text?.Trim() ?? "";
        var graphemes = StringInfo.ParseCombiningCharacters(text);
        if (graphemes.Length <= most)
        {
            return text;
        }

        if (most < 2)
        {
            return "";
        }

        var cut = text[..graphemes[most - 1]];
        var space = cut.LastIndexOfAny([' ', '\n', '\t']);

        // A first word longer than half the room is cut inside rather than dropped.
        if (space > cut.Length / 2)
        {
            cut = cut[..space];
        }

        return cut.TrimEnd(' ', '\n', '\t', ',', ';', ':', '.', '-', '–') + "…";
    }

    private static string FirstSentence(string? text)
    {
        text = (text ?? "").Trim();
        for (var i = 0; i < text.Length; i++)
        {
            var ends = text[i] is '.' or '!' or '?' or '…' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]));
            if (ends || text[i] == '\n')
            {
                return text[..(text[i] == '\n' ? i : i + 1)].Trim();
            }
        }

        return text;
    }

    // "Remote work" -> #RemoteWork; a hashtag holds letters, digits and underscores and does not start with a digit, on every network.
    private static string Hashtags(IEnumerable<object?>? tags, int most) => string.Join(' ', (tags ?? [])
        .Select(tag => tag?.ToString() ?? "")
        .Select(tag => string.Concat(tag.Split([' ', '-', '/', '.', '_'], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => char.ToUpperInvariant(word[0]) + word[1..])))
        .Select(tag => new string([.. tag.Where(char.IsLetterOrDigit)]))
        .Where(tag => tag.Length > 0 && !char.IsDigit(tag[0]))
        .Distinct(StringComparer.OrdinalIgnoreCase)
        .Take(Math.Max(0, most))
        .Select(tag => $"#{tag}"));

    private static string Steps(string? text, int most)
    {
        var steps = new StringBuilder();
        var count = 0;
        foreach (var line in (text ?? "").Split('\n').Select(l => l.Trim()))
        {
            var digits = line.TakeWhile(char.IsAsciiDigit).Count();
            if (digits is > 0 and < 3 && line.Length > digits + 1 && line[digits] is '.' or ')' && count < most)
            {
                count++;
                steps.Append(count).Append(". ").Append(line[(digits + 1)..].Trim()).Append('\n');
            }
        }

        return steps.ToString().TrimEnd();
    }
}
