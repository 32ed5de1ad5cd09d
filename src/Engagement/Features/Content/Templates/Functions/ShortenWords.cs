using System.Globalization;
using Engagement.Channels;
using Engagement.Channels.Text;
using WordLinks = Engagement.Channels.Text.Links;

namespace Engagement.Features.Content.Templates.Functions;

/// <summary>
/// <c>shorten</c>: at most so much of a text, cut at a word, with an ellipsis; a link in it stays whole, and one that has no room is named
/// beside the words.
/// </summary>
internal static class ShortenWords
{
    private static readonly char[] Space = [' ', '\n', '\t'];

    public static readonly TemplateFunction Function = new(
        "shorten",
        "At most so many characters as a reader counts them, or so much by the network's own count; cut at a word, "
            + "with an ellipsis. A link in it is kept",
        [
            new("text", "the text to shorten", Required: true),
            new("most", "how much may be left, as a number", Required: true),
            new("by", "characters or network"),
        ],
        call =>
        {
            var (text, most) = (call.Text(0), call.Number(1, 1, TemplateRun.MaxText));
            var shortened = call.Choice(2, "characters", "characters", "network") == "network" && call.Subject is { } subject
                ? ByMeasure(text, words => subject.Channel.Measure(words, subject.Account).Length, most)
                : ByCharacters(text, most);
            foreach (var link in TextShortener.LostLinks(text, shortened))
            {
                call.Run.LeaveOut(SayLost(link));
            }

            return shortened;
        },
        "{{ article.title | shorten 24 }}",
        "{{ article.summary | shorten 60 'network' }}");

    /// <summary>That a link is not in the words.</summary>
    public static string SayLost(string link) => $"No room was left for the link {link}.";

    /// <summary>At most <paramref name="most"/> graphemes.</summary>
    public static string ByCharacters(string? text, int most)
    {
        text = text?.Trim() ?? "";
        if (text.Length <= most)
        {
            return text; // a grapheme is one UTF-16 unit or more
        }

        if (WordLinks.FindWithBare(text).Any())
        {
            return ByMeasure(text, words => Graphemes.Count(words), most);
        }

        // Where the first that is too many begins, and where the one before it did: the ellipsis takes its place.
        var (count, last, at) = (0, 0, 0);
        while (at < text.Length && count < most)
        {
            last = at;
            at += StringInfo.GetNextTextElementLength(text.AsSpan(at));
            count++;
        }

        if (at >= text.Length)
        {
            return text;
        }

        if (most < 2)
        {
            return text[..at]; // the first character says more than an ellipsis
        }

        var cut = text[..last];
        var space = cut.LastIndexOfAny(Space);

        // A first word longer than half the room is cut inside rather than dropped.
        if (space > cut.Length / 2)
        {
            cut = cut[..space];
        }

        return cut.TrimEnd(' ', '\n', '\t', ',', ';', ':', '.', '-', '–') + "…";
    }

    // Where not even the link fits, words without it, and with another that does; a text that is nothing but a link stays whole, for half a
    // link leads nowhere.
    private static string ByMeasure(string text, Func<string, int> length, int most)
    {
        text = text.Trim();
        TextMeasure Measure(string words) => new(length(words), most);
        if (TextShortener.Shorten(text, null, Measure) is { } shortened)
        {
            return shortened;
        }

        var links = WordLinks.FindWithBare(text).Where(link => length(text[link.Start..link.End]) > most).ToList();
        var words = Enumerable.Reverse(links).Aggregate(text, (left, link) => left[..link.Start].TrimEnd() + left[link.End..]).Trim();
        return words.Any(char.IsLetterOrDigit)
            ? TextShortener.Shorten(words, null, Measure) ?? words[..StringInfo.GetNextTextElementLength(words)]
            : links.Count > 0 ? text[links[0].Start..links[0].End] : text[..StringInfo.GetNextTextElementLength(text)];
    }
}
