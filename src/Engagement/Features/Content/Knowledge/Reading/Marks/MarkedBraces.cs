using System.Globalization;
using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>What stands in braces: Liquid, attribute lists, expressions.</summary>
internal sealed partial class MarkedInline
{
    // Blocks whose words are not for here.
    private static readonly Dictionary<string, string> Silent = new(StringComparer.Ordinal)
        { ["comment"] = "endcomment", ["capture"] = "endcapture", ["schema"] = "endschema",
            ["js"] = "endjs", ["css"] = "endcss", ["doc"] = "enddoc", ["set"] = "" };

    // They say which words are shown, and are none.
    private static readonly HashSet<string> Control = new(StringComparer.Ordinal)
    {
        "if", "elsif", "elif", "elseif", "else", "unless", "case", "when", "for", "break", "continue", "cycle", "tablerow", "assign",
        "increment", "decrement", "liquid", "layout",
        "block", "extends", "set", "macro", "import", "from", "with", "ifchanged", "seo", "feed_meta", "css", "js", "stylesheet",
        "javascript", "toc", "more", "asset", "do", "do_not_edit",
    };

    private HashSet<string>? _pairs;

    // Marks that are ended somewhere: their words stand between. Found in one look over the text.
    private HashSet<string> Pairs => _pairs ??= [.. Closing().Matches(_source).Select(m => m.Groups[1].Value)];

    private bool Brace()
    {
        var next = After(_at + 1);
        if (_raw)
        {
            return Raw(next);
        }

        switch (next)
        {
            case '%' when Find("%}", _at + 2) is >= 0 and var end:
                Tag(_source[(_at + 2)..end].Trim('-', ' ', '\n', '\t'), end + 2);
                return true;
            case '{' when After(_at + 2) is '<' or '%' && Find(After(_at + 2) == '<' ? ">}}" : "%}}", _at + 3) is >= 0 and var end:
                Shortcode(_source[(_at + 3)..end].Trim(), end + 3);
                return true;
            case '{' when Find("}}", _at + 2) is >= 0 and var end:
                var whole = end + (After(end + 2) == '}' ? 3 : 2); // {{{ raw }}}
                if (Value(_source[(_at + 2)..end]) is { } value)
                {
                    _text.Append(Escape(value));
                }
                else if (!IsStatement(_source.AsSpan(_at + 2, end - _at - 2).Trim("-~ \n\t")))
                {
                    Miss(_at, whole);
                }

                _at = whole;
                return true;
            case '%' or '{':
                Left ??= Beginning();
                return false;
            case '@' when Find("}", _at + 2, AttributeList.Most) is >= 0 and var end:
                Documentation(_source[(_at + 2)..end], end + 1);
                return true;
            case '#' or '/' or ':' when Find("}", _at + 2, AttributeList.Most) is >= 0 and var end
                && SvelteBlock().IsMatch(_source.AsSpan(_at, end + 1 - _at)):
                _at = end + 1;
                return true;
            case '#' when Find("#}", _at + 2) is >= 0 and var end && Find("}", _at + 2) == end + 1:
                _at = end + 2; // Nunjucks' comment
                return true;
            case '/' when After(_at + 2) == '*' && Find("*/}", _at + 3) is >= 0 and var end:
                _at = end + 3;
                return true;
            case '>' when After(_at + 2) == '>' && Find("<<}", _at + 3) is >= 0 and var end:
                _at = end + 3; // CriticMarkup's comment
                return true;
        }

        if (Find("}", _at + 1, AttributeList.Most) is not (>= 0 and var close))
        {
            return _lines.IsMdx && Expression();
        }

        if (Critic(next) || Macro(close))
        {
            return true;
        }

        if (_lines.Named.Count > 0 && _lines.Named.TryGetValue(_source[(_at + 1)..close], out var attribute))
        {
            _text.Append(Escape(attribute));
            _at = close + 1;
            return true;
        }

        if (!_lines.IsMdx && After(close + 1) == '`' && Role(_source[(_at + 1)..close], close + 1))
        {
            return true;
        }

        if (IsAttributeList(_source[_at..(close + 1)], close + 1))
        {
            _closed = _at = close + 1;
            return true;
        }

        return _lines.IsMdx && Expression();
    }

