using System.Buffers;
using System.Text;
using Engagement.Channels.Text;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>The second pass: what stands between words. It goes through the text once and never looks for the same end twice.</summary>
internal sealed partial class MarkedInline
{
    // Longer tags and links are none.
    private const int Most = 2000;

    private const int MostBlanks = 40;

    private const int MostShown = 20;

    private static readonly SearchValues<char> Special = SearchValues.Create("`\\<{[]:$%\n");

    // Where no Markdown is.
    private static readonly SearchValues<char> InWords = SearchValues.Create("{:<");

    private readonly SearchValues<char> _special;
    private readonly string _source;
    private readonly MarkedLines _lines;
    private readonly MarkedFile? _file;
    private readonly StringBuilder _text;
    private readonly List<(int Start, int End)> _cuts = []; // of what was written already: the brackets of a link that leads nowhere
    private readonly Stack<(int At, bool IsPicture)> _brackets = new();
    private readonly Dictionary<string, int> _next = new(StringComparer.Ordinal); // where an end was found last
    private readonly Dictionary<int, int> _closers; // of a run of backticks: where the run that closes it begins
    private int _at;
    private int _code; // the next code block
    private bool _raw; // between raw and endraw
    private int _braceFailed; // no balanced end before here
    private int _tagFailed;

    /// <param name="lines">The text after the first pass.</param>
    /// <param name="file">Where its links lead from; null: nobody knows.</param>
    public MarkedInline(MarkedLines lines, MarkedFile? file)
    {
        (_lines, _file, _source) = (lines, file, lines.Text);
        _special = lines.IsPlain ? InWords : Special;
        _text = new StringBuilder(_source.Length + 16);
        _closers = _source.Contains('`', StringComparison.Ordinal) ? Backticks(_source, lines.Code) : [];
    }

    /// <summary>The first mark that could not be made out.</summary>
    public string? Left { get; private set; }

    /// <summary>The first mark that stood for words among others and was cut out.</summary>
    public string? FirstHole { get; private set; }

    /// <summary>The first that stood alone.</summary>
    public string? FirstGap { get; private set; }

    public string Run()
    {
        while (_at < _source.Length)
        {
            Skip(_at);
            if (_code < _lines.Code.Count && _at >= _lines.Code[_code].Start)
            {
                Copy(_lines.Code[_code++].End);
                continue;
            }

            var end = _code < _lines.Code.Count ? _lines.Code[_code].Start : _source.Length;
            var next = _source.AsSpan(_at, end - _at).IndexOfAny(_special);
            if (next != 0)
            {
                Copy(next < 0 ? end : _at + next);
                continue;
            }

            if (!Mark(_source[_at]))
            {
                _text.Append(_source[_at++]);
            }
        }

        return _cuts.Count == 0 ? _text.ToString() : WithoutCuts();
    }

    // True: it was one, and what it stands for is written.
    private bool Mark(char c)
    {
        switch (c)
        {
            case '`':
                var run = _source.AsSpan(_at).IndexOfAnyExcept('`') is var length and >= 0 ? length : _source.Length - _at;
                if (run == 1 && Referenced())
                {
                    return true;
                }

                var ends = _closers.TryGetValue(_at, out var closer);
                Copy((ends ? closer : _at) + run);
                _closed = ends ? _at : _closed;
                return true;
            case '\\':
                return Command() || Escaped();
            case '\n':
                if (_at + 1 < _source.Length && _source[_at + 1] == '\n')
                {
                    _brackets.Clear(); // a link does not go over paragraphs
                }

                return false;
            case '{':
                return Brace();
            case '<':
                return After(_at + 1) is '%' or '?' ? Program() : !_lines.IsPlain && Angle();
            case '[':
                return Embed() || Open();
            case ']':
                return Close();
            case ':':
                return Emoji();
            case '$':
                return Formula();
            case '%':
                return Comment();
            default:
                return false;
        }
    }

    private void Copy(int to)
    {
        _text.Append(_source, _at, to - _at);
        _at = to;
    }

