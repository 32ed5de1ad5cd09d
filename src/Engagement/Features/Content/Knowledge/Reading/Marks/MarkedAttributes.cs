namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>Lists of attributes among words: one is known by what is in it and by what is before it.</summary>
internal sealed partial class MarkedInline
{
    // How far ahead of its end the beginning of an emphasis is looked for.
    private const int MostEmphasis = 300;

    private int _closed = -1; // behind the link, picture, code, tag or list of attributes that ended last
    private (int Open, int Close)? _span; // the brackets of the words that end there, in what was written

    // Pandoc (pandoc.org/MANUAL.html#extension-attributes) and kramdown know one directly behind what it is for; markdown-it-attrs at the
    // end of a block, too.
    private bool IsAttributeList(string list, int end)
    {
        if (_at == _closed || EndsEmphasis())
        {
            var isOne = AttributeList.Is(list, alone: false, out _);
            if (isOne && _at == _closed && _span is { } span)
            {
                _cuts.Add((span.Open, span.Open + 1));
                _cuts.Add((span.Close, span.Close + 1)); // [words]{.class}: its words
            }

            _span = null;
            return isOne;
        }

        return !char.IsLetterOrDigit(Before(_at)) && Before(_at) != '_'
            && ((AttributeList.IsForSure(list) && !_lines.IsMdx) || (IsBehindBlock(end) && AttributeList.Is(list, alone: true, out _)));
    }

    // Behind a whole block of words, and not behind what leads to something: "ask for: {.items}". Of a title only what leads to it.
    private bool IsBehindBlock(int end)
    {
        var before = _source.AsSpan(Math.Max(0, _at - MostBlanks), Math.Min(_at, MostBlanks));
        var words = before.TrimEnd(" \t");
        return (before.Length > words.Length || words.Length == 0 || words[^1] == '\n')
            && words is not [.., ':' or '=' or ',' or '(']
            && (_lines.IsPlain ? end >= _source.Length && After(_at + 1) == '#' : EndsBlock(end));
    }

    private bool EndsBlock(int end)
    {
        if (After(end) != '\n')
        {
            return false;
        }

        var from = Math.Min(end + 1, _source.Length);
        var next = _source.AsSpan(from, Math.Min(_source.Length - from, MostBlanks)).TrimStart(" \t");
        return next is [] or ['\n' or '-' or '*' or '+' or '>' or '#' or '|' or '<' or '{' or (>= '0' and <= '9'), ..];
    }

    // The sign before is the end of one that began on this line: x_{i} is none.
    private bool EndsEmphasis()
    {
        var sign = Before(_at);
        if (sign is not ('*' or '_' or '~' or '=' or '^'))
        {
            return false;
        }

        var least = Math.Max(0, _at - MostEmphasis);
        var run = _at - 1;
        while (run > least && _source[run - 1] == sign)
        {
            run--;
        }

        var before = _source.AsSpan(least, run - least);
        before = before[(before.LastIndexOf('\n') + 1)..];
        var open = before.LastIndexOf(_source.AsSpan(run, _at - run));
        var words = open < 0 ? default : before[(open + _at - run)..];
        return words.Length > 0 && !char.IsWhiteSpace(words[0]) && !char.IsWhiteSpace(words[^1])
            && (open == 0 || !char.IsLetterOrDigit(before[open - 1]));
    }
}
