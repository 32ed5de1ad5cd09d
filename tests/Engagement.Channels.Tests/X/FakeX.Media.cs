using System.Text;
using System.Text.Json;
using Engagement.Channels.Tests.Contract;

namespace Engagement.Channels.Tests.X;

/// <summary>Pictures: uploaded, and described.</summary>
internal sealed partial class FakeX
{
    private static readonly Shape Metadata = new()
    {
        ["id"] = new(JsonValueKind.String, Required: true, Pattern: Id),
        ["metadata"] = new(JsonValueKind.Object, Inner: new()
        {
            ["alt_text"] = new(JsonValueKind.Object, Inner: new() { ["text"] = new(JsonValueKind.String, Required: true) }),
        }),
    };

    private readonly Dictionary<string, string> _media = [];

    private Answer Upload(Call call)
    {
        Query(call);
        if (!call.ContentType.StartsWith("multipart/form-data", StringComparison.Ordinal))
        {
            throw new No(400, "invalid-request", "Content-Type must be multipart/form-data.");
        }

        var parts = call.PartsAsync().GetAwaiter().GetResult();
        if (!parts.Keys.Order(StringComparer.Ordinal).SequenceEqual(["media", "media_category"])
            || Encoding.UTF8.GetString(parts["media_category"].Bytes) != "tweet_image" || parts["media"].Bytes.Length == 0)
        {
            throw new No(400, "invalid-request", "The media upload needs media and media_category, and nothing else.");
        }

        var id = NextId();
        _media[id] = "";
        return new Answer(200,
            new { data = new { id, media_key = "3_" + id, expires_after_secs = 86400, size = parts["media"].Bytes.Length } });
    }

    private Answer Describe(Call call)
    {
        Query(call);
        var body = Body(call, Metadata);
        var id = body.GetProperty("id").GetString()!;
        var text = body.GetProperty("metadata").GetProperty("alt_text").GetProperty("text").GetString()!;
        if (!_media.ContainsKey(id) || text.Length > 1000)
        {
            throw new No(400, "invalid-request", "No such media, or its alternative text is too long.");
        }

        _media[id] = text;
        return new Answer(200, new { data = new { id, associated_metadata = new { alt_text = new { text } } } });
    }
}
