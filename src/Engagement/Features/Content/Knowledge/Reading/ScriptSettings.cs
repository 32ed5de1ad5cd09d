using System.Text;
using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// What a configuration in JavaScript says, as far as it is written out: objects, lists and texts. It is a program, and it is never run.
/// </summary>
internal static partial class ScriptSettings
{
    // Objects within objects beyond this are nobody's settings.
    private const int MostDepth = 100;

    /// <summary>The program without its comments.</summary>
    public static string WithoutComments(string text)
    {
        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            if (text[i] is '\'' or '"' or '`')
            {
                var end = EndOfText(text, i);
                kept.Append(text, i, end - i);
                i = end - 1;
            }
            else if (text[i] == '/' && next is '/' or '*')
            {
                var end = text.IndexOf(next == '/' ? "\n" : "*/", i + 2, StringComparison.Ordinal);
                i = end < 0 ? text.Length : next == '/' ? end - 1 : end + 1;
                kept.Append(' ');
            }
            else
            {
                kept.Append(text[i]);
            }
        }

        return kept.ToString();
    }

    /// <summary>The objects that follow directly on what a pattern matches, which ends before their braces.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Objects(string text, Regex before) =>
        before.Matches(text).Select(m => Object(text[(m.Index + m.Length)..])).OfType<IReadOnlyDictionary<string, string>>();

    /// <summary>An object's own settings, each as it is written; null: it is none, or is worked out.</summary>
    public static IReadOnlyDictionary<string, string>? Object(string? written)
    {
        if (written is null || Inside(written, '{') is not { } inside)
        {
            return null;
        }

        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in Parts(inside))
        {
            if (Setting().Match(part) is { Success: true } setting)
            {
                settings[setting.Groups[1].Value.Trim('\'', '"') + setting.Groups[2].Value] = setting.Groups[3].Value.Trim();
            }
        }

        return settings;
    }

    /// <summary>The texts of a list; null: it is none, or one of them is worked out.</summary>
    public static IReadOnlyList<string>? List(string? written)
    {
        if (written is null || Inside(written, '[') is not { } inside)
        {
            return null;
        }

        var texts = Parts(inside).Select(p => p.Trim()).Where(p => p.Length > 0).Select(Text).ToList();
        return texts.Contains(null) ? null : [.. texts.OfType<string>()];
    }

    /// <summary>A text; null: it is none, or is worked out.</summary>
    public static string? Text(string? written) =>
        written is { Length: > 1 } && written[0] is '\'' or '"' or '`' && EndOfText(written, 0) == written.Length
            && !written.Contains("${", StringComparison.Ordinal) ? written[1..^1] : null;

    private static string? Inside(string written, char opens)
    {
        var start = written.AsSpan().IndexOfAnyExcept(" \t\r\n");
        return start >= 0 && written[start] == opens && EndOf(written, start) is { } end ? written[(start + 1)..(end - 1)] : null;
    }

    // At its commas, but for those of what is inside of it.
    private static IEnumerable<string> Parts(string inside)
    {
        var start = 0;
        for (var i = 0; i < inside.Length; i++)
        {
            switch (inside[i])
            {
                case ',':
                    yield return inside[start..i];
                    start = i + 1;
                    break;
                case '\'' or '"' or '`':
                    i = EndOfText(inside, i) - 1;
                    break;
                case '{' or '[' or '(':
                    i = (EndOf(inside, i) ?? inside.Length) - 1;
                    break;
            }
        }

        yield return inside[start..];
    }

    // Behind the sign that closes the one here.
    private static int? EndOf(string text, int at)
    {
        var depth = 0;
        for (var i = at; i < text.Length && depth < MostDepth; i++)
        {
            switch (text[i])
            {
                case '\'' or '"' or '`':
                    i = EndOfText(text, i) - 1;
                    break;
                case '{' or '[' or '(':
                    depth++;
                    break;
                case '}' or ']' or ')' when --depth == 0:
                    return i + 1;
            }
        }

        return null;
    }

    private static int EndOfText(string text, int at)
    {
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == text[at] || (text[i] == '\n' && text[at] != '`'))
            {
                return i + 1;
            }
        }

        return text.Length;
    }

    [GeneratedRegex("""\A\s*(?:(['"][^'"]*['"])|([\w$]+))\s*:(.*)\z""", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Setting();
}
