namespace Engagement.Features.Templates.Functions;

/// <summary><c>hashtags</c>: "remote work" becomes #RemoteWork. Capitals let a screen reader read the words.</summary>
internal static class HashtagWords
{
    private static readonly char[] Between = [' ', '-', '/', '.', '_', '\u00a0'];

    public static readonly TemplateFunction Function = new(
        "hashtags",
        "Tags as hashtags, at most so many. Each word begins with a capital, so that it can be read aloud",
        [new("tags", "a list of tags, such as article.tags", Required: true), new("most", "how many at most, as a number")],
        call => string.Join(' ', Of(call.List(0)).Take(call.Has(1) ? call.Number(1, 0, 30) : 30)),
        "{{ article.tags | hashtags 2 }}");

    // A hashtag holds letters and digits and does not start with a digit, on every network.
    private static IEnumerable<string> Of(IEnumerable<string> tags) => tags
        .Select(tag => string.Concat(tag.Split(Between, StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..])))
        .Select(tag => new string([.. tag.Where(char.IsLetterOrDigit)]))
        .Where(tag => tag.Length > 0 && !char.IsDigit(tag[0]))
        .Distinct(StringComparer.OrdinalIgnoreCase)
        .Select(tag => $"#{tag}");
}
