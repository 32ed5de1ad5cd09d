using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// Directives: between lines of colons (Docusaurus, VitePress, Pandoc, Microsoft Docs), and in fences with braces (MyST).
/// </summary>
internal sealed partial class MarkedLines
{
    // Their lines are Markdown that readers see (mystmd.org/guide/admonitions, sphinx-design.readthedocs.io).
    private static readonly HashSet<string> Containers = new(StringComparer.Ordinal)
    {
        "admonition", "tab-set", "tab-item", "tabs", "tab", "grid", "grid-item", "grid-item-card", "card", "dropdown", "sidebar", "topic",
        "margin", "aside", "epigraph", "pull-quote",
        "div", "container", "figure", "image", "list-table", "glossary", "versionadded", "versionchanged", "deprecated", "rubric",
    };

    // Made by the site maker from elsewhere.
    private static readonly HashSet<string> MadeElsewhere = new(StringComparer.Ordinal)
    {
        "toctree", "tableofcontents", "contents", "bibliography", "index", "raw", "eval-rst", "include", "literalinclude", "iframe",
        "video", "youtube", "automodule", "autoclass", "autofunction",
    };

    // Pictures that are drawn from what is written.
    private static readonly HashSet<string> Drawn = new(StringComparer.Ordinal)
        { "mermaid", "plantuml", "math", "echarts", "flowchart", "chart" };

    private const int MostDrawn = 200;

    private int? Directive(int i, string words)
    {
        var colons = RunOf(words, ':');
        var rest = words[colons..].Trim();
        if (rest.Length == 0)
        {
            _colonsToClose--;
            if (_levels.Any(l => l.Colons > 0))
            {
                while (_levels.Peek().Colons == 0)
                {
                    Pop();
                }

                Pop();
            }

            return 0;
        }

        if (rest.EndsWith(":::", StringComparison.Ordinal))
        {
            // Microsoft's: one line, of which only pictures are something to see.
            var alt = AltText().Match(rest).Groups[1].Value;
            return rest.StartsWith("image", StringComparison.Ordinal) && SourceText().Match(rest) is { Success: true } source
                ? Put($"![{alt}]({source.Groups[1].Value})")
                : 0;
        }

        if (colons == 3 && IsMadeFromCode(i, rest))
        {
            FirstGap ??= ArticleText.Shorten(words, 80);
            return Indented(i + 1, IndentOf(_lines[i])) - i - 1;
        }

        var match = (rest[0] == '{' ? BracedMark() : DirectiveMark()).Match(rest);
        if (!match.Success)
        {
            Left ??= ArticleText.Shorten(words, 40);
            return null;
        }

        var name = match.Groups[1].Value;
        if (name is "zone" or "moniker" || name.EndsWith("-end", StringComparison.Ordinal))
        {
            return 0; // Microsoft's: for one system or version; what stands between is for readers
        }

        if (Drawn.Contains(name))
        {
            for (var j = i + 1; j < Math.Min(_lines.Length, i + MostDrawn); j++)
            {
                if (_lines[j].AsSpan().Trim() is [':', ':', ':', ..] end && end.Trim(':').Length == 0)
                {
                    _colonsToClose--;
                    FirstGap ??= ArticleText.Shorten(words, 40);
                    return j - i;
                }
            }

            return null;
        }

        var given = match.Groups[2].Value is { Length: > 2 } bracketed ? bracketed[1..^1] : match.Groups[3].Value;
        Open(name, Title(given), colons);
        return 0;
    }

    // mkdocstrings' "::: package.module", with its options indented under it: what readers see is made from a program's own words.
    private bool IsMadeFromCode(int i, string rest) => CodeName().IsMatch(rest)
        && (rest.AsSpan().IndexOfAny('.', ':') > 0
            || (i + 1 < _lines.Length && IndentOf(_lines[i + 1]) > 0 && CodeOptions().IsMatch(_lines[i + 1].Trim())));

    // The first line that is not indented further than the mark; blank lines belong to it where more follows.
    private int Indented(int from, int own)
    {
        var end = from;
        for (var j = from; j < Math.Min(_lines.Length, from + MostLines); j++)
        {
            if (_lines[j].AsSpan().Trim().Length == 0)
            {
                continue;
            }

            if (IndentOf(_lines[j]) <= own)
            {
                break;
            }

            end = j + 1;
        }

        return end;
    }

