using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlScalar = YamlDotNet.Core.Events.Scalar;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>Front matter in YAML: what Jekyll, Hugo, Docusaurus, MkDocs and most others read.</summary>
internal static class YamlFrontMatter
{
    /// <param name="yaml">What stands between the lines of dashes.</param>
    /// <param name="firstLine">Where it begins in the file, from 1.</param>
    /// <exception cref="ArticleException">It is broken; with the line of the file.</exception>
    public static Dictionary<string, FrontMatter.Entry> Parse(string yaml, int firstLine)
    {
        var lines = firstLine - 1; // YAML's own line 1 stands there
        int FileLine(Mark mark) => (int)mark.Line + lines;
        try
        {
            var parser = new Parser(new StringReader(yaml));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                return [];
            }

            if (parser.Current is not MappingStart)
            {
                throw new ArticleException(
                    "The front matter must be lines of the kind 'title: Some words'.", FileLine(parser.Current!.Start));
            }

            var entries = new Dictionary<string, FrontMatter.Entry>(StringComparer.OrdinalIgnoreCase);
            parser.Consume<MappingStart>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = Key(parser, lines);
                if (!entries.TryAdd(key.Value, new FrontMatter.Entry(Node(parser, 1, lines), FileLine(key.Start))))
                {
                    throw new ArticleException($"'{key.Value}' is there twice.", FileLine(key.Start));
                }
            }

            return entries;
        }
        catch (YamlException e)
        {
            throw new ArticleException($"The front matter is not YAML: {Reason(e)}", FileLine(e.Start));
        }
        catch (InvalidOperationException)
        {
            // What the parser says when it is asked for more and there is none: a bracket was never closed.
            throw new ArticleException(
                "The front matter is not YAML: it ends in the middle of a list or a mapping.", yaml.Count(c => c == '\n') + lines);
        }
    }

    private static YamlScalar Key(Parser parser, int lines) => parser.TryConsume<YamlScalar>(out var key)
        ? key
        : throw new ArticleException("A key of the front matter must be a word.", (int)parser.Current!.Start.Line + lines);

    // Read event by event: aliases, which can make a few bytes stand for gigabytes, are refused where they appear.
    private static JsonNode? Node(Parser parser, int depth, int lines)
    {
        if (depth > FrontMatter.MostDepth)
        {
            throw new ArticleException("The front matter is nested too deeply.", (int)parser.Current!.Start.Line + lines);
        }

        if (parser.TryConsume<YamlScalar>(out var scalar))
        {
            return scalar.Value.Length == 0 && scalar.IsPlainImplicit ? null : JsonValue.Create(scalar.Value);
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            var list = new JsonArray();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                list.Add(Node(parser, depth + 1, lines));
            }

            return list;
        }

        if (parser.TryConsume<MappingStart>(out _))
        {
            var map = new JsonObject();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                map[Key(parser, lines).Value] = Node(parser, depth + 1, lines);
            }

            return map;
        }

        throw new ArticleException(
            "The front matter uses an alias (*name), which is not taken. Write the value out.", (int)parser.Current!.Start.Line + lines);
    }

    private static string Reason(YamlException e)
    {
        var reason = (e.InnerException ?? e).Message;
        return reason.EndsWith('.') ? reason : reason + ".";
    }
}
