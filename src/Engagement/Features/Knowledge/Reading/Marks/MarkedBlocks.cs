using System.Globalization;
using System.Text.RegularExpressions;

namespace Engagement.Features.Knowledge.Reading;

/// <summary>The marks that take a whole line, or begin a block.</summary>
internal sealed partial class MarkedLines
{
    // An import or a snippet that is longer is none.
    private const int MostLines = 60;

    private static readonly HashSet<string> Contents = new(StringComparer.OrdinalIgnoreCase)
        { "[toc]", "[[toc]]", "[[_toc_]]", "{{toc}}", "{{ toc }}", "{:toc}", "${toc}", "@[toc]", "[toc]: #", "<!-- toc -->", "{{< toc >}}", "{{% toc %}}" };

    private static readonly HashSet<string> Notes = new(StringComparer.OrdinalIgnoreCase)
    {
        "note", "notes", "tip", "info", "warning", "caution", "danger", "important", "success", "failure", "bug", "example", "quote", "abstract", "question",
        "seealso", "hint", "attention", "error", "todo", "details", "summary", "security", "alert", "help", "faq", "check", "tldr",
    };

    // Null: the line is none of these. Else how many further lines it took.
    private int? Block(int i, string text, string words, int indent)
    {
        switch (words[0])
        {
            case '<' when words.StartsWith("<<<<<<<", StringComparison.Ordinal) && indent == 0 && words is { Length: 7 } or [_, _, _, _, _, _, _, ' ', ..]:
                _mergeAt ??= i;
                Left ??= "<<<<<<<";
                return null;
            case '<' when words.StartsWith("<<< ", StringComparison.Ordinal) && words[4..].TrimStart() is ['@' or '.' or '/', ..]:
                return 0; // VitePress: a file's code
            case '>' when _mergeAt is { } at && indent == 0 && words.StartsWith(">>>>>>>", StringComparison.Ordinal):
                throw new ArticleException(FrontMatter.MergeMarks, _firstLine + at);
            case '>' when words.Contains("[!", StringComparison.Ordinal):
                return Callout(words);
            case '#':
                return Heading(text, words);
            case ':' when words.StartsWith(":::", StringComparison.Ordinal):
                return Directive(words);
            case ':' when words.StartsWith("::", StringComparison.Ordinal) && Leaf().Match(words) is { Success: true } leaf:
                return Put(leaf.Groups[1].Value);
            case '!' when words.StartsWith("!!!", StringComparison.Ordinal):
            case '?' when words.StartsWith("???", StringComparison.Ordinal):
            case '=' when words.StartsWith("===", StringComparison.Ordinal):
                return Admonition(words, indent);
            case '-' or ';' when words.TrimStart(';') is ['-', .. var rest] && rest.TrimStart('-').StartsWith("8<-", StringComparison.Ordinal):
                return Snippet(i, words);
            case '{' when words.StartsWith("{!", StringComparison.Ordinal) && words.EndsWith("!}", StringComparison.Ordinal):
                return 0;
            case '{' when words.EndsWith('}') && !Contents.Contains(words):
                return Attributes(i, words);
            case '*' when words.StartsWith("*[", StringComparison.Ordinal) && words.Contains("]: ", StringComparison.Ordinal):
                return 0; // what an abbreviation stands for
            case '[' when words.StartsWith("[^", StringComparison.Ordinal) && words.IndexOf("]:", StringComparison.Ordinal) is > 2 and < 200 and var end:
                Footnotes.Add(words[2..end]);
                return null;
            case 'i' or 'e' when indent == 0 && _blank && TakesImport(_lines, i, IsMdx) is > 0 and var count:
                return count - 1;
        }

        if (Contents.Contains(words))
        {
            return 0;
        }

        // kramdown: a list of one word that is made the contents by the line under it.
        return IsItem(words) && i + 1 < _lines.Length && _lines[i + 1].AsSpan().TrimStart() is var next
            && (next.StartsWith("{:toc", StringComparison.OrdinalIgnoreCase) || next.StartsWith("{: toc", StringComparison.OrdinalIgnoreCase)) ? 1 : null;
    }

    private int? Put(string words)
    {
        _blank = false;
        Put(words, isCode: false);
        return 0;
    }

    // Obsidian's and Microsoft's callouts; GitHub's five, without a title, are the Markdown library's.
    private int? Callout(string words)
    {
        var match = CalloutMark().Match(words);
        if (!match.Success)
        {
            return null;
        }

        var (quote, kind, title) = (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value.Trim());
        if (title.Length == 0 && kind.ToUpperInvariant() is "NOTE" or "TIP" or "IMPORTANT" or "WARNING" or "CAUTION")
        {
            Put($"{quote}[!{kind.ToUpperInvariant()}]", isCode: false);
            _blank = false;
            return 0;
        }

        if (kind.ToLowerInvariant() is "div" or "video" or "include" or "column" or "selector")
        {
            return 0;
        }

        Put($"{quote}**{(title.Length > 0 ? title : Capital(kind))}**", isCode: false);
        Put(quote.TrimEnd(), isCode: false);
        _blank = false;
        return 0;
    }

