namespace Engagement.Channels.Text;

/// <summary>
/// The elements that are open while a page is read, begun and ended as browsers do: ends that need not be written, ends in the wrong order,
/// beginnings that are none (html.spec.whatwg.org, "Tree construction"). What an element hides ends where browsers end it.
/// </summary>
/// <remarks>No tree is built; each tag costs a look at what is open, and no more is open than <see cref="MostOpen"/>.</remarks>
internal sealed partial class HtmlOpen
{
    // As browsers do: what is deeper lies beside what it is in.
    private const int MostOpen = 512;

    private readonly List<HtmlElement> _open = [];
    private readonly Dictionary<string, int> _beyond = new(StringComparer.Ordinal);

    /// <summary>How words look that stand here.</summary>
    public HtmlLook Look => Around(_open.Count, isPart: false);

    /// <summary>Within a drawing or a formula, where elements may end in themselves and none is read otherwise than others.</summary>
    public bool IsForeign => _open.Count > 0 && _open[^1].IsForeign && _open[^1].Name is not ("foreignobject" or "desc" or "title");

    private string Top => _open.Count > 0 ? _open[^1].Name : "";

    /// <summary>How words look around an element that begins here.</summary>
    public HtmlLook Around(string name) => Around(_open.Count, HtmlTags.InTable.Contains(name));

    /// <summary>Words of the page: they end its head, and marks that were left open go on at them.</summary>
    public void Words()
    {
        if (Top is "head" or "colgroup")
        {
            RemoveFrom(_open.Count - 1);
        }

        if (!IsForeign && !HtmlTags.OfRawText.Contains(Top))
        {
            Resume();
        }
    }

    /// <summary>Space between words.</summary>
    public void Space()
    {
        if (!HtmlTags.OfTable.Contains(Top) && Top is not ("head" or "html" or "colgroup"))
        {
            Words();
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
        Open(element);
        if (element.IsForeign)
        {
            return;
        }

        if (HtmlTags.Bounds.Contains(element.Name))
        {
            _marks.Add(null);
        }
        else if (HtmlTags.Formatting.Contains(element.Name))
        {
            AddMark(element);
        }
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
            // What follows the end of the body is read as if it stood in it. The end of a line that never began is one.
            if (name == "br")
            {
                Words();
            }
            else if (Top == "head")
            {
                RemoveFrom(_open.Count - 1);
            }

            return null;
        }

        var at = Find(name);
        return HtmlTags.Formatting.Contains(name) && !(at >= 0 && _open[at].IsForeign) ? EndMark(name) : EndAt(at);
    }

    private void Open(HtmlElement element)
    {
        element.StandIn(Around(element.Name));
        element.IsOpen = true;
        _open.Add(element);
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
            while (HtmlTags.Implied.Contains(Top))
            {
                RemoveFrom(_open.Count - 1);
            }

            element.IsOpen = false;
            _open.RemoveAt(at); // alone: what is open in it stays, and stays in it
            _beyond.Clear();
        }
        else
        {
            RemoveFrom(at);
        }

        return element;
    }

    // This element and what is open in it.
    private void RemoveFrom(int at)
    {
        for (var i = _open.Count - 1; i >= at; i--)
        {
            _open[i].IsOpen = false;
            if (!_open[i].IsForeign && HtmlTags.Bounds.Contains(_open[i].Name))
            {
                _marks.RemoveRange(LastBound(), _marks.Count - LastBound());
            }
        }

        _open.RemoveRange(at, _open.Count - at);
        _beyond.Clear();
    }

    // What may not stand between the parts of a table stands before it ("Foster parent").
    private HtmlLook Around(int at, bool isPart)
    {
        var outer = at - 1;
        if (outer >= 0 && !isPart && HtmlTags.OfTable.Contains(_open[outer].Name))
        {
            outer = _open.FindLastIndex(outer, e => e.Name == "table") - 1;
        }

        return outer >= 0 ? _open[outer].Look : HtmlLook.Page;
    }

    private void LookAgain(int from)
    {
        for (var i = from; i < _open.Count; i++)
        {
            _open[i].StandIn(Around(i, HtmlTags.InTable.Contains(_open[i].Name)));
        }
    }
}
