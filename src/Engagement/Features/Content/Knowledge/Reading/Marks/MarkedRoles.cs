using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>Marks that are named: roles of MyST and Sphinx, commands of LaTeX, programs between signs (ERB, EJS, PHP).</summary>
internal sealed partial class MarkedInline
{
    // What they show is made from the place they lead to (mystmd.org/guide/cross-references, sphinx-doc.org/usage/referencing).
    private static readonly HashSet<string> Leading = new(StringComparer.Ordinal)
    {
        "ref", "numref", "eq", "doc", "any", "cite", "download", "option", "envvar", "page", "pageref", "eqref", "autoref", "cref", "citep",
        "citet", "nameref", "bibliography",
    };

    // Text that is written as it is.
    private static readonly HashSet<string> CodeRoles = new(StringComparer.Ordinal)
        { "code", "kbd", "file", "samp", "command", "program", "math", "literal", "regexp", "path" };

    // Commands that are about the page and no words.
    private static readonly HashSet<string> Layout = new(StringComparer.Ordinal)
    {
        "newpage", "pagebreak", "clearpage", "cleardoublepage", "tableofcontents", "listoffigures", "listoftables", "maketitle", "noindent",
        "centering", "newline", "linebreak",
        "hfill", "vfill", "hline", "bigskip", "medskip", "smallskip", "appendix", "frontmatter", "mainmatter", "backmatter",
        "onehalfspacing", "doublespacing",
        "begin", "end", "vspace", "hspace", "label", "usepackage", "documentclass", "setlength", "pagestyle", "thispagestyle", "setcounter",
        "phantomsection", "addcontentsline", "index",
    };

    // Commands whose words are those in their braces.
    private static readonly HashSet<string> Wording = new(StringComparer.Ordinal)
    {
        "textbf", "textit", "emph", "texttt", "textsc", "textsf", "textrm", "textup", "text", "underline", "mbox", "section", "subsection",
        "subsubsection", "chapter", "paragraph",
        "caption", "title", "footnote", "enquote", "uline", "textsuperscript", "textsubscript", "url", "href",
    };

    // {ref}`words <target>`, {doc}`target`, :guilabel:`words`.
    private bool Role(string name, int tick)
    {
        if (!RoleName().IsMatch(name) || !_closers.TryGetValue(tick, out var closer))
        {
            return false;
        }

        var run = Math.Max(1, _source.AsSpan(tick, closer - tick).IndexOfAnyExcept('`'));
        var inside = ArticleText.OneLine(_source[(tick + run)..closer]);
        var plain = name.ToLowerInvariant();
        var start = _at;
        _at = closer + run;
        if (WordsAndTarget().Match(inside) is { Success: true } both)
        {
            var words = both.Groups[1].Value;
            var address = plain == "doc" ? _file?.Site.ByName(_file.Path, both.Groups[2].Value) : null;
            _text.Append(address is null ? words : $"[{words}]({Safe(address)})");
        }
        else if (Leading.Contains(plain) || plain.StartsWith("cite:", StringComparison.Ordinal)
            || plain.StartsWith("footcite", StringComparison.Ordinal))
        {
            Miss(start, _at);
        }
        else
        {
            _text.Append(CodeRoles.Contains(plain) || plain.Contains(':', StringComparison.Ordinal) ? _source[tick.._at] : Escape(inside));
        }

        return true;
    }

    // `words <https://…>`_ of reStructuredText.
    private bool Referenced()
    {
        if (!_closers.TryGetValue(_at, out var closer) || After(closer + 1) != '_'
            || WordsAndTarget().Match(_source[(_at + 1)..closer]) is not { Success: true } both)
        {
            return false;
        }

        _text.Append('[').Append(both.Groups[1].Value).Append("](").Append(Safe(both.Groups[2].Value)).Append(')');
        _at = closer + (After(closer + 2) == '_' ? 3 : 2);
        return true;
    }

    // \newpage, \textbf{words}, \ref{target}. A backslash in a path of Windows or before a sign is none.
    private bool Command()
    {
        if (char.IsLetterOrDigit(Before(_at)) || Before(_at) is ':' or '\\' || !char.IsAsciiLetter(After(_at + 1)))
        {
            return false;
        }

        var end = _at + 1;
        while (end < _source.Length && char.IsAsciiLetter(_source[end]) && end - _at <= 30)
        {
            end++;
        }

        var name = _source[(_at + 1)..end];
        end += After(end) == '*' ? 1 : 0;
        var braced = After(end) is '{' or '[';
        if (!braced && !(Layout.Contains(name) && IsAlone(_at, end)))
        {
            return false;
        }

        var start = _at;
        if (Arguments(end) is not { } arguments)
        {
            return false;
        }

        if (Layout.Contains(name) || Wording.Contains(name))
        {
            var words = Wording.Contains(name) ? arguments.Last : "";
            Left ??= words.Contains('\\', StringComparison.Ordinal) ? ArticleText.Shorten(words, 40) : null; // a command in a command
            _text.Append(Escape(words));
            _at = arguments.End;
        }
        else if (Leading.Contains(name) || name is "include" or "input" or "includegraphics" or "footcite" or "textcite" or "parencite")
        {
            _at = arguments.End;
            Miss(start, _at);
        }
        else
        {
            Left ??= ArticleText.Shorten(_source[start..arguments.End].Split('\n')[0], 40);
            return false;
        }

        return true;
    }

    // What stands in the last of its braces, and where they end.
    private (string Last, int End)? Arguments(int at)
    {
        var last = "";
        while (After(at) is '{' or '[' && at < _source.Length)
        {
            if (Closed(at) is not { } end)
            {
                return null;
            }

            last = _source[at] == '{' ? _source[(at + 1)..end] : last;
            at = end + 1;
        }

        return (last, at);
    }

    private int? Closed(int at)
    {
        var (open, close, depth) = (_source[at], _source[at] == '{' ? '}' : ']', 0);
        for (var i = at; i < Math.Min(_source.Length, at + AttributeList.Most); i++)
        {
            depth += _source[i] == open ? 1 : _source[i] == close ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return null;
    }

    // <%= value %>, <% statement %>, <%# comment %>, <?php … ?>.
    private bool Program()
    {
        var isPhp = After(_at + 1) == '?';
        if (Find(isPhp ? "?>" : "%>", _at + 2) is not (>= 0 and var end))
        {
            Left ??= isPhp ? null : Beginning();
            return false;
        }

        var inside = _source.AsSpan(_at + 2, end - _at - 2);
        var start = _at;
        Skip(end + 2);
        if (inside.StartsWith("%", StringComparison.Ordinal))
        {
            _text.Append("&lt;%").Append(inside[1..]).Append("%>"); // written twice, it is shown
        }
        else if (isPhp
            ? inside.StartsWith("=", StringComparison.Ordinal) || inside.Contains("echo", StringComparison.Ordinal)
            : inside is ['=' or '-', ..])
        {
            if (!isPhp && Value(inside.TrimStart("=- ").ToString()) is { } value)
            {
                _text.Append(Escape(value));
            }
            else
            {
                Miss(start, _at);
            }
        }

        return true;
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9:+._-]{0,40}$", RegexOptions.NonBacktracking)]
    private static partial Regex RoleName();

    [GeneratedRegex(@"^(.*\S)\s*<([^<>]*)>$", RegexOptions.NonBacktracking)]
    private static partial Regex WordsAndTarget();
}
