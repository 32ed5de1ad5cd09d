using System.Globalization;
using System.Text.Json.Nodes;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>What stands at the head of a Markdown file for its site maker, and what follows.</summary>
internal sealed class FrontMatter
{
    /// <summary>Deeper than anything people write by hand.</summary>
    public const int MostDepth = 20;

    /// <summary>Longer than anything people write by hand, in characters.</summary>
    public const int MostLength = 100_000;

    private readonly Dictionary<string, Entry> _entries;
    private readonly ILookup<string, JsonNode?> _values; // by the plain form of their keys

    private FrontMatter(Dictionary<string, Entry> entries, string body, IReadOnlyList<JsonObject>? inherited = null)
    {
        _entries = entries;
        var values = Flat(entries.Select(e => KeyValuePair.Create(e.Key, e.Value.Value))).ToList();
        foreach (var folder in inherited ?? [])
        {
            var own = values.Select(v => v.Key).ToHashSet(StringComparer.Ordinal);
            values.AddRange(Flat(folder).Where(v => !own.Contains(v.Key)));
        }

        _values = values.ToLookup(v => v.Key, v => v.Value, StringComparer.Ordinal);
        Body = body;
    }

    // By the plain form of their keys; what a site calls its own stands beside the rest.
    private static IEnumerable<KeyValuePair<string, JsonNode?>> Flat(IEnumerable<KeyValuePair<string, JsonNode?>> values)
    {
        var all = values.ToList();
        return all.Concat(all.Where(v => Plain(v.Key) is "extra" or "params" or "taxonomies" or "meta" or "metadata")
                .SelectMany(v => v.Value as JsonObject ?? []))
            .Select(v => KeyValuePair.Create(Plain(v.Key), v.Value));
    }

    /// <summary>The file without its front matter.</summary>
    public string Body { get; }

    /// <summary>Why what stands at the head could not be read, though something does stand there; null: nothing is lost.</summary>
    public string? Unread { get; private init; }

    /// <summary>The line of the file on which the body begins, from 1.</summary>
    public int BodyLine { get; private init; } = 1;

    /// <summary>
    /// Reads it: YAML between lines of <c>---</c> (or ended by <c>...</c>), TOML between lines of <c>+++</c>, or a JSON object, as Hugo
    /// and others write it (some between lines of <c>;;;</c>; the first line may name the language), Org mode's lines, or lines of keys
    /// without a fence that have a title; byte order marks, blank lines and comments may stand before, and a comment may hold it. A
    /// file that begins otherwise has none, and all of it is body.
    /// </summary>
    /// <exception cref="ArticleException">It is broken; with the line of the file.</exception>
    public static FrontMatter Read(string text)
    {
        var start = TextStart.Of(text);
        var indented = start < text.Length && TextStart.IsIndented(text, start);
        var head = start < text.Length && (indented || TextStart.IsAtLineStart(text, start)) ? ReadAt(text, start, indented) : null;
        return head ?? InComment(text) ?? new FrontMatter([], text);
    }

    // What follows a comment, or blank lines, or is indented, is not surely meant as front matter.
    private static FrontMatter? ReadAt(string text, int start, bool indented = false)
    {
        var from = start == 0 ? 0 : text.LastIndexOf('\n', start - 1) + 1;
        if (text[start] == '{')
        {
            return JsonFrontMatter.Ends(text, start) ? JsonFrontMatter.Read(text, start)
                : JsonFrontMatter.IsLoose(text, start)
                    ? new FrontMatter([], text) { Unread = "its front matter is no JSON; it is not read" }
                : null;
        }

        var first = FirstLine(text, start, out var next);
        if (Fence.Of(first) is not { } fence)
        {
            return OrgFrontMatter.Read(text, start) ?? PlainFrontMatter.Read(text, start)
                ?? PlainFrontMatter.AboveRule(text, start) ?? PlainFrontMatter.UnderTitle(text, start);
        }

        var sign = fence.Sign;
        var isRule = indented && !IsKey(NextWords(text, next)); // perhaps
        return fence switch
        {
            ("---", "") => Between(text, start, next, indented || !IsSurelyOpen(text, next, from), sign, YamlFrontMatter.Parse),
            ("---", "yaml" or "yml") => Between(text, start, next, isRule, sign, YamlFrontMatter.Parse),
            ("+++", "" or "toml") => Between(text, start, next, !IsKey(NextWords(text, next)), sign, TomlFrontMatter.Parse),
            ("---", "toml") => Between(text, start, next, isRule, sign, TomlFrontMatter.Parse),
            ("---", "json") => Between(text, start, next, isRule, sign, JsonFrontMatter.Parse),
            (";;;", "" or "json") =>
                Between(text, start, next, NextWords(text, next) is not ['{' or '"', ..], sign, JsonFrontMatter.ParseInside),
            _ => Foreign(text, start, next, fence),
        };
    }

