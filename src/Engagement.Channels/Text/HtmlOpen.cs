namespace Engagement.Channels.Text;

/// <summary>An element that has begun.</summary>
/// <param name="Name">In lower case.</param>
/// <param name="Change">What it changes in how words look; null: nothing.</param>
/// <param name="IsWritten">Was its beginning told to who writes the words?</param>
internal sealed record HtmlElement(string Name, HtmlChange? Change, bool IsWritten)
{
    /// <summary>How words look in it.</summary>
    public HtmlLook Look { get; set; }

    /// <summary>Part of a drawing or a formula.</summary>
    public bool IsForeign { get; set; }
}

/// <summary>
/// The elements that are open while a page is read, begun and ended as browsers do: ends that need not be written, ends in the wrong order,
/// beginnings that are none (html.spec.whatwg.org, "Tree construction"). What an element hides ends where browsers end it.
/// </summary>
/// <remarks>No tree is built; each tag costs a look at what is open, and no more is open than <see cref="MostOpen"/>.</remarks>
internal sealed partial class HtmlOpen
{
    // As browsers do: what is deeper lies beside what it is in.
    private const int MostOpen = 512;

    // Marks that go on in the next block. Browsers keep three of a kind.
    private const int MostCarried = 16;

    private readonly List<HtmlElement> _open = [];
    private readonly Dictionary<string, int> _beyond = new(StringComparer.Ordinal);

    /// <summary>How words look that stand here.</summary>
    public HtmlLook Look => _open.Count > 0 ? _open[^1].Look : HtmlLook.Page;

    /// <summary>Within a drawing or a formula, where elements may end in themselves and none is read otherwise than others.</summary>
    public bool IsForeign => _open.Count > 0 && _open[^1].IsForeign && _open[^1].Name is not ("foreignobject" or "desc" or "title");

    private string Top => _open.Count > 0 ? _open[^1].Name : "";

    /// <summary>Words of the page: they end its head.</summary>
    public void Words()
    {
        if (Top == "head")
        {
            RemoveFrom(_open.Count - 1);
        }
    }

    /// <param name="element">What begins, and is no element without an end.</param>
    public void Push(HtmlElement element)
    {
        if (_open.Count >= MostOpen)
        {
            _beyond[element.Name] = _beyond.GetValueOrDefault(element.Name) + 1;
            return;
        }

        element.IsForeign = IsForeign || element.Name is "svg" or "math";
        element.Look = element.Change?.Within(Look) ?? Look;
        _open.Add(element);
    }

    /// <returns>The element that ends; null: it ends none that is known.</returns>
    public HtmlElement? End(string name)
    {
        if (_beyond.TryGetValue(name, out var beyond) && beyond > 0)
        {
            _beyond[name] = beyond - 1;
            return null;
        }

        if (name is "body" or "html" or "br" or "head")
        {
            Words(); // what follows the end of the body is read as if it stood in it
            return null;
        }

        return HtmlTags.Formatting.Contains(name) && !IsForeign ? EndMark(name) : EndAt(Find(name));
    }

    // Which element an end is that of; below zero: of none that it may end.
    private int Find(string name)
    {
        var isHeading = HtmlTags.IsHeading(name);
        var isPart = name is "table" or "tbody" or "thead" or "tfoot" or "tr" or "td" or "th" or "caption" or "colgroup";
        var isSpecial = HtmlTags.Special.Contains(name) || HtmlTags.EndParagraph.Contains(name);
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            var open = _open[i].Name;
            if (open == name || (isHeading && HtmlTags.IsHeading(open)))
            {
                return i;
            }

            var isBound = name != "template" && (isPart ? open is "table" or "template"
                : !isSpecial ? HtmlTags.Special.Contains(open)
                : HtmlTags.Scopes.Contains(open) || (name == "p" && open == "button") || (name == "li" && open is "ol" or "ul"));
            if (isBound)
            {
                return -1;
            }
        }

        return -1;
    }

    private HtmlElement? EndAt(int at)
    {
        if (at < 0)
        {
            return null;
        }

        var element = _open[at];
        if (element.Name == "form")
        {
            _open.RemoveAt(at); // alone: what is open in it stays, and stays in it
            _beyond.Clear();
        }
        else
        {
            RemoveFrom(at);
        }

        return element;
    }

    // Marks end across blocks that were opened in them ("Adoption agency algorithm").
    private HtmlElement? EndMark(string name)
    {
        var at = _open.Count - 1;
        while (at >= 0 && _open[at].Name != name)
        {
            if (HtmlTags.Scopes.Contains(_open[at].Name))
            {
                return null;
            }

            at--;
        }

        var block = at < 0 ? -1 : _open.FindIndex(at + 1, e => HtmlTags.Special.Contains(e.Name));
        if (block < 0)
        {
            return EndAt(at);
        }

        var element = _open[at];
        var kept = _open.GetRange(at + 1, block - at - 1).FindAll(e => HtmlTags.Formatting.Contains(e.Name));
        kept.AddRange(_open.GetRange(block, _open.Count - block));
        _open.RemoveRange(at, _open.Count - at);
        _beyond.Clear();
        foreach (var open in kept)
        {
            _open.Add(open);
            open.Look = Within(_open.Count - 1);
        }

        return element;
    }

    private HtmlLook Within(int at)
    {
        var outer = at > 0 ? _open[at - 1].Look : HtmlLook.Page;
        return _open[at].Change?.Within(outer) ?? outer;
    }

    // This element and what is open in it. Marks go on after it, unless they were bound to what ends.
    private void RemoveFrom(int at)
    {
        var carried = new List<HtmlElement>();
        for (var i = at; i < _open.Count && !HtmlTags.Bounds.Contains(_open[i].Name); i++)
        {
            if (i > at && HtmlTags.Formatting.Contains(_open[i].Name))
            {
                carried.Add(_open[i]);
            }
        }

        _open.RemoveRange(at, _open.Count - at);
        _beyond.Clear();
        foreach (var mark in carried.Count > MostCarried ? carried[^MostCarried..] : carried)
        {
            _open.Add(mark);
            mark.Look = Within(_open.Count - 1);
        }
    }
}