    private bool Raw(char next)
    {
        if (next == '%' && Find("%}", _at + 2) is >= 0 and var end
            && _source.AsSpan(_at + 2, end - _at - 2).Trim("- \n\t") is var tag && tag is "endraw" or "raw")
        {
            _raw = tag is "raw"; // twice: the end of the first one stands in code
            _at = end + 2;
            return true;
        }

        if (next is not ('{' or '%' or '#'))
        {
            return false;
        }

        _text.Append("&#123;");
        _at++;
        return true;
    }

    private static string Escape(string value) => value.Contains('{', StringComparison.Ordinal)
        ? value.Replace("{", "&#123;", StringComparison.Ordinal)
        : value;

    private void Tag(string tag, int end)
    {
        var start = _at;
        _at = end;
        var name = tag.Split([' ', '\n', '\t'], 2)[0];
        var rest = tag[name.Length..].Trim();
        switch (name)
        {
            case "raw" or "verbatim":
                _raw = name == "raw" && Find("endraw", end, int.MaxValue) >= 0;
                break;
            case "highlight" or "codeblock" when End("end" + name) is { } block:
                Code(rest.Split(' ', 2)[0], _source[end..block.Start].Replace("{% raw %}", "", StringComparison.Ordinal)
                    .Replace("{% endraw %}", "", StringComparison.Ordinal), block.End);
                break;
            case "link" or "post_url" or "page":
                if (Page(rest) is { } address)
                {
                    _text.Append(address);
                }
                else
                {
                    Miss(start, end);
                }

                break;
            case "tab" or "step" when Argument(rest, "title") is { } title:
                _text.Append(CultureInfo.InvariantCulture, $"\n\n**{Escape(title)}**\n\n");
                break;
            default:
                if (Silent.TryGetValue(name, out var closer) && closer.Length > 0 && End(closer) is { } silent)
                {
                    _at = silent.End;
                }
                else if (name is not (['#' or '.' or '/', ..] or ['e', 'n', 'd', ..]) && !Control.Contains(name) && !Pairs.Contains(name))
                {
                    Miss(start, end);
                }
                else if (Pairs.Contains(name))
                {
                    Headed(rest, start, end);
                }

                break;
        }
    }

    // Where the tag that ends a block begins and ends.
    private (int Start, int End)? End(string name)
    {
        var at = Find(name, _at, int.MaxValue);
        if (at < 0 || _source.LastIndexOf("{%", at, Math.Min(at - _at + 1, 20), StringComparison.Ordinal) is not (>= 0 and var start)
            || Find("%}", at) is not (>= 0 and var end))
        {
            return null;
        }

        return (start, end + 2);
    }

    private void Code(string language, string code, int end)
    {
        _text.Append("\n```").Append(language.All(c => char.IsLetterOrDigit(c) || c is '-' or '+' or '#') ? language : "")
            .Append('\n').Append(code.Trim('\n').Replace("```", "`` `", StringComparison.Ordinal)).Append("\n```\n");
        Skip(end);
    }

    private void Skip(int to)
    {
        _at = to;
        while (_code < _lines.Code.Count && _lines.Code[_code].End <= to)
        {
            _code++;
        }
    }

    private string? Page(string name)
    {
        var quoted = name.Trim();
        quoted = quoted.Length > 1 && quoted[0] is '"' or '\'' && quoted[1..].IndexOf(quoted[0]) is >= 0 and var end
            ? quoted[1..(end + 1)] : quoted.Split(' ', 2)[0];
        return _file?.Site.ByName(_file.Path, quoted);
    }

