namespace Engagement.Channels.Text;

/// <summary>
/// Marks of words (bold, links, fonts …): left open at the end of a block they go on at the next words, and one that ends across blocks
/// goes on within them (html.spec.whatwg.org, "The list of active formatting elements", "Adoption agency algorithm").
/// </summary>
internal sealed partial class HtmlOpen
{
    // Of the same name and attributes browsers keep three.
    private const int MostAlike = 3;

    // Browsers know no end. With more, each word of a hostile page could cost as much as all of them.
    private const int MostMarks = 64;

    // Both numbers are the standard's.
    private const int MostBlocksCrossed = 8;
    private const int MostMarksCrossed = 3;

    // In the order of their beginnings, whether open or to go on. Null: a cell or the like began, and what is before it goes on after it.
    private readonly List<HtmlElement?> _marks = [];

    private int LastBound() => Math.Max(0, _marks.FindLastIndex(m => m is null));

    private void AddMark(HtmlElement mark)
    {
        var first = _marks.FindLastIndex(m => m is null) + 1;
        var (alike, earliest) = (0, -1);
        for (var i = _marks.Count - 1; i >= first && alike < MostAlike; i--)
        {
            (alike, earliest) = _marks[i]!.IsLike(mark) ? (alike + 1, i) : (alike, earliest);
        }

        if (alike == MostAlike || _marks.Count - first >= MostMarks)
        {
            _marks.RemoveAt(alike == MostAlike ? earliest : first);
        }

        _marks.Add(mark);
    }

    // Marks that were left open begin again.
    private void Resume()
    {
        var first = _marks.FindLastIndex(m => m is null or { IsOpen: true }) + 1;
        for (var i = first; i < _marks.Count && _open.Count < MostOpen; i++)
        {
            Open(_marks[i]!);
        }
    }

    // An element of the name that words here are marked by, as far as cells and the like let through.
    private int FindMark(string name) => _marks.FindLastIndex(m => m is null || m.Name == name) is >= 0 and var at
        && _marks[at] is not null ? at : -1;

    private HtmlElement? EndMark(string name)
    {
        if (Top == name && !_marks.Contains(_open[^1]))
        {
            return EndAt(_open.Count - 1);
        }

        var ended = default(HtmlElement);
        for (var i = 0; i < MostBlocksCrossed; i++)
        {
            var listed = FindMark(name);
            if (listed < 0)
            {
                return EndAt(Find(name)) ?? ended;
            }

            var mark = _marks[listed]!;
            var at = _open.LastIndexOf(mark);
            if (at < 0)
            {
                _marks.RemoveAt(listed);
                return ended;
            }

            if (_open.FindIndex(at + 1, e => HtmlTags.Scopes.Contains(e.Name)) >= 0)
            {
                return ended;
            }

            ended ??= mark;
            var block = _open.FindIndex(at + 1, e => HtmlTags.Special.Contains(e.Name));
            if (block < 0)
            {
                RemoveFrom(at);
                _marks.Remove(mark);
                return ended;
            }

            MoveInto(block, at, mark);
        }

        return ended;
    }

    // The block leaves the mark, and takes what is in it of the mark along.
    private void MoveInto(int block, int at, HtmlElement mark)
    {
        var bookmark = default(HtmlElement);
        for (var (i, crossed) = (block - 1, 1); i > at; i--, crossed++)
        {
            var between = _open[i];
            if (crossed > MostMarksCrossed)
            {
                _marks.Remove(between);
            }

            if (!_marks.Contains(between))
            {
                between.IsOpen = false;
                _open.RemoveAt(i);
                block--;
                continue;
            }

            bookmark ??= between; // nothing crossed before it was kept
        }

        var listed = _marks.IndexOf(mark);
        _marks.RemoveAt(listed);
        _marks.Insert(bookmark is null ? listed : _marks.IndexOf(bookmark) + 1, mark);
        _open.Insert(block + 1, mark);
        _open.RemoveAt(at);
        _beyond.Clear();
        LookAgain(at);
    }
}
