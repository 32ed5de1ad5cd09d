using System.Text;

namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>
/// The first pass: what stands on lines of its own. Admonitions and directives become quotations with a bold title, which any Markdown
/// shows;
/// imports, snippets, attribute lists and tables of contents go. It remembers which parts are code.
/// </summary>
internal sealed partial class MarkedLines
{
    // Deeper nests are written out flat: each level's mark is repeated on every line.
    private const int MostLevels = 8;

    private readonly string[] _lines;
    private readonly int _firstLine;
    private readonly StringBuilder _text;
    private readonly List<(int Start, int End)> _code = [];
    private readonly Stack<Level> _levels = new();
    private string _prefix = "";
    private int _colonsToClose; // lines of colons that are still to come
    private (char Mark, int Length) _fence;
    private bool _dropsFence; // what stands in this fence is not for readers
    private bool _inList;
    private bool _blank = true; // the line before
    private bool _indented; // code by its indentation
    private int? _mergeAt;

    public MarkedLines(string source, MarkedFile? file)
    {
        _lines = source.Split('\n');
        _firstLine = file?.Head.BodyLine ?? 1;
        _text = new StringBuilder(source.Length + 16);
        IsMdx = file?.Path.EndsWith(".mdx", StringComparison.OrdinalIgnoreCase) == true || HasImports(_lines);
        _colonsToClose = _lines.Count(l => l.AsSpan().Trim() is { Length: >= 3 } t && t.Trim(':').Length == 0);
        for (var i = 0; i < _lines.Length; i++)
        {
            i += Line(i);
        }

        // A line's end for each line, and none after the last.
        _text.Length = Math.Max(0, _text.Length - 1);
        if (_code is [.., var last])
        {
            _code[^1] = (last.Start, Math.Min(last.End, _text.Length));
        }
    }

    /// <summary>A line of text that is no Markdown, such as a title.</summary>
    public MarkedLines(string words)
    {
        (_lines, _firstLine, _text, IsPlain) = ([], 1, new StringBuilder(words), true);
    }

    public string Text => _text.ToString();

    public bool IsPlain { get; }

    /// <summary>Its code blocks, in order, as places in <see cref="Text"/>.</summary>
    public IReadOnlyList<(int Start, int End)> Code => _code;

    /// <summary>Braces in it are expressions, and names in capitals components.</summary>
    public bool IsMdx { get; }

    public string? Left { get; private set; }

    /// <summary>The first part of another page that was left out.</summary>
    public string? FirstGap { get; private set; }

