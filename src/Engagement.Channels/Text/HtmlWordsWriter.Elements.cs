using AngleSharp.Html.Parser.Tokens;

namespace Engagement.Channels.Text;

/// <summary>What the elements mean for the words.</summary>
internal sealed partial class HtmlWordsWriter
{
    // No page nests like this; what lies deeper is read as if it lay here.
    private const int MostDepth = 128;

    // Marks before a line: more depth than anybody reads, and no more of them than words.
    private const int MostPrefix = 32;

    private const string Superscript = "0123456789+-=()ni";
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ";

    // What stands in what it is written in; all else only begins and ends lines.
    private static readonly HashSet<string> Nesting = new(StringComparer.Ordinal)
    {
        "ol", "ul", "menu", "dir", "li", "table", "tr", "td", "th", "dl", "dt", "dd", "blockquote", "pre",
        "listing", "xmp", "q", "s", "del", "strike", "sup", "rt",
    };

    private readonly List<Frame> _frames = [];
    private int _deeper;

    public void Start(HtmlTagToken tag, bool isBlock)
    {
        if (isBlock)
        {
            EndParagraph();
        }

        switch (tag.Name)
        {
            case "br":
                _breaks = _cellStart ? 0 : IsPre ? _breaks + 1 : Math.Min(_breaks + 1, 2);
                _space = false;
                return;
            case "p":
                Break(_afterParagraph ? 2 : 1);
                _inParagraph = true;
                break;
            case "hr":
                Break(1);
                Write("* * *");
                Break(1);
                return;
            case "ol" or "ul" or "menu" or "dir":
                Break(1);
                Push(tag.Name, new Frame(tag.Name, Prefix) { List = List(tag), IsPre = IsPre });
                return;
            case "li":
                StartItem(tag);
                return;
            case "table":
                Break(1);
                Push(tag.Name, new Frame(tag.Name, Prefix));
                return;
            case "tr":
                EndImplied(["tr"], ["table"]);
                (_cellStart, _separator, _afterParagraph) = (false, "", false);
                Break(1);
                Push(tag.Name, new Frame(tag.Name, Prefix) { Row = new Row(_out.Length) });
                return;
            case "td" or "th":
                StartCell(tag);
                return;
            case "dt" or "dd":
                EndImplied(["dt", "dd"], ["dl"]);
                Break(1);
                _afterParagraph = false;
                Push(tag.Name, new Frame(tag.Name, tag.Name == "dd" ? Deeper(Prefix, "  ") : Prefix));
                return;
            case "dl":
                Break(1);
                Push(tag.Name, new Frame(tag.Name, Prefix));
                return;
            case "blockquote":
                Break(1);
                _afterParagraph = false;
                Push(tag.Name, new Frame(tag.Name, Deeper(Prefix, "> ")));
                return;
            case "pre" or "listing" or "xmp" or "plaintext" or "textarea":
                Break(1);
                Push(tag.Name, new Frame(tag.Name, Prefix) { IsPre = true });
                _skipNewline = true;
                return;
            case "a":
                EndLink();
                _link = new Link(tag.GetAttribute("href"), tag.GetAttribute("class"));
                return;
            case "img":
                Picture(tag);
                return;
            case "input":
                Field(tag);
                return;
            case "video" or "audio" or "iframe" or "embed" or "object":
                Embedded(tag);
                return;
            case "q":
                Mark(tag.Name, "“", "”");
                return;
            case "s" or "del" or "strike":
                Mark(tag.Name, "~~", "~~");
                return;
            case "sup" or "rt":
                Mark(tag.Name, tag.Name == "rt" ? "(" : "", tag.Name == "rt" ? ")" : "");
                return;
            default:
                if (isBlock)
                {
                    Break(1);
                }

                break;
        }

        // Within what keeps its spaces by style, others of the same name are counted, so that the right end ends it.
        if (KeepsSpaces(tag.GetAttribute("style")) || (IsPre && _frames.Exists(f => f.Name == tag.Name)))
        {
            Push(tag.Name, new Frame(tag.Name, Prefix) { IsPre = true });
        }
    }

    public void End(string name, bool isBlock)
    {
        switch (name)
        {
            case "a":
                EndLink();
                return;
            case "br": // browsers take it for a beginning
                _breaks = Math.Min(_breaks + 1, 2);
                return;
            case "p":
                EndParagraph();
                break;
            default:
                if (isBlock)
                {
                    EndParagraph();
                }

                break;
        }

        Pop(name);
        if (isBlock && name is not ("td" or "th"))
        {
            Break(1);
        }
    }

    private static bool KeepsSpaces(string style) =>
        (HtmlStyle.Says(style, "white-space:pre") || HtmlStyle.Says(style, "white-space:break-spaces"))
        && !HtmlStyle.Says(style, "white-space:pre-line");

    private void EndParagraph()
    {
        if (_inParagraph)
        {
            Break(1);
            (_inParagraph, _afterParagraph) = (false, true);
        }
    }

    private void StartItem(HtmlTagToken tag)
    {
        EndImplied(["li"], ["ol", "ul", "menu", "dir"]);
        PutMark();
        Break(1);
        _afterParagraph = false;
        var list = _frames.FindLast(f => f.List is not null)?.List ?? new ListMarker(isOrdered: false, "", isReversed: false, '1');
        var outer = Prefix;
        var frame = new Frame(tag.Name, Deeper(outer, list.Indent)) { Outer = outer, Mark = list.Next(tag.GetAttribute("value")) };
        _item = frame;
        Push(tag.Name, frame);
    }

