using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>What stands in angle brackets: HTML, components and bare addresses.</summary>
internal sealed partial class MarkedInline
{
    // Inside of these is no Markdown.
    private static readonly HashSet<string> Verbatim = new(StringComparer.OrdinalIgnoreCase)
        { "pre", "code", "script", "style", "kbd", "samp", "textarea", "svg" };

    private static readonly SearchValues<char> WordsOfPlaceholders =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_.,|");

    private HashSet<string>? _ends; // names that something ends, looked for once

    private bool Angle()
    {
        var next = After(_at + 1);
        if (next == '!' && string.CompareOrdinal(_source, _at, "<!--", 0, 4) == 0 && Find("-->", _at + 4, int.MaxValue) is >= 0 and var end)
        {
            if (_source.AsSpan(_at + 4, Math.Min(12, end - _at - 4)).TrimStart().StartsWith("@include", StringComparison.OrdinalIgnoreCase))
            {
                Miss(_at, end + 3); // VitePress: a part of another file
            }

            Skip(end + 3); // nobody reads it
            return true;
        }

        var named = next == '/' ? _at + 2 : _at + 1;
        if (_lines.IsMdx && next is '>' || (next == '/' && After(named) == '>'))
        {
            _at = Find(">", _at) + 1;
            return true;
        }

        if (!char.IsAsciiLetter(After(named)) || _at < _tagFailed)
        {
            return false;
        }

        var name = named;
        while (name < _source.Length && (char.IsAsciiLetterOrDigit(_source[name]) || _source[name] is '-' or '.' or '_'))
        {
            name++;
        }

        var tag = _source[named..name];
        if (After(name) == ':' && Prefixed(tag, name))
        {
            return true;
        }

        if (EndOfTag(name) is not (>= 0 and var close))
        {
            return false;
        }

        _closed = close + 1;
        if (next != '/' && IsWord(tag, name, close))
        {
            _text.Append("&lt;");
            _at++;
            return true;
        }

        if (char.IsAsciiLetterUpper(tag[0]) && tag.Any(char.IsAsciiLetterLower))
        {
            Component(tag, _at, close, next == '/');
            Skip(close + 1);
            return true;
        }

        if (next != '/' && Verbatim.Contains(tag) && _source[close - 1] != '/'
            && Find($"</{tag}", close, int.MaxValue) is >= 0 and var ends)
        {
            Copy(ends);
            Skip(ends);
            return true;
        }

        if (!Attribute().IsMatch(_source.AsSpan(name, close - name)) && !_source.AsSpan(name, close - name).Contains('{'))
        {
            return false;
        }

        _text.Append(_source, _at, name - _at);
        _text.Append(Attributes(name, close));
        _at = close;
        return true;
    }

    // What an author put in brackets for a reader to fill in, or a type of a program: <your-name>, vector<int>. No element has such a
    // name, nothing ends it, and a browser would show nothing of it.
    private bool IsWord(string tag, int name, int close) =>
        !HtmlNames.All.Contains(tag) && _source[close - 1] != '/'
        && (name == close || (_source[name] == ' '
            && _source.AsSpan(name, close - name).IndexOfAnyExcept(WordsOfPlaceholders) < 0))
        && !(_ends ??= [.. EndTag().Matches(_source).Select(m => m.Groups[1].Value.ToLowerInvariant())]).Contains(tag.ToLowerInvariant());

    // A tab's name is words; what else a component does is its own, and one that holds no words may stand for some.
    private void Component(string tag, int start, int close, bool closes)
    {
        var attributes = _source[start..close];
        if (closes)
        {
            return;
        }

        if (_source[close - 1] != '/' && tag is not ("Layout" or "Head" or "Seo" or "Helmet") && IsAlone(start, close + 1)
            && Argument(attributes, "title") is { Length: > 0 } title)
        {
            _text.Append(CultureInfo.InvariantCulture, $"\n\n**{Escape(title)}**\n\n"); // of a step, a card, an aside
        }
        else if (tag is "TabItem" or "Tab" or "Details" or "Accordion" or "AccordionItem"
            && (Argument(attributes, "label") ?? Argument(attributes, "title")
                ?? (tag == "TabItem" ? Argument(attributes, "value") : null)) is { } label)
        {
            _text.Append(CultureInfo.InvariantCulture, $"\n\n**{Escape(label)}**\n\n");
        }
        else if (_source[close - 1] == '/'
            && (Argument(attributes, "text") ?? Argument(attributes, "label") ?? Argument(attributes, "title")) is { } words)
        {
            _text.Append(Escape(words));
        }
        else if (_source[close - 1] == '/' && tag is not ("Br" or "Spacer" or "Icon" or "Divider"))
        {
            Miss(start, close + 1);
        }
    }

    private string Attributes(int from, int to)
    {
        var made = new StringBuilder();
        for (var i = from; i < to; i++)
        {
            if (_source[i] == '{' && After(i + 1) is '{' or '%' && Resolve(i) is { } resolved && resolved.End <= to)
            {
                made.Append(resolved.Value);
                i = resolved.End - 1;
            }
            else
            {
                made.Append(_source[i]);
            }
        }

        return Attribute().Replace(made.ToString(), m =>
        {
            var (name, target) = (m.Groups[1].Value, m.Groups[2].Value);
            return $"{name}\"{(name.TrimStart()[0] is 's' or 'S' ? Picture(target) : Link(target)) ?? ""}\"";
        });
    }

    // Where a tag that begins before here ends; quotes and braces may hold its sign.
    private int EndOfTag(int from)
    {
        var quote = '\0';
        var depth = 0;
        for (var i = from; i < _source.Length && i - from < Most; i++)
        {
            var c = _source[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'' && Before(i) is '=' or ' ' or '(' or '{' or ',')
            {
                quote = c;
            }
            else if (c == '>' && depth <= 0)
            {
                return i;
            }
            else if (c == '<' && depth <= 0)
            {
                _tagFailed = i;
                return -1;
            }
            else
            {
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            }
        }

        _tagFailed = Math.Min(_source.Length, from + Most);
        return -1;
    }

    [GeneratedRegex("</([A-Za-z][A-Za-z0-9._-]*)", RegexOptions.NonBacktracking)]
    private static partial Regex EndTag();

    [GeneratedRegex("(\\s(?:href|src)\\s*=\\s*)\"([^\"]*)\"", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Attribute();
}
