using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Engagement.Features.Knowledge.Reading;

/// <summary>What stands in square and angle brackets: links, pictures, wiki links, HTML and components.</summary>
internal sealed partial class MarkedInline
{
    // Inside of these is no Markdown.
    private static readonly HashSet<string> Verbatim = new(StringComparer.OrdinalIgnoreCase) { "pre", "code", "script", "style", "kbd", "samp", "textarea", "svg" };

    private int _linkFailed;
    private bool _destination; // what is written now is where a link leads

    private bool Open()
    {
        if (After(_at + 1) == '[' && Wiki())
        {
            return true;
        }

        if (After(_at + 1) == '!' && Instruction().Match(_source, _at, Math.Min(Most, _source.Length - _at)) is { Success: true } docs)
        {
            var name = docs.Groups[1].Value.ToUpperInvariant();
            if (name is "NOTE" or "TIP" or "IMPORTANT" or "WARNING" or "CAUTION" && docs.Groups[2].Value.Length == 0)
            {
                return false;
            }

            if (name == "INCLUDE")
            {
                Miss(_at, _at + docs.Length); // a part of another file
            }
            else
            {
                _text.Append(name is "UICONTROL" or "DNL" ? docs.Groups[2].Value.Trim() : "");
            }

            _at += docs.Length;
            return true;
        }

        if (After(_at + 1) == '@' && Citation().Match(_source, _at, Math.Min(AttributeList.Most, _source.Length - _at)) is { Success: true } cited)
        {
            _at += cited.Length; // Pandoc's: [@smith2020, p. 3]
            return true;
        }

        if (Before(_at) != ']' && (char.IsAsciiLetter(After(_at + 1)) || After(_at + 1) == '/') && Bracketed())
        {
            return true;
        }

        if (After(_at + 1) == '^' && Find("]", _at, 200) is >= 0 and var end && After(end + 1) != ':' && !_lines.Footnotes.Contains(_source[(_at + 2)..end]))
        {
            _at = end + 1; // a note that is not here
            return true;
        }

        _brackets.Push((_text.Length, Before(_at) == '!'));
        return false;
    }

