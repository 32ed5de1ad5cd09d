using System.Collections.Frozen;
using Scriban.Functions;
using Scriban.Runtime;

namespace Engagement.Features.Content.Templates.Functions;

/// <summary>
/// All functions a template has: ours, and those of Scriban's that are listed here by name. What is not listed is not there, so that a new
/// version of Scriban adds nothing by itself. One object for all renderings: nothing in it can be written to.
/// </summary>
internal static class TemplateFunctions
{
    public static readonly TemplateFunction Fit = new(
        "fit",
        "As much of a text as the post still has room for, cut at a word",
        [new("text", "the text to fit in", Required: true)],
        call => call.Run.Fit(call.Text(0)),
        "{{ article.summary | fit }}");

    /// <summary>Ours, in the order the page shows them.</summary>
    public static IReadOnlyList<TemplateFunction> Ours { get; } =
    [
        Fit, LinkWords.Function, ShortenWords.Function, SentenceWords.Function,
        StepWords.Function, HashtagWords.Function, DateWords.Function, DateWords.Day,
        PluralWords.Function, PickWords.Function, MentionWords.Function, QuoteWords.Function, EmojiWords.Function,
    ];

    /// <summary>Those of Scriban's, as its documentation describes them.</summary>
    public static FrozenDictionary<string, string[]> Scribans { get; } = new Dictionary<string, string[]>
    {
        ["string"] =
        [
            "append", "capitalize", "capitalizewords", "contains", "downcase", "empty", "ends_with",
            "equals_ignore_case", "handleize", "index_of", "lstrip", "pad_left", "pad_right",
            "prepend", "remove", "remove_first", "remove_last", "replace", "replace_first", "rstrip",
            "size", "slice", "split", "starts_with", "strip", "strip_newlines", "to_int", "to_double",
            "truncate", "truncatewords", "upcase", "whitespace",
        ],
        ["array"] =
        [
            "add", "add_range", "any", "compact", "concat", "contains", "each", "filter", "first", "insert_at",
            "join", "last", "limit", "map", "offset", "remove_at", "reverse", "size", "sort", "uniq",
        ],
        ["math"] = ["abs", "ceil", "divided_by", "floor", "is_number", "minus", "modulo", "plus", "round", "times"],
        ["object"] = ["default", "has_key", "has_value", "keys", "kind", "size", "typeof", "values"],
        ["html"] = ["escape", "url_encode", "url_escape"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Names that people who know Scriban try, and why they are not here.
    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["include"] = "A template cannot bring in other files or templates.",
        ["include_join"] = "A template cannot bring in other files or templates.",
        ["regex"] = "A template has no regular expressions. Use string.replace, string.contains or string.split.",
        ["timespan"] = "A template has no timespan. The difference of two times has days and hours.",
    };

    private static readonly Dictionary<string, string> RefusedMembers = new(StringComparer.Ordinal)
    {
        ["object.eval"] = "A template cannot run words as a template.",
        ["object.eval_template"] = "A template cannot run words as a template.",
        ["object.format"] = "Use date for times and math.round for numbers.",
        ["math.format"] = "Use math.round.",
        ["math.random"] = "Words must come out the same each time. Use pick.",
        ["math.uuid"] = "Words must come out the same each time. Use pick.",
    };

    /// <summary>What every rendering has beneath its fields.</summary>
    public static ScriptObject Shared { get; } = MakeShared();

    /// <summary>Names that are there only to say why they are not.</summary>
    public static IEnumerable<string> RefusedNames => Refused.Keys;

    /// <summary>Why a name of Scriban's is not here; null when it is not one of those.</summary>
    public static string? WhyRefused(string name) => Refused.GetValueOrDefault(name) ?? RefusedMembers.GetValueOrDefault(name);

    private static ScriptObject MakeShared()
    {
        var shared = new ScriptObject();
        var whole = new BuiltinFunctions();
        foreach (var (name, members) in Scribans)
        {
            var from = (ScriptObject)whole[name]!;
            var to = new TemplateFields(name, member => WhyRefused($"{name}.{member}"));
            foreach (var member in members)
            {
                to.SetValue(member, from[member]
                    ?? throw new InvalidOperationException($"Scriban has no {name}.{member}."), readOnly: true);
            }

            to.IsReadOnly = true;
            shared.SetValue(name, to, readOnly: true);
        }

        shared.SetValue("empty", whole["empty"], readOnly: true);
        foreach (var (name, why) in Refused)
        {
            shared.SetValue(name, new RefusedName(name, why), readOnly: true);
        }

        foreach (var function in Ours)
        {
            shared.SetValue(function.Name, function, readOnly: true);
        }

        shared.IsReadOnly = true;
        return shared;
    }
}
