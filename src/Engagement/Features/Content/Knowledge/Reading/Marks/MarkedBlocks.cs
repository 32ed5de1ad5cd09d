using System.Globalization;
using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>The marks that take a whole line, or begin a block.</summary>
internal sealed partial class MarkedLines
{
    // An import or a snippet that is longer is none.
    private const int MostLines = 60;

    private static readonly HashSet<string> Contents = new(StringComparer.OrdinalIgnoreCase)
    {
        "[toc]", "[[toc]]", "[[_toc_]]", "[[_tosp_]]", "{{toc}}", "{{ toc }}", "{:toc}", "{toc}", "${toc}", "@[toc]", "[toc]: #", "__toc__",
        "<!-- toc -->", "{{< toc >}}",
        "{{% toc %}}", "{{ page.toc }}", "\\[toc\\]",
    };

    private static readonly HashSet<string> Notes = new(StringComparer.OrdinalIgnoreCase)
    {
        "note", "notes", "tip", "info", "warning", "caution", "danger", "important", "success", "failure", "bug", "example", "quote",
        "abstract", "question",
        "seealso", "hint", "attention", "error", "todo", "details", "summary", "security", "alert", "help", "faq", "check", "tldr",
    };

    // Null: the line is none of these. Else how many further lines it took.
    private int? Block(int i, string text, string words, int indent)
    {
        if (words[0] is '[' or '{' or '<' or '_' or '$' or '@' or '\\' && words.Length < 60
            && (Contents.Contains(words) || ContentsWithLevels().IsMatch(words)))
        {
            return 0;
        }

        if (words.Contains("]:", StringComparison.Ordinal))
        {
            Define(words[ContainerMarks().Match(words).Length..]);
        }

        switch (words[0])
        {
            case '<' when words.StartsWith("<<<<<<<", StringComparison.Ordinal)
                && indent == 0 && words is { Length: 7 } or [_, _, _, _, _, _, _, ' ', ..]:
                _mergeAt ??= i;
                Left ??= "<<<<<<<";
                return null;
            case '<' when words.StartsWith("<<< ", StringComparison.Ordinal) && words[4..].TrimStart() is ['@' or '.' or '/', ..]:
                return Gap(words); // VitePress: a file's code
            case '>' when _mergeAt is { } at && indent == 0 && words.StartsWith(">>>>>>>", StringComparison.Ordinal):
                throw new ArticleException(FrontMatter.MergeMarks, _firstLine + at);
            case '>' when words.Contains("[!", StringComparison.Ordinal):
                return Callout(words);
            case '#':
                return Heading(text, words);
            case ':' when words.StartsWith(":::", StringComparison.Ordinal):
                return Directive(i, words);
            case ':' when words == "::":
                return 0; // the end of a block of Nuxt's MDC
            case ':' when indent == 0 && IsAttribute(i, words):
                return 0;
            case 'i' when words.StartsWith("include::", StringComparison.Ordinal) && words.EndsWith(']'):
                return Gap(words);
            case '=' when i == 0 && words.StartsWith("= ", StringComparison.Ordinal):
                Left ??= ArticleText.Shorten(words, 40); // AsciiDoc by another name
                return Put("# " + words[2..]);
            case '.' when words.StartsWith(".. ", StringComparison.Ordinal) && words.Contains("::", StringComparison.Ordinal):
                Left ??= ArticleText.Shorten(words, 40); // reStructuredText
                return null;
            case '!' or '?' when words.Length > 3 && words[1] == '>' && words[2] == ' ':
                return Put("> " + words[3..]); // Docsify
            case '+' when words == "+++":
                return 0; // MyST: a block's end
            case '(' when words.EndsWith(")=", StringComparison.Ordinal) && Target().Match(words) is { Success: true } target:
                return Put($"<span id=\"{target.Groups[1].Value}\"></span>"); // MyST: a place that is led to
            case '/' when words.StartsWith("///", StringComparison.Ordinal) && PyMdownBlock().IsMatch(words):
                Left ??= ArticleText.Shorten(words, 40); // what is one of its options cannot be told
                return null;
            case '^' when words.Length > 1 && BlockId().IsMatch(" " + words):
                return 0;
            case ':' when words.StartsWith("::", StringComparison.Ordinal) && Leaf().Match(words) is { Success: true } leaf:
                return Put(leaf.Groups[1].Value);
            case '!' when words.StartsWith("!!!", StringComparison.Ordinal):
            case '?' when words.StartsWith("???", StringComparison.Ordinal):
            case '=' when words.StartsWith("===", StringComparison.Ordinal):
                return Admonition(words, indent);
            case '-' or ';' when words.TrimStart(';') is ['-', .. var rest]
                && rest.TrimStart('-').StartsWith("8<-", StringComparison.Ordinal):
                return Snippet(i, words);
            case '{' when words.StartsWith("{!", StringComparison.Ordinal) && words.EndsWith("!}", StringComparison.Ordinal):
                return Gap(words);
            case '{' when words.EndsWith('}'):
                return Attributes(i, words);
            case '*' when words.StartsWith("*[", StringComparison.Ordinal) && words.Contains("]: ", StringComparison.Ordinal):
                return 0; // what an abbreviation stands for
            case '[' when Comments().Match(words) is { Success: true, Length: var all } && all == words.Length:
                return 0;
            case 'i' or 'e' when indent == 0 && _blank && TakesImport(_lines, i, IsMdx) is > 0 and var count:
                return count - 1;
        }

        // kramdown: a list of one word that is made the contents by the line under it.
        return IsItem(words) && i + 1 < _lines.Length && _lines[i + 1].AsSpan().TrimStart() is var next
            && (next.StartsWith("{:toc", StringComparison.OrdinalIgnoreCase)
                || next.StartsWith("{: toc", StringComparison.OrdinalIgnoreCase)) ? 1 : null;
    }

