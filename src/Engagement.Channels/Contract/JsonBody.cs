using System.Net.Http.Headers;
using System.Text.Json;

namespace Engagement.Channels;

/// <summary>
/// A body of JSON with its length: <c>JsonContent</c> goes out in chunks, which not every server in front of a network takes.
/// </summary>
internal static class JsonBody
{
    public static HttpContent Of<T>(T body, JsonSerializerOptions options)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, options));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        return content;
    }
}