    // ```{note} Title
    private int? FenceDirective(int i, string words, int run)
    {
        var match = FenceMark().Match(words[run..].Trim());
        if (!match.Success)
        {
            return null;
        }

        var (name, rest) = (match.Groups[1].Value.ToLowerInvariant(), match.Groups[2].Value.Trim());
        if (name[0] == '=' || MadeElsewhere.Contains(name))
        {
            FirstGap ??= name is "include" or "literalinclude" or "raw" or "eval-rst" ? ArticleText.Shorten(words, 80) : null;
            (_fence, _dropsFence) = ((words[0], run), true);
            return 0;
        }

        if (!Notes.Contains(name) && !Containers.Contains(name))
        {
            return null; // code in a language, or what is drawn from it
        }

        var isPicture = name is "figure" or "image";
        var title = isPicture || name is "div" or "container" or "tab-set" or "tabs" or "grid" or "list-table" ? "" : Title(rest);
        Push(0, 0, Notes.Contains(name), title.Length > 0 ? title : Notes.Contains(name) ? Capital(name) : "", (words[0], run));
        var (options, alt) = Options(i + 1);
        if (isPicture && rest.Length > 0)
        {
            Put($"![{alt}]({rest})", isCode: false);
            Put("", isCode: false);
        }

        return options;
    }

    // Its options: lines of ":key: value", or keys between lines of dashes.
    private (int Count, string Alt) Options(int from)
    {
        var (at, alt) = (from, "");
        if (at < _lines.Length && _lines[at].AsSpan().Trim() is "---")
        {
            for (var j = at + 1; j < Math.Min(_lines.Length, at + MostLines); j++)
            {
                if (_lines[j].AsSpan().Trim() is "---")
                {
                    return (j + 1 - from, alt);
                }
            }

            return (0, alt);
        }

        while (at < _lines.Length && AttributeLine().Match(_lines[at].Trim()) is { Success: true } option)
        {
            alt = option.Groups[1].Value == "alt" ? option.Groups[2].Value : alt;
            at++;
        }

        return (at - from, alt);
    }

    private void Open(string name, string title, int colons)
    {
        var kind = name.StartsWith("callout-", StringComparison.Ordinal) ? name[8..] : name;
        var isNote = Notes.Contains(kind);
        title = title.Length > 0 ? title : isNote ? Capital(kind) : "";
        if (_colonsToClose > 0)
        {
            Push(0, colons, isNote, title);
        }
        else if (title.Length > 0)
        {
            Put($"**{title}**", isCode: false); // never closed: no more than its title
        }
    }

    // What stands behind a name: words, or attributes of which one may be the title.
    private static string Title(string rest)
    {
        if (TitleText().Match(rest) is { Success: true } said)
        {
            return said.Groups[1].Value;
        }

        var open = rest.IndexOf('{', StringComparison.Ordinal);
        var words = (open < 0 ? rest : rest[..open]).Trim();
        return AttributeText().IsMatch(words) || words is "}" ? "" : words;
    }

    [GeneratedRegex(@"^\.?([A-Za-z][\w-]*)(\[[^\]]*\])?(.*)$", RegexOptions.NonBacktracking)]
    private static partial Regex DirectiveMark();

    [GeneratedRegex(@"^[A-Za-z_]\w*(?:[.:/]{1,2}\w+)*$", RegexOptions.NonBacktracking)]
    private static partial Regex CodeName();

    [GeneratedRegex(@"^(?:options|handler|selection|rendering|show_\w+|members|filters):", RegexOptions.NonBacktracking)]
    private static partial Regex CodeOptions();

    // {note}, {.callout-note title="…"}, {#id .wide}
    [GeneratedRegex(@"^\{(?:#\S+\s+)?[.#]?([A-Za-z][\w-]*)(\[[^\]]*\])?([^}]*)\}?.*$", RegexOptions.NonBacktracking)]
    private static partial Regex BracedMark();

    [GeneratedRegex(@"^\{(=?[A-Za-z][\w:+-]*)\}(.*)$", RegexOptions.NonBacktracking)]
    private static partial Regex FenceMark();

    [GeneratedRegex("(?:^|[\\s{])title=\"([^\"]*)\"", RegexOptions.NonBacktracking)]
    private static partial Regex TitleText();

    [GeneratedRegex("^[\\w-]+=\\S", RegexOptions.NonBacktracking)]
    private static partial Regex AttributeText();

    [GeneratedRegex("alt-text=\"([^\"]*)\"", RegexOptions.NonBacktracking)]
    private static partial Regex AltText();

    [GeneratedRegex("source=\"([^\"]*)\"", RegexOptions.NonBacktracking)]
    private static partial Regex SourceText();
}