    // In a language that is not read here, or between marks that are none: what it says of being published is not known.
    private static FrontMatter? Foreign(string text, int start, int next, Fence fence)
    {
        var at = next;
        while (at < text.Length && !FirstLine(text, at, out var after).Trim().SequenceEqual(fence.Sign))
        {
            at = after;
        }

        if (at >= text.Length)
        {
            return fence.IsLanguage ? throw NeverClosed(text, start, fence.Sign) : null;
        }

        if (fence.Language.Length == 0 && !IsKey(NextWords(text, next)))
        {
            return null; // rules
        }

        if (fence.Language is "json5" or "jsonc" or "hjson")
        {
            try
            {
                return Between(text, start, next, mayBeRule: false, fence.Sign, JsonFrontMatter.Parse);
            }
            catch (ArticleException)
            {
                // It is more than JSON with comments.
            }
        }

        FirstLine(text, at, out var end);
        var why = fence.Language.Length == 0
            ? $"front matter stands between lines of {fence.Sign}, where nobody reads it"
            : $"its front matter is written in {fence.Language}; it is not read";
        return fence.IsLanguage
            ? new FrontMatter([], text[end..]) { BodyLine = text.AsSpan(0, end).Count('\n') + 1, Unread = why }
            : new FrontMatter([], text) { Unread = why };
    }

    // Pico and others keep it in a comment, where no reader sees it. A comment that is none says nothing, however it is written.
    private static FrontMatter? InComment(string text)
    {
        if (TextStart.FirstComment(text) is not { } comment || comment.Inside.Length > MostLength)
        {
            return null;
        }

        var inside = comment.Inside.Trim();
        try
        {
            return inside.Length > 0 && ReadAt(inside, 0) is { _entries: { Count: > 0 } entries } ? Of(entries, text, comment.Next) : null;
        }
        catch (ArticleException)
        {
            return null;
        }
    }

    /// <summary>The same with what its folder says of its pages, where it does not say so itself.</summary>
    /// <param name="inherited">Values by keys, the nearest first.</param>
    public FrontMatter Inheriting(IReadOnlyList<JsonObject> inherited) =>
        inherited.Count == 0 ? this : new FrontMatter(_entries, Body, inherited) { BodyLine = BodyLine, Unread = Unread };

    internal static FrontMatter Of(Dictionary<string, Entry> entries, string text, int bodyAt) =>
        new(entries, text[bodyAt..]) { BodyLine = text.AsSpan(0, bodyAt).Count('\n') + 1 };

    internal static FrontMatter Of(Dictionary<string, Entry> entries, string body) => new(entries, body);

    private static FrontMatter? Between(
        string text, int start, int next, bool mayBeRule, string fence, Func<string, int, Dictionary<string, Entry>> parse)
    {
        if (mayBeRule && !IsKey(NextWords(text, next)))
        {
            return null;
        }

        var indented = TextStart.IsIndented(text, start);
        var line = text.AsSpan(0, next).Count('\n') + 1;
        for (var at = next; at < text.Length;)
        {
            var words = FirstLine(text, at, out var after).TrimEnd();
            words = indented ? words.TrimStart() : words;
            if (words.SequenceEqual(fence) || (fence == "---" && words is "..."))
            {
                return at - next <= MostLength ? Of(parse(text[next..at], line), text, after) : throw TooLong(line);
            }

            if (words.StartsWith("<<<<<<<") || words.StartsWith(">>>>>>>"))
            {
                throw new ArticleException(MergeMarks, text.AsSpan(0, at).Count('\n') + 1);
            }

            at = after;
        }

        return mayBeRule ? null : throw NeverClosed(text, start, fence);
    }

