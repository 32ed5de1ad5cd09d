using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Engagement.Features.Content.Knowledge.Feeds;

/// <summary>JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1).</summary>
internal static class JsonFeed
{
    private static readonly JsonDocumentOptions Options = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = 100,
    };

    /// <returns>Null: it is JSON, and no feed.</returns>
    /// <exception cref="ArticleException">It is broken.</exception>
    public static FeedParts? Read(string text, Uri url)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            var feed = document.RootElement;
            return feed.ValueKind == JsonValueKind.Object && feed.TryGetProperty("items", out var items)
                && items.ValueKind == JsonValueKind.Array
                ? new FeedParts(
                    WebUtility.HtmlEncode(Text(feed, "title") ?? ""),
                    Text(feed, "language"),
                    [.. items.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object).Select(i => Entry(i, url))])
                : null;
        }
        catch (JsonException e)
        {
            throw new ArticleException("This JSON feed cannot be read: it breaks off here, or is no JSON.", (int?)(e.LineNumber + 1));
        }
    }

    private static FeedEntry Entry(JsonElement item, Uri url)
    {
        var html = Text(item, "content_html");
        var plain = Text(item, "content_text");
        return new FeedEntry
        {
            Id = Text(item, "id"),
            Title = Text(item, "title") is { } title ? WebUtility.HtmlEncode(title) : null,
            Link = FeedAddress.Web(Text(item, "url"), url) ?? FeedAddress.Web(Text(item, "external_url"), url)
                ?? FeedAddress.Web(Text(item, "id"), null),
            Html = html ?? (plain is null ? null : Paragraphs(plain)),
            SummaryHtml = Text(item, "summary") is { } summary ? WebUtility.HtmlEncode(summary) : null,
            Base = url,
            ImageUrl = FeedAddress.Web(Text(item, "image") ?? Text(item, "banner_image"), url),
            Tags = item.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Array
                ? [.. tags.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.String).Select(t => Clean(t) ?? "")]
                : [],
            Language = Text(item, "language"),
            PublishedAt = FeedDate.Read(Text(item, "date_published")) ?? FeedDate.Read(Text(item, "date_modified")),
            UpdatedAt = FeedDate.Read(Text(item, "date_modified")),
            Author = Author(item),
        };
    }

    // 1.1 has a list of them, 1.0 had one.
    private static string? Author(JsonElement item) =>
        item.TryGetProperty("authors", out var all) && all.ValueKind == JsonValueKind.Array && all.GetArrayLength() > 0
            && all[0].ValueKind == JsonValueKind.Object
            ? Text(all[0], "name")
            : item.TryGetProperty("author", out var one) && one.ValueKind == JsonValueKind.Object ? Text(one, "name") : null;

    private static string Paragraphs(string plain) =>
        string.Concat(plain.ReplaceLineEndings("\n").Split("\n\n")
            .Select(p => $"<p>{WebUtility.HtmlEncode(p).Replace("\n", "<br>", StringComparison.Ordinal)}</p>"));

    // An id may be a number in the wild.
    private static string? Text(JsonElement from, string name) => from.TryGetProperty(name, out var value) ? Clean(value) : null;

    private static string? Clean(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => TextOf(value)?.Trim() is { Length: > 0 } text ? text : null,
        JsonValueKind.Number => value.GetRawText().ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString()?.Replace("\0", "", StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            // Half a character, written as an escape: no text can hold it.
            return null;
        }
    }
}