    private bool Wiki()
    {
        if (Find("]]", _at + 2, 300) is not (>= 0 and var end) || After(end + 2) == '(' || _source.AsSpan(_at + 2, end - _at - 2).IndexOfAny("[\n") >= 0)
        {
            return false;
        }

        var inside = _source[(_at + 2)..end].Trim();
        if (inside.Length == 0 || !(char.IsLetterOrDigit(inside[0]) || inside[0] is '#' or '/' or '.' or '_') || inside.All(c => char.IsAsciiDigit(c) || c is ',' or ' ' or '.'))
        {
            return false;
        }

        if (inside.StartsWith("File:", StringComparison.OrdinalIgnoreCase) || inside.StartsWith("Image:", StringComparison.OrdinalIgnoreCase))
        {
            Miss(_at, end + 2); // MediaWiki's pictures
            _at = end + 2;
            return true;
        }

        var embeds = Before(_at) == '!';
        var (page, label) = inside.Split('|', 2) is [var first, var second] ? (first.Trim(), second.Trim()) : (inside, null);
        var isPicture = Path.GetExtension(page).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg" or ".gif" or ".svg" or ".webp" or ".avif";
        var address = _file?.Site.ByName(_file.Path, page.Trim().Trim('/'));
        var start = _at;
        _at = end + 2;
        if (embeds)
        {
            _text.Length -= _text.Length > 0 && _text[^1] == '!' ? 1 : 0; // its exclamation mark
            if (isPicture && address is not null)
            {
                _text.Append(CultureInfo.InvariantCulture, $"![{(label is null || label.All(c => char.IsAsciiDigit(c) || c == 'x') ? "" : label)}]({address})");
            }
            else if (!isPicture)
            {
                Miss(start - 1, _at);
            }
            else
            {
                _file?.Site.Note(_file.Path, ImportNoteKind.MissingPicture, page);
            }

            return true;
        }

        var words = label ?? page.TrimStart('#').Replace("#", ": ", StringComparison.Ordinal);
        if (inside.Equals("_TOC_", StringComparison.OrdinalIgnoreCase) || inside.Equals("toc", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        _text.Append(address is null ? words : $"[{words}]({address})");
        return true;
    }

    private bool Close()
    {
        if (_brackets.Count == 0)
        {
            return false;
        }

        var (open, isPicture) = _brackets.Pop();
        if (After(_at + 1) == ':' && open + 1 < _text.Length && (open == 0 || _text[open - 1] == '\n') && _text[open + 1] != '^')
        {
            return Definition();
        }

        if (After(_at + 1) != '(' || _at < _linkFailed)
        {
            return false;
        }

        var start = _at;
        var length = _text.Length;
        if (Destination(_at + 2, ')') is not { } destination)
        {
            return false;
        }

        var target = destination.Target is null ? null : isPicture ? Picture(destination.Target) : Link(destination.Target);
        _at = destination.End;
        if (target is null)
        {
            _text.Length = length;
            _cuts.Add(isPicture ? (Math.Max(0, open - 1), length) : (open, open + 1));
            return true;
        }

        _text.Append("](").Append(target).Append(destination.Title).Append(')');
        return true;
    }

    // [label]: address "title"
    private bool Definition()
    {
        var at = _at + 2;
        while (After(at) == ' ')
        {
            at++;
        }

        if (Destination(at, '\n') is not { Target: { } written } destination)
        {
            return false;
        }

        _text.Append("]: ").Append(Link(written) ?? "#").Append(destination.Title);
        _at = destination.End;
        return true;
    }

    // Where a link leads, its marks resolved. Null: this is no link. Target null: nobody can tell where it leads.
    private (string? Target, string Title, int End)? Destination(int from, char closer)
    {
        var target = new StringBuilder();
        var depth = 0;
        var known = true;
        var i = from;
        var angled = After(i) == '<';
        i += angled ? 1 : 0;
        for (; i < _source.Length && i - from < Most; i++)
        {
            var c = _source[i];
            if (c == '{' && After(i + 1) is '{' or '%')
            {
                if (Resolve(i) is not { } resolved)
                {
                    _linkFailed = i;
                    return null;
                }

                known &= resolved.Value is not null;
                target.Append(resolved.Value);
                i = resolved.End - 1;
                continue;
            }

            if (angled ? c == '>' : c is ' ' or '\t' or '\n' || (c == ')' && depth == 0 && closer == ')'))
            {
                break;
            }

            if (c == '\n')
            {
                return null;
            }

            depth += angled ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
            target.Append(c);
        }

        i += angled ? 1 : 0;
        var title = i;
        while (i < _source.Length && _source[i] is ' ' or '\t' || (closer == ')' && After(i) == '\n' && After(i + 1) != '\n'))
        {
            i++;
        }

        // Its title is in quotation marks, which may hold what ends a link.
        if (After(i) is '"' or '\'' && _source.IndexOf(_source[i], i + 1, Math.Min(Most, _source.Length - i - 1)) is > 0 and var quote)
        {
            i = quote + 1;
            while (After(i) is ' ' or '\t')
            {
                i++;
            }
        }

        if (After(i) != closer || (i >= _source.Length && closer == ')'))
        {
            _linkFailed = i;
            return null;
        }

        return (known ? target.ToString() : null, _source[title..Math.Min(i, _source.Length)].TrimEnd(), closer == ')' ? i + 1 : i);
    }

    // A tag, an output or a shortcode inside of something else.
    private (string? Value, int End)? Resolve(int at)
    {
        var (was, length) = (_at, _text.Length);
        var (hole, gap) = (FirstHole, FirstGap);
        _at = at;
        _destination = true;
        var isMark = Brace();
        _destination = false;
        var end = _at;
        var made = _text.ToString(length, _text.Length - length);
        _text.Length = length;
        _at = was;
        (FirstHole, FirstGap) = (hole, gap);
        return isMark ? (made.Contains(SiteMarks.Hole, StringComparison.Ordinal) ? null : made, end) : null;
    }

    private string? Link(string target) => _file is null ? target : _file.Site.Link(_file.Path, target) is { } made ? Safe(made) : null;

    private string? Picture(string target) => _file is null ? target : _file.Site.Picture(_file.Path, target) is { } made ? Safe(made) : null;

    private static string Safe(string target) => target.Contains(' ', StringComparison.Ordinal) ? target.Replace(" ", "%20", StringComparison.Ordinal) : target;

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

        if (char.IsAsciiLetterUpper(tag[0]) && tag.Any(char.IsAsciiLetterLower))
        {
            Component(tag, _at, close, next == '/');
            Skip(close + 1);
            return true;
        }

        if (next != '/' && Verbatim.Contains(tag) && _source[close - 1] != '/' && Find($"</{tag}", close, int.MaxValue) is >= 0 and var ends)
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

    // A tab's name is words; what else a component does is its own, and one that holds no words may stand for some.
    private void Component(string tag, int start, int close, bool closes)
    {
        var attributes = _source[start..close];
        if (closes)
        {
            return;
        }

        if (tag is "TabItem" or "Tab" or "Details" or "Accordion" or "AccordionItem"
            && (Argument(attributes, "label") ?? Argument(attributes, "title")
                ?? (tag == "TabItem" ? Argument(attributes, "value") : null)) is { } label)
        {
            _text.Append(CultureInfo.InvariantCulture, $"\n\n**{Escape(label)}**\n\n");
        }
        else if (_source[close - 1] == '/' && (Argument(attributes, "text") ?? Argument(attributes, "label") ?? Argument(attributes, "title")) is { } words)
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

        return Attribute().Replace(made.ToString(), m => $"{m.Groups[1].Value}\"{(char.ToLowerInvariant(m.Groups[1].Value.TrimStart()[0]) == 's' ? Picture(m.Groups[2].Value) : Link(m.Groups[2].Value)) ?? ""}\"");
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

    [GeneratedRegex("""^\[!([A-Za-z]+)((?:[^\[\]\n]|\[[^\[\]\n]*\](?:\([^()\n]*\))?)*)\]""", RegexOptions.NonBacktracking)]
    private static partial Regex Instruction();

    [GeneratedRegex(@"^\[-?@[^\[\]\s][^\[\]\n]*\]", RegexOptions.NonBacktracking)]
    private static partial Regex Citation();

    [GeneratedRegex("(\\s(?:href|src)\\s*=\\s*)\"([^\"]*)\"", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Attribute();
}