    private static ListMarker List(HtmlTagToken tag)
    {
        var style = tag.GetAttribute("style");
        var type = HtmlStyle.Says(style, "list-style-type:lower-alpha") || HtmlStyle.Says(style, "list-style-type:lower-latin") ? 'a'
            : HtmlStyle.Says(style, "list-style-type:upper-alpha") || HtmlStyle.Says(style, "list-style-type:upper-latin") ? 'A'
            : HtmlStyle.Says(style, "list-style-type:lower-roman") ? 'i'
            : HtmlStyle.Says(style, "list-style-type:upper-roman") ? 'I'
            : tag.GetAttribute("type") is [var one] ? one : '1';
        return new ListMarker(tag.Name == "ol", tag.GetAttribute("start"), tag.Attributes.Exists(a => a.Name == "reversed"), type);
    }

    // A tab between cells; a name in a heading cell before a lone value is "Name: value". A cell of several lines ends with its last.
    private void StartCell(HtmlTagToken tag)
    {
        EndImplied(["td", "th"], ["tr", "table"]);
        var row = _frames.FindLast(f => f.Row is not null)?.Row;
        if (row is null || row.Start == _out.Length)
        {
            Break(1); // no words in this row yet
        }
        else if (!_cellStart && _lines != _cellLine)
        {
            Break(1);
        }
        else
        {
            var isName = row is { Cells: 1, IsHeaded: true } && tag.Name == "td";
            _separator += !isName ? "\t" : _out[^1] is ':' or '：' ? " " : ": ";
            (_breaks, _space) = (0, false);
        }

        if (row is not null)
        {
            row.IsHeaded = row.Cells++ == 0 && tag.Name == "th";
        }

        (_cellStart, _afterParagraph) = (true, false);
        Push(tag.Name, new Frame(tag.Name, Prefix));
    }

    private void Mark(string name, string before, string after)
    {
        if (before.Length > 0)
        {
            Write(before);
        }

        Push(name, new Frame(name, Prefix) { IsPre = IsPre, Start = _out.Length, After = after, IsMark = true });
    }

    private void Push(string name, Frame frame)
    {
        if (_frames.Count < MostDepth)
        {
            var inherits = IsPre && name is not ("table" or "tr" or "td" or "th" or "ol" or "ul" or "li");
            _frames.Add(frame with { IsPre = frame.IsPre || inherits });
        }
        else if (Nesting.Contains(name))
        {
            _deeper++;
        }
    }

    // Ends of items, rows and cells that were not written.
    private void EndImplied(ReadOnlySpan<string> names, ReadOnlySpan<string> within)
    {
        for (var i = _frames.Count - 1; i >= 0; i--)
        {
            if (names.Contains(_frames[i].Name))
            {
                CloseTo(i);
                return;
            }

            if (within.Contains(_frames[i].Name))
            {
                return;
            }
        }
    }

    // An end closes what is open within its beginning, but no cell or list around one that it does not know.
    private void Pop(string name)
    {
        if (_deeper > 0 && Nesting.Contains(name))
        {
            _deeper--;
            return;
        }

        for (var i = _frames.Count - 1; i >= 0; i--)
        {
            if (_frames[i].Name == name)
            {
                CloseTo(i);
                return;
            }

            if (_frames[i].Name is "td" or "th" or "table" && name is not ("tr" or "table" or "td" or "th"))
            {
                return;
            }
        }
    }

    private void CloseTo(int index)
    {
        for (var i = _frames.Count - 1; i >= index; i--)
        {
            var frame = _frames[i];
            if (ReferenceEquals(_item?.Mark, frame.Mark) && frame.Mark is not null)
            {
                PutMark();
            }

            if (frame.IsMark)
            {
                EndMark(frame);
            }
            else if (frame.Name is "td" or "th")
            {
                EndParagraph();
            }
            else if (frame.Name is "table" or "tr")
            {
                (_cellStart, _separator) = (false, "");
            }

            _frames.RemoveAt(i);
        }
    }

    private void EndMark(Frame frame)
    {
        var start = Math.Min(frame.Start, _out.Length);
        if (frame.Name == "sup")
        {
            while (start < _out.Length && _out[start] == ' ')
            {
                start++;
            }

            var raised = _out.ToString(start, Math.Min(_out.Length - start, 16)).Trim();
            if (raised.Length is > 0 and < 16
                && raised.All(c => Superscript.Contains(c, StringComparison.Ordinal)) && (_marks.Count == 0 || _marks[^1].At <= start))
            {
                _out.Length = start;
                _out.Append(string.Concat(raised.Select(c => Superscripts[Superscript.IndexOf(c, StringComparison.Ordinal)])));
            }
        }
        else if (_out.Length == start)
        {
            _out.Length -= Math.Min(frame.After.Length, _out.Length); // nothing was marked
        }
        else
        {
            _out.Append(frame.After);
        }
    }

    private static string Deeper(string prefix, string mark) => prefix.Length + mark.Length <= MostPrefix ? prefix + mark : prefix;

    /// <summary>What is open, and what lines in it begin with.</summary>
    private sealed record Frame(string Name, string Prefix)
    {
        public string Outer { get; init; } = "";

        public Func<string>? Mark { get; init; }

        public ListMarker? List { get; init; }

        public Row? Row { get; init; }

        public bool IsPre { get; init; }

        public bool IsMark { get; init; }

        public int Start { get; init; }

        public string After { get; init; } = "";
    }

    /// <summary>A table's row; its words begin at <paramref name="start"/>.</summary>
    private sealed class Row(int start)
    {
        public int Start => start;

        public int Cells { get; set; }

        public bool IsHeaded { get; set; }
    }
}