    /// <summary>What AsciiDoc's attributes of the text stand for.</summary>
    public Dictionary<string, string> Named { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Footnotes { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Labels of links that a line somewhere says the address of, as <see cref="Label"/> makes them.</summary>
    public HashSet<string> Defined { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names of people and packages that a line somewhere says the address of: <c>[@name]: address</c>.</summary>
    public HashSet<string> Labels { get; } = new(StringComparer.OrdinalIgnoreCase);

    // How many further lines it took.
    private int Line(int i)
    {
        var line = _lines[i];
        var indent = IndentOf(line);
        if (line.AsSpan().Trim().Length == 0)
        {
            _blank |= _fence.Length == 0;
            Put("", isCode: _fence.Length > 0);
            return 0;
        }

        while (_levels.TryPeek(out var level) && level is { Colons: 0, Fence: 0 } && indent < level.Indent)
        {
            Pop();
        }

        var own = _levels.TryPeek(out var top) ? top.Indent : 0;
        var text = own == 0 ? line : Dedent(line, own);
        indent = IndentOf(text);
        var words = text.Trim();
        if (_fence.Length > 0)
        {
            var end = words.TrimStart('>', ' ');
            var closes = RunOf(end, _fence.Mark) >= _fence.Length && end.Trim(_fence.Mark).Length == 0;
            if (closes)
            {
                _fence = default;
            }

            if (!_dropsFence)
            {
                Put(text, isCode: true);
            }

            _dropsFence &= !closes;
            return 0;
        }

        if (_levels.TryPeek(out var fenced) && fenced.Fence > 0
            && RunOf(words, fenced.Mark) >= fenced.Fence && words.Trim(fenced.Mark).Length == 0)
        {
            Pop();
            return 0;
        }

        _indented = indent >= 4 && (_indented || (_blank && !_inList && !IsMdx));
        var quoted = words.TrimStart('>', ' ');
        var run = quoted.Length > 0 && quoted[0] is '`' or '~' ? RunOf(quoted, quoted[0]) : 0;
        var opens = run >= 3 && (quoted[0] == '~' || !quoted.AsSpan(run).Contains('`'));
        if (opens && !_indented && quoted.Length == words.Length && FenceDirective(i, words, run) is { } further)
        {
            return further;
        }

        if (opens && !_indented)
        {
            _fence = (quoted[0], run);
        }

        if (opens || _indented)
        {
            _blank = false;
            Put(text, isCode: true);
            return 0;
        }

        if (Block(i, text, words, indent) is { } taken)
        {
            return taken;
        }

        text = WithoutBlockId(text);
        var item = IsItem(words);
        _inList = item || (_inList && (indent > 0 || !_blank));
        var flat = IsMdx && indent >= 4 && !_inList;
        _blank = false;
        Put(flat ? text.Trim() : text, isCode: false);
        return 0;
    }

    /// <summary>A label as it is compared: by its words.</summary>
    public static string Label(string written) => ArticleText.OneLine(written);

    private void Put(string text, bool isCode)
    {
        _text.Append(text.Length == 0 ? _prefix.TrimEnd() : _prefix);
        var start = _text.Length;
        _text.Append(text).Append('\n');
        if (!isCode)
        {
            return;
        }

        if (_code is [.., var last] && last.End + _prefix.Length >= start)
        {
            _code[^1] = (last.Start, _text.Length);
        }
        else
        {
            _code.Add((start, _text.Length));
        }
    }

    // What follows is inside, until less is indented or as many colons stand alone.
    private void Push(int indent, int colons, bool quotes, string? title, (char Mark, int Length) fence = default)
    {
        if (!_blank)
        {
            Put("", isCode: false);
        }

        if (_levels.Count < MostLevels)
        {
            var before = _levels.TryPeek(out var top) ? top.Indent : 0;
            _levels.Push(new Level(before + indent, colons, _prefix, fence.Mark, fence.Length));
            _prefix += quotes ? "> " : "";
        }

        if (title is { Length: > 0 })
        {
            Put($"**{title}**", isCode: false);
            Put("", isCode: false);
        }

        _blank = true;
        _inList = false;
    }

    private void Pop()
    {
        _prefix = _levels.Pop().Outside;
        _fence = default;
        _indented = false;
        _inList = false;
        _blank = true;
        Put("", isCode: false);
    }

    private static int IndentOf(string line)
    {
        var (at, width) = (0, 0);
        while (at < line.Length && line[at] is ' ' or '\t')
        {
            width += line[at++] == '\t' ? 4 - (width % 4) : 1;
        }

        return width;
    }

    private static string Dedent(string line, int columns)
    {
        var (at, width) = (0, 0);
        while (at < line.Length && width < columns && line[at] is ' ' or '\t')
        {
            width += line[at++] == '\t' ? 4 - (width % 4) : 1;
        }

        return line[at..];
    }

    private static int RunOf(string text, char mark)
    {
        var length = 0;
        while (length < text.Length && text[length] == mark)
        {
            length++;
        }

        return length;
    }

    private static bool IsItem(string words)
    {
        if (words.Length > 1 && words[0] is '-' or '*' or '+' && words[1] is ' ' or '\t')
        {
            return true;
        }

        var digits = 0;
        while (digits < words.Length && digits < 9 && char.IsAsciiDigit(words[digits]))
        {
            digits++;
        }

        return digits > 0 && digits + 1 < words.Length && words[digits] is '.' or ')' && words[digits + 1] == ' ';
    }

    /// <param name="Indent">How far its content is indented, from the line's beginning.</param>
    /// <param name="Colons">More than none: it ends at a line of colons.</param>
    /// <param name="Outside">What lines began with before it.</param>
    /// <param name="Mark">Of the fence it ends at, if it does.</param>
    /// <param name="Fence">How long that is, at least; 0: it ends at none.</param>
    private sealed record Level(int Indent, int Colons, string Outside, char Mark = default, int Fence = 0);
}