    // "## On a Mac {#mac .wide}", in MDX "\{#mac}": the id leads the heading's anchor beside the one made from its words.
    private int? Heading(string text, string words)
    {
        var level = RunOf(words, '#');
        if (level > 6 || level == words.Length || words[level] is not (' ' or '\t'))
        {
            return null;
        }

        var title = words[level..].Trim();
        var bare = title.TrimEnd('#').TrimEnd();
        var open = bare.EndsWith('}') ? bare.LastIndexOf('{') : -1;
        if (open < 0 || !AttributeList.Is(bare[open..], alone: true, out var id))
        {
            return null;
        }

        var anchor = id is null ? "" : $"<span id=\"{id}\"></span>";
        Put($"{text[..text.IndexOf('#', StringComparison.Ordinal)]}{words[..level]} {anchor}{bare[..open].TrimEnd(' ', '\\')}", isCode: false);
        _blank = false;
        return 0;
    }

    private int? Directive(string words)
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
            return rest.StartsWith("image", StringComparison.Ordinal) && SourceText().Match(rest) is { Success: true } source ? Put($"![{alt}]({source.Groups[1].Value})") : 0;
        }

        var match = DirectiveMark().Match(rest);
        if (!match.Success)
        {
            return null;
        }

        var name = match.Groups[1].Value;
        var title = match.Groups[2].Value is { Length: > 2 } bracketed ? bracketed[1..^1] : AfterAttributes(match.Groups[3].Value);
        var isNote = Notes.Contains(name.Replace("callout-", "", StringComparison.Ordinal));
        title = title.Length > 0 ? title : isNote ? Capital(name.Replace("callout-", "", StringComparison.Ordinal)) : "";
        if (_colonsToClose > 0)
        {
            Push(0, colons, isNote, title);
        }
        else if (title.Length > 0)
        {
            Put($"**{title}**", isCode: false); // never closed: no more than its title
        }

        return 0;
    }

    private static string AfterAttributes(string rest)
    {
        var open = rest.IndexOf('{', StringComparison.Ordinal);
        return (open < 0 ? rest : rest[..open]).Trim();
    }

    // Python-Markdown's: !!! note "Title", ??? for one that opens, === "Tab".
    private int? Admonition(string words, int indent)
    {
        var match = AdmonitionMark().Match(words);
        if (!match.Success)
        {
            return null;
        }

        var isTab = words[0] == '=';
        var title = match.Groups[2].Success ? match.Groups[2].Value : isTab ? null : Capital(match.Groups[1].Value.Trim().Split(' ')[0]);
        if (isTab && title is null)
        {
            return null;
        }

        Push(indent + 4, 0, quotes: !isTab, title);
        return 0;
    }

    private int Snippet(int i, string words)
    {
        if (words.Contains('"', StringComparison.Ordinal) || words.Contains('\'', StringComparison.Ordinal))
        {
            return 0;
        }

        for (var j = i + 1; j < Math.Min(_lines.Length, i + MostLines); j++)
        {
            if (_lines[j].AsSpan().Trim().SequenceEqual(words))
            {
                return j - i;
            }
        }

        return 0;
    }

    private int? Attributes(int i, string words)
    {
        if (words.StartsWith("{::comment", StringComparison.Ordinal))
        {
            for (var j = i + 1; j < Math.Min(_lines.Length, i + MostLines); j++)
            {
                if (_lines[j].AsSpan().TrimStart().StartsWith("{:/"))
                {
                    return j - i;
                }
            }
        }

        if (!AttributeList.Is(words, alone: true, out var id))
        {
            return null;
        }

        return id is null ? 0 : Put($"<span id=\"{id}\"></span>");
    }

    private static string Capital(string word) =>
        word.Length == 0 ? "" : (char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..].ToLowerInvariant()).Replace('-', ' ');

    [GeneratedRegex(@"^((?:>\s?)+)\[!([A-Za-z][\w-]*)(?:\s[^\]]*)?\][+-]?(.*)$", RegexOptions.NonBacktracking)]
    private static partial Regex CalloutMark();

    [GeneratedRegex(@"^::[A-Za-z][\w-]*(?:\[([^\]]*)\])?(?:\{[^}]*\})?$", RegexOptions.NonBacktracking)]
    private static partial Regex Leaf();

    [GeneratedRegex(@"^\{?\.?([A-Za-z][\w-]*)\}?(\[[^\]]*\])?(.*)$", RegexOptions.NonBacktracking)]
    private static partial Regex DirectiveMark();

    [GeneratedRegex("^(?:!!!|\\?\\?\\?\\+?|===[!+]?)((?:\\s+[A-Za-z][\\w-]*)*)(?:\\s*[\"“]([^\"”]*)[\"”])?\\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex AdmonitionMark();

    [GeneratedRegex("alt-text=\"([^\"]*)\"", RegexOptions.NonBacktracking)]
    private static partial Regex AltText();

    [GeneratedRegex("source=\"([^\"]*)\"", RegexOptions.NonBacktracking)]
    private static partial Regex SourceText();
}