    private bool Escaped()
    {
        Copy(Math.Min(_source.Length, _at + 2));
        return true;
    }

    // Cut out, and known to be missing there: from a sentence, or as a part of its own.
    private void Miss(int start, int end)
    {
        if (!_destination && IsAlone(start, end))
        {
            // What a macro gives out are words, wherever it stands; a part or a film is none of this page's.
            if (_source.AsSpan(start) is ['{', '{', not ('<' or '%' or '#' or '>'), ..])
            {
                FirstHole ??= Name(start, end);
            }
            else
            {
                FirstGap ??= Name(start, end);
            }

            return;
        }

        FirstHole ??= Name(start, end);
        _text.Append(SiteMarks.Hole);
    }

    // Of what has no end: how its line begins.
    private string Beginning() =>
        Graphemes.Start(_source.Substring(_at, Math.Min(2 * MostShown, _source.Length - _at)), MostShown).Split('\n')[0];

    private string Name(int start, int end) => ArticleText.Shorten(ArticleText.OneLine(_source[start..Math.Min(end, start + Most)]), 80);

    // Nothing else is on its line but other marks. Of a run of blanks no more is looked at than anybody writes.
    private bool IsAlone(int start, int end)
    {
        var from = _source.AsSpan(Math.Max(0, start - MostBlanks), Math.Min(start, MostBlanks)).TrimEnd(" \t");
        var rest = _source.AsSpan(end, Math.Min(_source.Length - end, MostBlanks)).TrimStart(" \t");
        return !_lines.IsPlain
            && (from.Length == 0 || from[^1] is '\n' or '}' or '>')
            && (rest.Length == 0 || rest[0] is '\n' or '{' or '<');
    }

    // The first place of an end from here, looked for once however often it is asked; -1: none, or too far away.
    private int Find(string end, int from, int most = Most)
    {
        if (!_next.TryGetValue(end, out var found) || (found >= 0 && found < from))
        {
            found = _source.IndexOf(end, from, StringComparison.Ordinal);
            _next[end] = found;
        }

        // A mark does not go on behind a code block; only what begins and ends a part does.
        return found >= 0 && found - from <= most
            && (most == int.MaxValue || _code >= _lines.Code.Count || found < _lines.Code[_code].Start) ? found : -1;
    }

    private char Before(int at) => at > 0 ? _source[at - 1] : '\n';

    private char After(int at) => at < _source.Length ? _source[at] : '\n';

    private string WithoutCuts()
    {
        _cuts.Sort();
        var made = new StringBuilder(_text.Length);
        var all = _text.ToString();
        var at = 0;
        foreach (var (start, end) in _cuts)
        {
            if (start >= at)
            {
                made.Append(all, at, start - at);
            }

            at = Math.Max(at, end);
        }

        return made.Append(all, at, all.Length - at).ToString();
    }

    // Which run of backticks closes which, within a paragraph; by the longest first would be another rule, CommonMark's is by the same
    // length.
    private static Dictionary<int, int> Backticks(string source, IReadOnlyList<(int Start, int End)> code)
    {
        var closers = new Dictionary<int, int>();
        var ahead = new Dictionary<int, int>(); // length of a run -> where the next such run begins
        var block = code.Count - 1;
        for (var i = source.Length - 1; i >= 0; i--)
        {
            if (block >= 0 && i < code[block].End)
            {
                i = code[block--].Start;
                ahead.Clear();
            }
            else if (source[i] == '\n' && i > 0 && source[i - 1] == '\n')
            {
                ahead.Clear();
            }
            else if (source[i] == '`')
            {
                var end = i;
                while (i > 0 && source[i - 1] == '`' && !(block >= 0 && i - 1 < code[block].End))
                {
                    i--;
                }

                var length = end - i + 1;
                if (ahead.TryGetValue(length, out var next))
                {
                    closers[i] = next;
                }

                ahead[length] = i;
            }
        }

        return closers;
    }
}
