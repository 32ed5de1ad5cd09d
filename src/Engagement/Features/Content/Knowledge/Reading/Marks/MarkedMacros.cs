using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// Marks that come with exports from other systems: macros of Confluence, shortcodes of WordPress and forums, tags with prefixes.
/// </summary>
internal sealed partial class MarkedInline
{
    // Confluence's and Jira's text macros: what stands between two is for readers.
    private static readonly HashSet<string> Macros = new(StringComparer.Ordinal)
    {
        "info", "note", "tip", "warning", "panel", "code", "noformat", "quote", "expand", "section", "column", "color", "excerpt", "anchor",
        "toc", "children", "include", "status",
        "jira", "table-plus", "livesearch", "pagetree", "recently-updated", "attachments", "gallery", "contentbylabel",
    };

    // Vocabularies of Confluence's storage and of Word's HTML.
    private static readonly HashSet<string> Prefixes = new(StringComparer.OrdinalIgnoreCase)
        { "ac", "ri", "at", "o", "v", "w", "m", "st1" };

    private HashSet<string>? _macros;
    private HashSet<string>? _ended;

    // Names in braces that are there twice: they begin something and end it.
    private HashSet<string> Twice => _macros ??=
        [.. MacroName().Matches(_source).CountBy(m => m.Groups[1].Value).Where(m => m.Value > 1).Select(m => m.Key)];

    // Names in brackets that are ended somewhere.
    private HashSet<string> Ended => _ended ??= [.. EndName().Matches(_source).Select(m => m.Groups[1].Value)];

    // {info:title=Mind} … {info}
    private bool Macro(int close)
    {
        var inside = _source[(_at + 1)..close];
        var name = inside.Split(':', 2)[0];
        if (_lines.IsMdx || !Macros.Contains(name) || !(inside.Length > name.Length || Twice.Contains(name)))
        {
            return false;
        }

        var start = _at;
        _at = close + 1;
        if (!Twice.Contains(name) && name is not ("toc" or "anchor" or "color"))
        {
            Miss(start, _at);
        }

        return true;
    }

    // [gallery ids="1,2"], [caption width="3"]…[/caption], [b]…[/b]; a link, a task or a note is none of these.
    private bool Bracketed()
    {
        var rest = _source.AsSpan(_at, Math.Min(AttributeList.Most, _source.Length - _at));
        var found = ShortTag().EnumerateMatches(rest);
        if (!found.MoveNext())
        {
            return false;
        }

        var end = _at + found.Current.Length;
        var tag = _source[(_at + 1)..(end - 1)].Trim('/', ' ');
        var name = tag.Split([' ', '=', '\n'], 2)[0];
        var isEnd = After(_at + 1) == '/';
        var isCode = !isEnd && tag.AsSpan(name.Length).IndexOfAny('"', '\'') > 0; // [key=value] is somebody's words
        if (After(end) is '(' or '[' or ':' || !(isCode || Ended.Contains(name)))
        {
            return false;
        }

        var start = _at;
        _at = end;
        if (!Ended.Contains(name))
        {
            Miss(start, end);
        }

        return true;
    }

    // <ac:link><ri:page ri:content-title="Other"/></ac:link>, <o:p></o:p>
    private bool Prefixed(string prefix, int name)
    {
        if (!Prefixes.Contains(prefix) || EndOfTag(name) is not (>= 0 and var close))
        {
            return false;
        }

        var tag = _source[_at..close];
        if (Argument(tag, "content-title") is { } title)
        {
            _text.Append(Escape(title));
        }

        Skip(close + 1);
        return true;
    }

    [GeneratedRegex(@"\{([a-z][a-z-]*)(?::[^{}\n]*)?\}", RegexOptions.NonBacktracking)]
    private static partial Regex MacroName();

    [GeneratedRegex(@"\[/([A-Za-z][A-Za-z0-9_-]*)\]", RegexOptions.NonBacktracking)]
    private static partial Regex EndName();

    [GeneratedRegex(
        """^\[/?[A-Za-z][A-Za-z0-9_-]*(?:=[^\[\]\n]+)?(?:\s+[A-Za-z_-]+=(?:"[^"\[\]]*"|'[^'\[\]]*'|[^\s\[\]"']+))*\s*/?\]""",
        RegexOptions.NonBacktracking)]
    private static partial Regex ShortTag();
}