    private static ArticleException NeverClosed(string text, int start, string fence) => new(
        $"The front matter is opened here and never closed. End it with a line of {fence}.", text.AsSpan(0, start).Count('\n') + 1);

    internal static ArticleException TooLong(int line) => new($"The front matter is longer than {MostLength:N0} characters.", line);

    public const string MergeMarks = "Two versions of it stand here, one after the other, between the marks of a merge that was not "
        + "finished (<<<<<<<, >>>>>>>).";

    // Dashes and an empty line, or dashes further down, may be a rule across the page: then what follows must look like a key.
    private static bool IsSurelyOpen(string text, int next, int from) => from == 0 && FirstLine(text, next, out _).Trim().Length > 0;

    private static ReadOnlySpan<char> NextWords(string text, int at)
    {
        while (at < text.Length)
        {
            var line = FirstLine(text, at, out at).Trim();
            if (line.Length > 0 && line[0] != '#')
            {
                return line;
            }
        }

        return default;
    }

    // title: x, title = x, "title": x, [extra]
    private static bool IsKey(ReadOnlySpan<char> line)
    {
        var at = 0;
        while (at < line.Length && (char.IsLetterOrDigit(line[at]) || line[at] is '_' or '-' or '.' or '"' or '\'' or '[' or ']'))
        {
            at++;
        }

        var rest = line[at..].TrimStart();
        return at > 0 && (rest is [':'] or [':', ' ' or '\t', ..] or ['=', ..] || (line[0] == '[' && rest.Length == 0))
            || line is "---" or "+++" or "...";
    }

    /// <summary>The first of these keys that has a value, as text; null when none has.</summary>
    /// <remarks>Keys are compared without case, <c>_</c> and <c>-</c>; what is not at the top is looked for where Zola and Hugo put a
    /// site's own.</remarks>
    public string? Text(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            foreach (var value in All(key).OfType<JsonValue>())
            {
                if (value.ToString().Trim() is { Length: > 0 } text)
                {
                    return text;
                }
            }
        }

        return null;
    }

    /// <summary>Every value of a key, the one at the top first.</summary>
    public IEnumerable<JsonNode?> All(string key) => _values[Plain(key)];

    /// <summary>The line of a key in the file, from 1; null when it is not there.</summary>
    public int? LineOf(string key) => _entries.FirstOrDefault(e => Plain(e.Key) == Plain(key)).Value?.Line;

    /// <summary>The first of these keys that has values: a list, or one text with commas.</summary>
    public IReadOnlyList<string> List(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            foreach (var node in All(key))
            {
                switch (node)
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

    /// <summary>The first of these keys that holds a time; one without a zone is taken as UTC.</summary>
    public DateTimeOffset? Time(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (Text(key) is { } text && TimeOf(text) is { } time)
            {
                return time;
            }
        }

        return null;
    }

    /// <summary>A time as people write one; without a zone it is UTC. Null: it is none.</summary>
    public static DateTimeOffset? TimeOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var time) ? time : null;

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
            : throw new ArticleException($"'{key}' is '{text}'. It takes {string.Join(", ", meanings.Keys)}.", LineOf(key));
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

    // A blank that no reader sees (a no-break space, pasted) is a part of the key to YAML.
    private static string Plain(string key) =>
        key.Trim().Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    private static ReadOnlySpan<char> FirstLine(string text, int from, out int next)
    {
        var end = text.IndexOf('\n', from);
        next = end < 0 ? text.Length : end + 1;
        return text.AsSpan(from, (end < 0 ? text.Length : end) - from);
    }

    /// <param name="Value">Text for whatever is one word or number.</param>
    /// <param name="Line">Of the file, from 1.</param>
    internal sealed record Entry(JsonNode? Value, int Line);
}
