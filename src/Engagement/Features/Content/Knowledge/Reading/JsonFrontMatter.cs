using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>Front matter as a JSON object (gohugo.io/content-management/front-matter), which ends where the object does.</summary>
internal static class JsonFrontMatter
{
    private const int MostKey = 60;

    private static readonly JsonReaderOptions Options = new()
        { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = FrontMatter.MostDepth };

    /// <summary>Whether the brace there opens an object, and not a tag, an expression or a word in braces.</summary>
    public static bool Ends(string text, int start)
    {
        var at = Next(text, start + 1);
        return at < text.Length && text[at] is '"' or '}' && (text[at] == '"' || at > start + 1);
    }

    /// <summary>Whether it opens an object with a bare or otherwise quoted key (JSON5, Hjson, a script): <c>{ title: "x"</c>.</summary>
    public static bool IsLoose(string text, int start)
    {
        var from = Next(text, start + 1);
        var at = from;
        while (at < text.Length && at - from < MostKey && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '-' or '$' or '\''))
        {
            at++;
        }

        return at > from && at + 1 < text.Length && text[at] == ':'
            && (char.IsWhiteSpace(text[at + 1]) || text[at + 1] is '"' or '\'' or '[' or '{');
    }

    // Behind blanks and comments.
    private static int Next(string text, int at)
    {
        while (at < text.Length)
        {
            var comment = text.AsSpan(at).StartsWith("//") ? "\n" : text.AsSpan(at).StartsWith("/*") ? "*/" : null;
            if (comment is not null)
            {
                at = text.IndexOf(comment, at + 2, StringComparison.Ordinal) is >= 0 and var end ? end + comment.Length : text.Length;
            }
            else if (char.IsWhiteSpace(text[at]))
            {
                at++;
            }
            else
            {
                break;
            }
        }

        return at;
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

    /// <summary>The same where the braces around it may be left out, as in Hexo's (hexo.io/docs/front-matter).</summary>
    /// <inheritdoc cref="Parse(string, int)"/>
    public static Dictionary<string, FrontMatter.Entry> ParseInside(string json, int firstLine) =>
        Parse(json.AsSpan().TrimStart() is ['"', ..] ? "{" + json + "}" : json, firstLine);

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
