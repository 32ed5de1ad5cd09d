using System.Text;

namespace Engagement.Channels.Text;

/// <summary>
/// Writes the words of <see cref="HtmlWords"/>. Line ends, spaces and list marks are held back until words follow, so that what is empty
/// leaves no trace; each line begins with the marks of what it stands in.
/// </summary>
internal sealed partial class HtmlWordsWriter
{
    private const char NoBreakSpace = '\u00a0';

    private readonly StringBuilder _out = new();

    // Where an item's mark goes, and what it is: known when its list has ended.
    private readonly List<(int At, Func<string> Mark)> _marks = [];

    private int _lineStart;
    private string _linePrefix = "";
    private int _lines;
    private int _breaks;
    private bool _space;
    private string _separator = "";
    private Frame? _item;
    private bool _afterParagraph;
    private bool _inParagraph;
    private bool _skipNewline;

    // Within a cell that has no words yet: what starts there starts no line.
    private bool _cellStart;
    private int _cellLine;

    public void Text(string text)
    {
        if (text.Length > 0 && _skipNewline && text[0] == '\n')
        {
            text = text[1..];
        }

        _skipNewline = false;
        var run = 0;
        for (var at = 0; at <= text.Length; at++)
        {
            var isEnd = at == text.Length;
            if (!isEnd && (IsPre ? text[at] != '\n' : text[at] is not (' ' or '\t' or '\n' or '\r' or '\f')))
            {
                continue;
            }

            if (at > run && (IsPre || !IsEmptyLine(text.AsSpan(run, at - run))))
            {
                Write(text.AsSpan(run, at - run));
            }

            run = at + 1;
            if (!isEnd && IsPre)
            {
                _breaks++;
            }
            else if (!isEnd)
            {
                _space = true;
            }
        }
    }

    /// <summary>Writes a line of its own, whatever stands around it.</summary>
    public void Line(string text)
    {
        EndLink();
        Break(1);
        Write(text);
        Break(1);
    }

    /// <summary>Ends the line: what stands between is none of the words asked for.</summary>
    public void Apart() => Break(1);

    /// <summary>All of it, with the marks of lists in their places.</summary>
    public string Finish(bool isCut)
    {
        EndLink();
        PutMark();
        if (isCut)
        {
            Write("…");
        }

        var all = new StringBuilder(_out.Length + (_marks.Count * 4));
        var from = 0;
        foreach (var (at, mark) in _marks)
        {
            var isAlone = at == _out.Length || _out[at] == '\n';
            all.Append(_out, from, at - from).Append(isAlone ? mark().TrimEnd() : mark());
            from = at;
        }

        return all.Append(_out, from, _out.Length - from).ToString().TrimEnd().TrimStart('\n');
    }

    private bool IsPre => _frames.Count > 0 && _frames[^1].IsPre;

    private string Prefix => _frames.Count > 0 ? _frames[^1].Prefix : "";

    private bool IsEmpty => _out.Length == 0 && _marks.Count == 0;

    // Programs write an empty line as a paragraph with a space in it that does not break.
    private bool IsEmptyLine(ReadOnlySpan<char> words)
    {
        if ((_breaks == 0 && !IsEmpty && !_cellStart) || words.TrimStart(NoBreakSpace).Length > 0)
        {
            return false;
        }

        _breaks = IsEmpty || _cellStart ? _breaks : Math.Max(_breaks, 2);
        return true;
    }

    /// <summary>Asks for this many line ends before the next words, at the least.</summary>
    private void Break(int lines)
    {
        if (!_cellStart)
        {
            _breaks = Math.Max(_breaks, lines);
            _space = false;
        }
    }

    private void Write(ReadOnlySpan<char> words)
    {
        Flush();
        if (_link is { Start: < 0 })
        {
            _link = _link with { Start = _out.Length, Line = _lines, Marks = _marks.Count };
        }

        _out.Append(words);
        _afterParagraph = false;
        if (_cellStart)
        {
            (_cellStart, _cellLine) = (false, _lines);
        }
    }

    // A mark that no words followed stands alone.
    private void PutMark()
    {
        if (_item is not null)
        {
            Flush();
        }
    }

    private void Flush()
    {
        if (IsEmpty)
        {
            BeginLine();
        }
        else if (_breaks > 0)
        {
            TrimLine();
            var prefix = _item?.Outer ?? Prefix;
            var between = prefix.StartsWith(_linePrefix, StringComparison.Ordinal) ? _linePrefix
                : _linePrefix.StartsWith(prefix, StringComparison.Ordinal) ? prefix
                : "";
            for (var i = 1; i < _breaks; i++)
            {
                _out.Append('\n').Append(between.AsSpan().TrimEnd());
            }

            _out.Append('\n');
            _lines += _breaks;
            BeginLine();
        }
        else if (_item is not null)
        {
            _out.Append(_separator);
            AddMark();
        }
        else if (_separator.Length > 0)
        {
            _out.Append(_separator);
        }
        else if (_space && _out.Length > _lineStart && _out[^1] != '\t')
        {
            _out.Append(' ');
        }

        (_breaks, _space, _separator) = (0, false, "");
    }

    private void BeginLine()
    {
        _linePrefix = _item?.Outer ?? Prefix;
        _out.Append(_linePrefix);
        _lineStart = _out.Length;
        if (_item is not null)
        {
            AddMark();
        }
    }

    private void AddMark()
    {
        _marks.Add((_out.Length, _item!.Mark!));
        _item = null;
    }

    private void TrimLine()
    {
        var least = _marks.Count > 0 ? Math.Max(_lineStart, _marks[^1].At) : _lineStart;
        while (_out.Length > least && _out[^1] is ' ' or NoBreakSpace or '\t')
        {
            _out.Length--;
        }
    }
}
