using System.Globalization;
using System.Text.Json.Nodes;
using Tomlyn;
using Tomlyn.Model;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>Front matter in TOML: Hugo's and Zola's.</summary>
internal static class TomlFrontMatter
{
    private static readonly TomlSerializerOptions Options = new() { MaxDepth = FrontMatter.MostDepth };

    /// <param name="toml">What stands between the lines of plus signs.</param>
    /// <param name="firstLine">Where it begins in the file, from 1.</param>
    /// <exception cref="ArticleException">It is broken; with the line of the file.</exception>
    public static Dictionary<string, FrontMatter.Entry> Parse(string toml, int firstLine)
    {
        try
        {
            var entries = new Dictionary<string, FrontMatter.Entry>(StringComparer.OrdinalIgnoreCase);
            foreach (var (key, value) in TomlSerializer.Deserialize<TomlTable>(toml, Options) ?? [])
            {
                if (!entries.TryAdd(key, new FrontMatter.Entry(Node(value), firstLine)))
                {
                    throw new ArticleException($"'{key}' is there twice.", firstLine);
                }
            }

            return entries;
        }
        catch (TomlException e)
        {
            var first = e.Diagnostics.FirstOrDefault(d => d.Kind == Tomlyn.Syntax.DiagnosticMessageKind.Error);
            var line = e.Line ?? (first is null ? 1 : first.Span.Start.Line + 1);
            throw new ArticleException($"The front matter is not TOML: {ArticleText.OneLine(first?.Message ?? e.Message).TrimEnd('.')}.",
                firstLine + Math.Max(0, line - 1));
        }
    }

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        TomlTable table => new JsonObject(table.Select(p => KeyValuePair.Create(p.Key, Node(p.Value)))),
        TomlTableArray tables => new JsonArray([.. tables.Select(Node)]),
        TomlArray array => new JsonArray([.. array.Select(Node)]),
        bool flag => JsonValue.Create(flag ? "true" : "false"),
        _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };
}
