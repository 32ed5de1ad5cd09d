using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Engagement.Channels.Bluesky;

/// <summary>Builds the record of a post (lexicon app.bsky.feed.post). The same post makes the same record, byte for byte.</summary>
internal static partial class BlueskyRecord
{
    /// <param name="post">The words.</param>
    /// <param name="facets">What is in them; a mention's value is by now the account's DID.</param>
    /// <param name="embed">Images or a card; null for neither.</param>
    /// <param name="reply">What it answers; null for nothing.</param>
    public static JsonObject Of(OutgoingPost post, IReadOnlyList<Facet> facets, JsonObject? embed, JsonObject? reply)
    {
        var record = new JsonObject
        {
            ["$type"] = AtUri.Posts,
            ["text"] = post.Text,
            ["createdAt"] = Time(post.CreatedAt),
        };
        if (facets.Count > 0)
        {
            record["facets"] = new JsonArray([.. facets.Select(ToJson)]);
        }

        // The server refuses a whole post for a tag that is none.
        if (post.Language is { } language && LanguageTag().IsMatch(language))
        {
            record["langs"] = new JsonArray(language);
        }

        if (embed is not null)
        {
            record["embed"] = embed;
        }

        if (reply is not null)
        {
            record["reply"] = reply;
        }

        return record;
    }

    /// <summary>To the millisecond, which every database keeps and every writer of the lexicon's form agrees on.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static JsonObject Images(IEnumerable<(OutgoingImage Image, JsonNode Blob)> images) => new()
    {
        ["$type"] = "app.bsky.embed.images",
        ["images"] = new JsonArray([.. images.Select(i => ToJson(i.Image, i.Blob))]),
    };

    public static JsonObject Card(LinkCard card, JsonNode? thumb)
    {
        var external = new JsonObject { ["uri"] = card.Url.AbsoluteUri, ["title"] = card.Title, ["description"] = card.Description };
        if (thumb is not null)
        {
            external["thumb"] = thumb;
        }

        return new JsonObject { ["$type"] = "app.bsky.embed.external", ["external"] = external };
    }

    /// <summary>An answer names what it answers and the thread's first post, each with the version meant.</summary>
    public static JsonObject Reply(RecordAnswer root, RecordAnswer parent) =>
        new() { ["root"] = Strong(root), ["parent"] = Strong(parent) };

    private static JsonObject Strong(RecordAnswer record) => new() { ["uri"] = record.Uri, ["cid"] = record.Cid };

    private static JsonObject ToJson(OutgoingImage image, JsonNode blob)
    {
        var json = new JsonObject { ["alt"] = image.AltText, ["image"] = blob };
        if (image is { Width: > 0, Height: > 0 })
        {
            json["aspectRatio"] = new JsonObject { ["width"] = image.Width, ["height"] = image.Height };
        }

        return json;
    }

    private static JsonObject ToJson(Facet facet) => new()
    {
        ["index"] = new JsonObject { ["byteStart"] = facet.Start, ["byteEnd"] = facet.End },
        ["features"] = new JsonArray(facet.Kind switch
        {
            FacetKind.Link => new JsonObject { ["$type"] = "app.bsky.richtext.facet#link", ["uri"] = facet.Value },
            FacetKind.Mention => new JsonObject { ["$type"] = "app.bsky.richtext.facet#mention", ["did"] = facet.Value },
            FacetKind.Tag => new JsonObject { ["$type"] = "app.bsky.richtext.facet#tag", ["tag"] = facet.Value },
        }),
    };

    [GeneratedRegex("^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$")]
    private static partial Regex LanguageTag();
}