    // What an output stands for; null: the site maker alone knows.
    private string? Value(string expression)
    {
        var words = expression.Trim('-', ' ', '\n', '\t', '{');
        if (words.Length > 1 && words[0] is '"' or '\'' && words.IndexOf(words[0], 1) is > 0 and var end)
        {
            return words[1..end];
        }

        return words.Split('|', 2)[0].Trim() switch
        {
            "site.baseurl" or "site.url" or "site.BaseURL" or ".Site.BaseURL" or "baseurl" or "base_url" or "" => "",
            "page.title" or "title" or "frontMatter.title" or "$frontmatter.title"
                when _file?.Head.Text("title") is { } title => SiteMarks.Words(title).Text,
            _ => null,
        };
    }

    // CriticMarkup (criticmarkup.com/spec.php): {++added++}, {--deleted--}, {~~old~>new~~}, {==marked==}; as it reads when all is taken.
    private bool Critic(char sign)
    {
        if (sign is not ('+' or '-' or '~' or '=') || After(_at + 2) != sign || Find($"{sign}{sign}}}", _at + 3) is not (>= 0 and var end))
        {
            return false;
        }

        var inside = _source[(_at + 3)..end];
        _text.Append(sign switch
        {
            '-' => "",
            '~' => Escape(inside[(inside.IndexOf("~>", StringComparison.Ordinal) is >= 0 and var change ? change + 2 : 0)..]),
            _ => Escape(inside),
        });
        _at = end + 3;
        return true;
    }

    // {@link Name words} and {@code words} of documentation comments; the others stand for something.
    private void Documentation(string inside, int end)
    {
        var start = _at;
        _at = end;
        var name = inside.Split([' ', '\n'], 2)[0];
        var rest = inside[name.Length..].Trim();
        if (rest.Length > 0 && name is "link" or "linkplain" or "linkcode" or "code" or "literal")
        {
            var cut = name is "code" or "literal" ? -1 : rest.IndexOfAny(['|', ' ']);
            _text.Append(Escape(rest[(cut + 1)..].Trim('|', ' ')));
        }
        else
        {
            Miss(start, end);
        }
    }

    // {{#if x}}, {{/if}}, {{else}}, {{! a comment }}, {{ range .Pages }}: they say what is shown, and are no words.
    private bool IsStatement(ReadOnlySpan<char> words) => words switch
    {
        [] or ['/' or '!', ..] => true,
        ['#' or '^', .. var name] => Pairs.Contains(name.ToString().Split([' ', '\n'], 2)[0])
            || name.StartsWith("title ", StringComparison.Ordinal),
        _ => Statement().IsMatch(words),
    };

    // MDX: a literal is its text; anything else is worked out where it is shown.
    private bool Expression()
    {
        if (_at < _braceFailed)
        {
            return false;
        }

        var depth = 0;
        for (var i = _at; i < _source.Length; i++)
        {
            depth += _source[i] == '{' ? 1 : _source[i] == '}' ? -1 : 0;
            if (depth == 0)
            {
                var inside = _source[(_at + 1)..i].Trim();
                if (inside.Length > 1 && inside[0] is '"' or '\'' or '`' && inside[^1] == inside[0])
                {
                    _text.Append(Escape(inside[1..^1]));
                }
                else if (inside.Length > 0)
                {
                    Miss(_at, i + 1);
                }

                Skip(i + 1);
                return true;
            }

            if (i - _at > Most * 5)
            {
                break;
            }
        }

        _braceFailed = Math.Min(_source.Length, _at + (Most * 5));
        Left ??= "{";
        return false;
    }

    [GeneratedRegex(@"^(?:if|else|end|range|with|define|template|block|each|unless)\b", RegexOptions.NonBacktracking)]
    private static partial Regex Statement();

    [GeneratedRegex(@"^\{[#/:](?:if|each|await|key|else|then|catch|snippet)\b", RegexOptions.NonBacktracking)]
    private static partial Regex SvelteBlock();

    // {{< /name >}}, {{/name}}, {% endname %}, {% /name %}
    [GeneratedRegex(@"(?:\{\{[<%~]?\s*/\s*|\{%-?\s*(?:end|/\s*))([A-Za-z][\w.-]*)", RegexOptions.NonBacktracking)]
    private static partial Regex Closing();
}
