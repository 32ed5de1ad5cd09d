using System.Text;
using System.Text.Json;
using Engagement.Channels.Text;

namespace Engagement.Channels.Bluesky;

/// <summary>
/// A record's words with the whole addresses of its links, which apps show shortened and keep in facets (lexicon app.bsky.richtext.facet).
/// </summary>
internal static class BlueskyFacets
{
    /// <summary>
    /// The words. Facets outside of them, or on top of each other, are a stranger's mistake: where those lead is told besides.
    /// </summary>
    /// <param name="record">The post.</param>
    /// <param name="loose">The addresses that have no place in the words.</param>
    public static string Words(JsonElement record, out IReadOnlyList<string> loose)
    {
        var without = new List<string>();
        loose = without;
        var text = BlueskyInbound.Text(record, "text") ?? "";
        var links = Links(record).OrderBy(l => l.Start).ToList();
        if (links.Count == 0)
        {
            return text;
        }

        // Counted in bytes of UTF-8; a facet must not begin or end within a character.
        var bytes = Encoding.UTF8.GetBytes(text);
        var words = new StringBuilder();
        var after = 0;
        foreach (var (start, end, address) in links)
        {
            if (start < after || end <= start || end > bytes.Length || !IsBoundary(bytes, start) || !IsBoundary(bytes, end))
            {
                without.Add(address);
                continue;
            }

            words.Append(Encoding.UTF8.GetString(bytes, after, start - after));
            words.Append(LinkWords.Of(Encoding.UTF8.GetString(bytes, start, end - start), address));
            after = end;
        }

        return words.Append(Encoding.UTF8.GetString(bytes, after, bytes.Length - after)).ToString();
    }

    private static bool IsBoundary(byte[] bytes, int at) => at == bytes.Length || (bytes[at] & 0xC0) != 0x80;

    private static IEnumerable<(int Start, int End, string Address)> Links(JsonElement record)
    {
        foreach (var facet in JsonParts.Array(record, "facets"))
        {
            var index = JsonParts.Member(facet, "index");
            var link = JsonParts.Array(facet, "features").Select(f => BlueskyInbound.Text(f, "uri")).FirstOrDefault(u => u is not null);
            if (link is not null && JsonParts.Number(index, "byteStart") is { } start && JsonParts.Number(index, "byteEnd") is { } end)
            {
                yield return (start, end, link);
            }
        }
    }
}
