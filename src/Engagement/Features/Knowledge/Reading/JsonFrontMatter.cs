using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Engagement.Features.Knowledge.Reading;

/// <summary>Front matter as a JSON object (gohugo.io/content-management/front-matter), which ends where the object does.</summary>
internal static class JsonFrontMatter
{
    private static readonly JsonReaderOptions Options = new()
        { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = FrontMatter.MostDepth };

    /// <summary>Whether the brace there opens an object, and not a tag, an expression or a word in braces.</summary>
    public static bool Ends(string text, int start)
    {
        var at = start + 1;
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at < text.Length && text[at] is '"' or '}' && (text[at] == '"' || at > start + 1);
    }

    /// <exception cref="ArticleException">It is broken; with the line of the file.</exception>
    public static FrontMatter Read(string text, int start)
    {
        var line = text.AsSpan(0, start).Count('\n') + 1;
        var bytes = Encoding.UTF8.GetBytes(text, start, text.Length - start);
        var entries = Parse(bytes, line, out var read);
        if (read > FrontMatter.MostLength)
        {
            throw FrontMatter.TooLong(line);
        }

        return FrontMatter.Of(entries, text, start + Encoding.UTF8.GetCharCount(bytes, 0, read));
    }

    /// <exception cref="ArticleException">It is broken; with the line of the file.</exception>
    public static Dictionary<string, FrontMatter.Entry> Parse(string json, int firstLine) =>
        Parse(Encoding.UTF8.GetBytes(json), firstLine, out _);

    private static Dictionary<string, FrontMatter.Entry> Parse(ReadOnlySpan<byte> bytes, int firstLine, out int read)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes, Options);
            using var document = JsonDocument.ParseValue(ref reader);
            read = (int)reader.BytesConsumed;
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new ArticleException("The front matter must be one JSON object.", firstLine);
            }

            var entries = new Dictionary<string, FrontMatter.Entry>(StringComparer.OrdinalIgnoreCase);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (!entries.TryAdd(property.Name, new FrontMatter.Entry(Node(property.Value), firstLine)))
                {
                    throw new ArticleException($"'{property.Name}' is there twice.", firstLine);
                }
            }

            return entries;
        }
        catch (JsonException e)
        {
            throw new ArticleException("The front matter is not JSON: a comma, a quotation mark or a bracket is missing or too much.",
                firstLine + (int)(e.LineNumber ?? 0));
        }
    }

    // Words and numbers as text, as in the other forms.
    private static JsonNode? Node(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object =>
            new JsonObject(element.EnumerateObject().DistinctBy(p => p.Name).Select(p => KeyValuePair.Create(p.Name, Node(p.Value)))),
        JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Select(Node)]),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => JsonValue.Create("true"),
        JsonValueKind.False => JsonValue.Create("false"),
        _ => JsonValue.Create(element.ToString()),
    };
}
