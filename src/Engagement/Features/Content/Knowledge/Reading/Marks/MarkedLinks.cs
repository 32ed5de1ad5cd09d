using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>What stands in square brackets: links, pictures and wiki links.</summary>
internal sealed partial class MarkedInline
{
    // Of the words before a name's place.
    private const int MostWords = 300;

    private int _linkFailed;
    private bool _destination; // what is written now is where a link leads

    private bool Open()
    {
        if (After(_at + 1) == '[' && Wiki())
        {
            _closed = _at;
            return true;
        }

        if (After(_at + 1) == '!' && Instruction().Match(_source, _at, Math.Min(Most, _source.Length - _at)) is { Success: true } docs)
        {
            var name = docs.Groups[1].Value.ToUpperInvariant();
            if (After(_at + docs.Length) == '(' || (docs.Groups[2].Value.Length == 0
                && name is "NOTE" or "TIP" or "IMPORTANT" or "WARNING" or "CAUTION" && IsQuotesHead(_at + docs.Length)))
            {
                return false; // a link, or the Markdown library's
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

        if (HiddenDefinition().Match(_source, _at, Math.Min(AttributeList.Most, _source.Length - _at)) is { Success: true } comment)
        {
            _at += comment.Length;
            return true;
        }

        // A name or a package that leads somewhere is a link: [@acme](…), [@acme][1], or [@acme] with a line that says where.
        if (After(_at + 1) == '@'
            && Citation().Match(_source, _at, Math.Min(AttributeList.Most, _source.Length - _at)) is { Success: true } cited
            && After(_at + cited.Length) is not ('(' or '[') && !_lines.Labels.Contains(cited.Value))
        {
            _at += cited.Length; // Pandoc's: [@smith2020, p. 3]
            return true;
        }

        if (Before(_at) != ']' && (char.IsAsciiLetter(After(_at + 1)) || After(_at + 1) == '/') && Bracketed())
        {
            return true;
        }

        if (After(_at + 1) == '^' && Find("]", _at, 200) is >= 0 and var end
            && After(end + 1) != ':' && !_lines.Footnotes.Contains(_source[(_at + 2)..end]))
        {
            _at = end + 1; // a note that is not here
            return true;
        }

        _brackets.Push((_text.Length, Before(_at) == '!'));
        return false;
    }

    // Nothing but the signs of a quotation is before it on its line, and nothing behind it. Looked at is only what may be such: a line may
    // hold very many marks.
    private bool IsQuotesHead(int end)
    {
        var (start, isQuoted) = (_at, false);
        while (start > 0 && _at - start < MostBlanks && _source[start - 1] is ('>' or ' ' or '\t'))
        {
            isQuoted |= _source[--start] == '>';
        }

        var after = end;
        while (after - end < MostBlanks && After(after) is (' ' or '\t' or '\r'))
        {
            after++;
        }

        return isQuoted && (start == 0 || _source[start - 1] == '\n') && (after >= _source.Length || After(after) == '\n');
    }

    private bool Wiki()
    {
        if (Find("]]", _at + 2, 300) is not (>= 0 and var end) || After(end + 2) == '('
            || _source.AsSpan(_at + 2, end - _at - 2).IndexOfAny("[\n") >= 0)
        {
            return false;
        }

        var inside = _source[(_at + 2)..end].Trim();
        if (inside.Length == 0 || !(char.IsLetterOrDigit(inside[0]) || inside[0] is '#' or '/' or '.' or '_')
            || inside.All(c => char.IsAsciiDigit(c) || c is ',' or ' ' or '.'))
        {
            return false;
        }

        if (inside.StartsWith("File:", StringComparison.OrdinalIgnoreCase)
            || inside.StartsWith("Image:", StringComparison.OrdinalIgnoreCase))
        {
            Miss(_at, end + 2); // MediaWiki's pictures
            _at = end + 2;
            return true;
        }

        var embeds = Before(_at) == '!';
        var (page, label) = inside.Split('|', 2) is [var first, var second] ? (first.Trim(), second.Trim()) : (inside, null);
        var isPicture = Path.GetExtension(page).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg" or ".gif" or ".svg" or ".webp" or ".avif";
        var address = embeds && !isPicture ? null : _file?.Site.ByName(_file.Path, page.Trim().Trim('/')); // a part may be taken in
        var start = _at;
        _at = end + 2;
        if (embeds)
        {
            _text.Length -= _text.Length > 0 && _text[^1] == '!' ? 1 : 0; // its exclamation mark
            if (isPicture && address is not null)
            {
                _text.Append(CultureInfo.InvariantCulture,
                    $"![{(label is null || label.All(c => char.IsAsciiDigit(c) || c == 'x') ? "" : label)}]({address})");
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
        if (open == 0 || !char.IsLetterOrDigit(_text[open - 1])) // a[1] is no span of words
        {
            _closed = _at + 1;
            _span = isPicture || After(_at + 1) != '{' || IsReference(open) ? null : (open, _text.Length);
        }

        if (After(_at + 1) == ':' && open + 1 < _text.Length && _text[open + 1] != '^' && BeginsBlock(open))
        {
            return Definition();
        }

        if (After(_at + 1) == '[' && !isPicture && CrossReference(open))
        {
            return true;
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
        _closed = _at = destination.End;
        if (target is null)
        {
            _text.Length = length;
            _cuts.Add(isPicture ? (Math.Max(0, open - 1), length) : (open, open + 1));
            return true;
        }

        _text.Append("](").Append(target).Append(destination.Title).Append(')');
        return true;
    }

    // mkdocstrings' [words][package.module] and [package.module][], whose place only the site maker knows: the words stay.
    private bool CrossReference(int open)
    {
        if (Find("]", _at + 2, 200) is not (>= 0 and var end) || open >= _text.Length || _text.Length - open > MostWords)
        {
            return false;
        }

        var words = _text.ToString(open + 1, _text.Length - open - 1);
        var label = _source[(_at + 2)..end];
        var name = label.Length > 0 ? label : words.Trim('`');
        if (!(PlaceName().IsMatch(name) || (words.StartsWith('`') && Identifier().IsMatch(name)))
            || _lines.Defined.Contains(MarkedLines.Label(label.Length > 0 ? label : words))
            || (open > 0 && char.IsLetterOrDigit(_text[open - 1])))
        {
            return false;
        }

        _cuts.Add((open, open + 1));
        _closed = _at = end + 1;
        return true;
    }

    // [words] that a line somewhere says the address of, or the end of [words][label].
    private bool IsReference(int open) => (open > 0 && _text[open - 1] == ']') || _text.Length - open > MostWords
        || _lines.Defined.Contains(MarkedLines.Label(_text.ToString(open + 1, _text.Length - open - 1)));

    // Nothing but the marks of quotations and items is before it on its line.
    private bool BeginsBlock(int open)
    {
        var before = _text.ToString(Math.Max(0, open - MostBlanks), Math.Min(open, MostBlanks));
        var line = before[(before.LastIndexOf('\n') + 1)..];
        return (line.Length < before.Length || open <= MostBlanks) && MarkedLines.ContainerMarks().Match(line).Length == line.Length;
    }

    // [label]: address "title"; it ends with its line.
    private bool Definition()
    {
        var at = _at + 2;
        while (After(at) is ' ' or '\t' && at < _at + MostBlanks)
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

    private string? Picture(string target) => _file is null ? target
        : _file.Site.Picture(_file.Path, target) is { } made ? Safe(made)
        : null;

    private static string Safe(string target) => target.Contains(' ', StringComparison.Ordinal)
        ? target.Replace(" ", "%20", StringComparison.Ordinal)
        : target;

    [GeneratedRegex("""^\[!([A-Za-z]+)((?:[^\[\]\n]|\[[^\[\]\n]*\](?:\([^()\n]*\))?)*)\]""", RegexOptions.NonBacktracking)]
    private static partial Regex Instruction();

    /// <summary>A definition that leads nowhere, as people write comments: <c>[//]: # (comment)</c>.</summary>
    public const string CommentMark = @"^\[(?://|_+|#|comment)\]:[ \t]*(?:#|<>|<#>)[ \t]*(?:\([^()\n]*\)|""[^""\n]*""|'[^'\n]*')";

    [GeneratedRegex(CommentMark, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex HiddenDefinition();

    // Parts of a name, or words of several letters: [A-Z][a-z] and [i][j-1] are no names.
    [GeneratedRegex(
        @"^(?:[A-Za-z_]\w*(?:(?:\.|::?|/)[A-Za-z_]\w*)+(?:\(\))?|[A-Za-z]\w+(?:[-_]\w{2,})+)$", RegexOptions.NonBacktracking)]
    private static partial Regex PlaceName();

    [GeneratedRegex(@"^[A-Za-z_]\w*(?:\(\))?$", RegexOptions.NonBacktracking)]
    private static partial Regex Identifier();

    [GeneratedRegex(@"^\[-?@[^\[\]\s][^\[\]\n]*\]", RegexOptions.NonBacktracking)]
    private static partial Regex Citation();
}