    // What a line says the address or the words of, in whatever quotation or list it stands.
    private void Define(string words)
    {
        var end = words.IndexOf("]:", StringComparison.Ordinal);
        if (words[0] != '[' || end < 2)
        {
            return;
        }

        switch (words[1])
        {
            case '^' when end is > 2 and < 200:
                Footnotes.Add(words[2..end]);
                break;
            case '@' when end is > 2 and < 200:
                Labels.Add(words[..(end + 1)]);
                break;
            case not ('^' or '@') when end < 1000:
                Defined.Add(Label(words[1..end]));
                break;
        }
    }

    // A part of another page, which is not here.
    private int? Gap(string mark)
    {
        FirstGap ??= ArticleText.Shorten(mark, 80);
        return 0;
    }

    // AsciiDoc's ":name: value" and Sphinx's fields, at the head of the text, under AsciiDoc's title or several in a row: one alone, and
    // ":tip: words" further down, is an emoji.
    private bool IsAttribute(int i, string words)
    {
        if (i > MostLines || AttributeLine().Match(words) is not { Success: true } found || MarkedInline.IsEmoji(found.Groups[1].Value)
            || (Named.Count == 0 && !(_lines.Take(i).All(IsHead) && (_lines.Take(i).Any(IsTitle) || IsNext(i + 1)))))
        {
            return false;
        }

        Named.TryAdd(found.Groups[1].Value, found.Groups[2].Value.Trim());
        return true;

        bool IsNext(int next) => next < _lines.Length
            && AttributeLine().Match(_lines[next].TrimEnd()) is { Success: true } other && !MarkedInline.IsEmoji(other.Groups[1].Value);

        static bool IsTitle(string line) => line.StartsWith("= ", StringComparison.Ordinal);

        static bool IsHead(string line) => line.AsSpan().Trim() is var bare
            && (bare.Length == 0 || bare.StartsWith("# ") || bare.StartsWith("= "));
    }

