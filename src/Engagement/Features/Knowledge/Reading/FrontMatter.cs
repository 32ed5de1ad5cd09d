using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlScalar = YamlDotNet.Core.Events.Scalar;

namespace Engagement.Features.Knowledge.Reading;

/// <summary>What stands between the two lines of dashes at the head of a Markdown file, and what follows.</summary>
internal sealed class FrontMatter
{
    // Deeper than anything people write by hand.
    private const int MostDepth = 20;

    private readonly Dictionary<string, Entry> _entries;

    private FrontMatter(Dictionary<string, Entry> entries, string body)
    {
        _entries = entries;
        Body = body;
    }

    /// <summary>The file without its front matter.</summary>
    public string Body { get; }

    /// <summary>Reads it. A file that begins otherwise has none, and all of it is body.</summary>
    /// <exception cref="ArticleException">It is broken; with the line of the file.</exception>
    public static FrontMatter Read(string text)
    {
        var none = new FrontMatter([], text);
        if (!text.StartsWith("---", StringComparison.Ordinal) || FirstLine(text, 0, out var start).TrimEnd() is not "---")
        {
            return none;
        }

        // Dashes and an empty line are a rule across the page, not front matter.
        if (FirstLine(text, start, out _).Trim().Length == 0)
        {
            return none;
        }

        for (var at = start; at < text.Length;)
        {
            var line = FirstLine(text, at, out var next);
            if (line.TrimEnd() is "---" or "...")
            {
                return new FrontMatter(Parse(text[start..at]), text[next..]);
            }

            at = next;
        }

        throw new ArticleException("The front matter is opened here and never closed. End it with a line of three dashes.", 1);
    }

    /// <summary>The first of these keys that has a value, as text; null when none has.</summary>
    public string? Text(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (_entries.TryGetValue(key, out var entry) && entry.Value is JsonValue value && value.ToString().Trim() is { Length: > 0 } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>The first of these keys that has values: a list, or one text with commas.</summary>
    public IReadOnlyList<string> List(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (_entries.TryGetValue(key, out var entry))
            {
                switch (entry.Value)
                {
                    case JsonArray array:
                        return [.. array.OfType<JsonValue>().Select(v => v.ToString())];
                    case JsonValue value:
                        return value.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                }
            }
        }

        return [];
    }

    /// <summary>A yes or no; null when the key is not there or holds neither (<c>published</c> may be a date).</summary>
    public bool? Flag(string key) => Text(key)?.ToLowerInvariant() switch
    {
        "true" or "yes" or "on" => true,
        "false" or "no" or "off" => false,
        _ => null,
    };

    /// <summary>The first of these keys that holds a time; one without a zone is taken as UTC.</summary>
    public DateTimeOffset? Time(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (Text(key) is { } text
                && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var time))
            {
                return time;
            }
        }

        return null;
    }

    /// <summary>One of a few words, by what each means.</summary>
    /// <exception cref="ArticleException">It is another word: it decides who may read the article, so it is not guessed.</exception>
    public T? Word<T>(string key, IReadOnlyDictionary<string, T> meanings)
        where T : struct
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        return meanings.TryGetValue(text.ToLowerInvariant(), out var meaning)
            ? meaning
            : throw new ArticleException($"'{key}' is '{text}'. It takes {string.Join(", ", meanings.Keys)}.", _entries[key].Line);
    }

    /// <summary>All of it, for what has no place of its own.</summary>
    public string ToJson()
    {
        var all = new JsonObject();
        foreach (var (key, entry) in _entries)
        {
            all[key] = entry.Value?.DeepClone();
        }

        return all.ToJsonString();
    }

    private static ReadOnlySpan<char> FirstLine(string text, int from, out int next)
    {
        var end = text.IndexOf('\n', from);
        next = end < 0 ? text.Length : end + 1;
        return text.AsSpan(from, (end < 0 ? text.Length : end) - from);
    }

    // The file's first line is the dashes, so YAML's line n is the file's line n + 1.
    private static int FileLine(Mark mark) => (int)mark.Line + 1;

    private static Dictionary<string, Entry> Parse(string yaml)
    {
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
                throw new ArticleException("The front matter must be lines of the kind 'title: Some words'.", FileLine(parser.Current!.Start));
            }

            var entries = new Dictionary<string, Entry>(StringComparer.OrdinalIgnoreCase);
            parser.Consume<MappingStart>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = Key(parser);
                if (!entries.TryAdd(key.Value, new Entry(Node(parser, 1), FileLine(key.Start))))
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
            throw new ArticleException("The front matter is not YAML: it ends in the middle of a list or a mapping.", yaml.Count(c => c == '\n') + 1);
        }
    }

    private static YamlScalar Key(Parser parser) => parser.TryConsume<YamlScalar>(out var key)
        ? key
        : throw new ArticleException("A key of the front matter must be a word.", FileLine(parser.Current!.Start));

    // Read event by event: aliases, which can make a few bytes stand for gigabytes, are refused where they appear.
    private static JsonNode? Node(Parser parser, int depth)
    {
        if (depth > MostDepth)
        {
            throw new ArticleException("The front matter is nested too deeply.", FileLine(parser.Current!.Start));
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
                list.Add(Node(parser, depth + 1));
            }

            return list;
        }

        if (parser.TryConsume<MappingStart>(out _))
        {
            var map = new JsonObject();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                map[Key(parser).Value] = Node(parser, depth + 1);
            }

            return map;
        }

        throw new ArticleException("The front matter uses an alias (*name), which is not taken. Write the value out.", FileLine(parser.Current!.Start));
    }

    private static string Reason(YamlException e)
    {
        var reason = (e.InnerException ?? e).Message;
        return reason.EndsWith('.') ? reason : reason + ".";
    }

    private sealed record Entry(JsonNode? Value, int Line);
}
