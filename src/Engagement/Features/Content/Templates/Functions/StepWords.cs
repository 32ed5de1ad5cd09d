using System.Text;
using System.Text.RegularExpressions;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Reading;

namespace Engagement.Features.Content.Templates.Functions;

/// <summary><c>steps</c>: the first numbered list of a text, numbered anew. The text is an article's words, or Markdown, or HTML.</summary>
internal static partial class StepWords
{
    public static readonly TemplateFunction Function = new(
        "steps",
        "The steps of the first numbered list in a text (plain words, Markdown or HTML), at most so many; numbered, one a line. "
            + "Nothing where there is no such list",
        [new("text", "a text, such as article.text", Required: true), new("most", "how many at most, as a number")],
        call => Of(call.Text(0), call.Has(1) ? call.Number(1, 0, 50) : 50, call),
        "{{ article.text | steps 3 }}");

    private static string Of(string text, int most, Call call)
    {
        var isHtml = text.Contains("<ol", StringComparison.OrdinalIgnoreCase);
        try
        {
            text = isHtml ? ArticleText.From(text).Plain : text;
        }
        catch (ArticleException e)
        {
            throw call.Wrong(e.Message);
        }

        var steps = new StringBuilder();
        var (count, indent, before) = (0, -1, 0);
        foreach (var line in text.Split('\n'))
        {
            if (Step().Match(line) is { Success: true } step && (indent < 0 || step.Groups["indent"].Length <= indent))
            {
                var number = int.Parse(step.Groups["number"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
                if (number <= 1 && before > 1)
                {
                    break; // another list begins
                }

                before = number;
                indent = step.Groups["indent"].Length;
                if (count == most)
                {
                    break;
                }

                steps.Append(++count).Append(". ")
                    .Append(isHtml ? step.Groups["words"].Value : Plain(step.Groups["words"].Value)).Append('\n');
            }
        }

        return steps.ToString().TrimEnd();
    }

    // The marks of Markdown that stand within a line.
    private static string Plain(string markdown) => Emphasis().Replace(Link().Replace(markdown, "$1"), "$2").Trim();

    [GeneratedRegex(@"^(?<indent>[ \t]*)(?<number>\d{1,2})[.)]\s+(?<words>\S.*)$", RegexOptions.None, matchTimeoutMilliseconds: 50)]
    private static partial Regex Step();

    [GeneratedRegex(@"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,500}\)", RegexOptions.None, matchTimeoutMilliseconds: 50)]
    private static partial Regex Link();

    [GeneratedRegex(@"(\*\*|__|\*|`)(?=\S)([^*`\n]{1,300}?)(?<=\S)\1", RegexOptions.None, matchTimeoutMilliseconds: 50)]
    private static partial Regex Emphasis();
}