    // Obsidian's name of a block, at its end: "words ^a1b2c3". A power is none, whoever writes it apart: "2 ^n", "(a + b) ^max".
    private static string WithoutBlockId(string text)
    {
        var end = text.AsSpan().TrimEnd();
        var cut = end.LastIndexOf(" ^");
        var length = end.Length - cut - 2;
        return cut > 0 && length is >= 3 and <= 58 && BlockId().IsMatch(end[cut..])
            && (length >= 6 || !IsRaised(end[..cut].TrimEnd())) ? text[..cut] : text; // Obsidian's own have six signs

        static bool IsRaised(ReadOnlySpan<char> before) => before.Length > 0
            && (before[^1] is ')' or ']' or '}' || char.IsAsciiDigit(before[^1])
                || (char.IsLetter(before[^1]) && (before.Length == 1 || !char.IsLetter(before[^2]))));
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

        if (kind.ToLowerInvariant() is "div" or "video" or "column" or "selector")
        {
            return 0;
        }

        if (kind.Equals("include", StringComparison.OrdinalIgnoreCase))
        {
            return Gap(words);
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
        string? id = null;
        if (open < 0 || (open > 0 && char.IsLetterOrDigit(bare[open - 1]))
            || (bare[open..] != "{-}" && !AttributeList.Is(bare[open..], alone: true, out id))) // Pandoc's, of one without a number
        {
            return null;
        }

        var anchor = id is null ? "" : $"<span id=\"{id}\"></span>";
        Put($"{text[..text.IndexOf('#', StringComparison.Ordinal)]}{words[..level]} {anchor}{bare[..open].TrimEnd(' ', '\\')}",
            isCode: false);
        _blank = false;
        return 0;
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
        Gap(words);
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

    /// <summary>The marks of the quotations and items that a line begins with.</summary>
    [GeneratedRegex(@"^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t]))*[ \t]*", RegexOptions.NonBacktracking)]
    public static partial Regex ContainerMarks();

    [GeneratedRegex(MarkedInline.CommentMark, RegexOptions.NonBacktracking)]
    private static partial Regex Comments();

    [GeneratedRegex(@"^\(([\w.:-]{1,100})\)=$", RegexOptions.NonBacktracking)]
    private static partial Regex Target();

    [GeneratedRegex(@"^ \^[A-Za-z0-9-]*[A-Za-z][A-Za-z0-9-]*$", RegexOptions.NonBacktracking)]
    private static partial Regex BlockId();

    [GeneratedRegex(@"^:!?([A-Za-z0-9_][A-Za-z0-9_-]{0,60})!?:(?:\s+(\S.*))?$", RegexOptions.NonBacktracking)]
    private static partial Regex AttributeLine();

    // [[toc levels=2]], [TOC {depth: 3}], {{toc(2)}}, [[_TOC_]] by whatever name.
    [GeneratedRegex(@"^(?:\[{1,2}_?toc_?\b[^\]]*\]{1,2}|\{{1,2}>?\s*toc\b[^}]*\}{1,2}|<!--\s*(?:tocstop|toc|start "
        + @"doctoc|end doctoc)\b[^>]*-->)$",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex ContentsWithLevels();

    [GeneratedRegex(@"^::[A-Za-z][\w-]*(?:\[([^\]]*)\])?(?:\{[^}]*\})?$", RegexOptions.NonBacktracking)]
    private static partial Regex Leaf();

    [GeneratedRegex("^(?:!!!|\\?\\?\\?\\+?|===[!+]?)((?:\\s+[A-Za-z][\\w-]*)*)(?:\\s*[\"“]([^\"”]*)[\"”])?\\s*$",
        RegexOptions.NonBacktracking)]
    private static partial Regex AdmonitionMark();

    // PyMdown's: /// note | Title
    [GeneratedRegex(@"^/{3,}[ \t]+[a-z][\w-]*[ \t]*(?:\|.*)?$", RegexOptions.NonBacktracking)]
    private static partial Regex PyMdownBlock();
}
