using AngleSharp.Html.Parser.Tokens;

namespace Engagement.Channels.Text;

/// <summary>What ends where something begins.</summary>
internal sealed partial class HtmlOpen
{
    /// <summary>Ends what an element that begins here ends.</summary>
    /// <returns>Is it an element? Cells without a table, and a page within a page, are none.</returns>
    public bool Before(HtmlTagToken tag)
    {
        var name = tag.Name;
        if (IsForeign)
        {
            if (!HtmlTags.EndForeign.Contains(name)
                && !(name == "font" && tag.Attributes.Exists(a => a.Name is "color" or "face" or "size")))
            {
                return true;
            }

            while (IsForeign)
            {
                RemoveFrom(_open.Count - 1);
            }
        }

        if (name == "head" || name == "html")
        {
            return _open.TrueForAll(e => e.Name == "html") && (name == "head" || _open.Count == 0);
        }

        if ((Top == "head" && !HtmlTags.OfHead.Contains(name)) || (Top == "colgroup" && name is not ("col" or "template")))
        {
            RemoveFrom(_open.Count - 1);
        }

        if (name is "li" or "dd" or "dt")
        {
            EndItem(name);
        }

        if (HtmlTags.EndParagraph.Contains(name))
        {
            EndAt(Find("p"));
        }

        var isElement = name switch
        {
            "body" or "form" => !_open.Exists(e => e.Name == name),
            "td" or "th" or "tr" or "tbody" or "thead" or "tfoot" or "caption" or "colgroup" => BeginPart(name),
            _ => BeginOther(name),
        };
        if (!HtmlTags.OfHead.Contains(name) && !HtmlTags.WithoutMarks.Contains(name))
        {
            Resume();
        }

        return isElement;
    }

    private bool BeginOther(string name)
    {
        switch (name)
        {
            case ['h', >= '1' and <= '6'] when HtmlTags.IsHeading(Top):
                RemoveFrom(_open.Count - 1);
                break;
            case "option" or "optgroup" or "hr":
                while (Top == "option" || (Top == "optgroup" && name != "option"))
                {
                    RemoveFrom(_open.Count - 1);
                }

                break;
            case "rb" or "rtc" or "rt" or "rp" when _open.Exists(e => e.Name == "ruby"):
                while (HtmlTags.Implied.Contains(Top) && !(Top == "rtc" && name is "rt" or "rp"))
                {
                    RemoveFrom(_open.Count - 1);
                }

                break;
            case "a" when FindMark(name) is >= 0 and var listed:
                var link = _marks[listed]!;
                EndMark(name);
                _marks.Remove(link);
                if (link.IsOpen)
                {
                    link.IsOpen = false;
                    _open.Remove(link);
                    LookAgain(0);
                }

                break;
            case "nobr":
                Resume();
                if (_open.FindLast(e => e.Name == name || HtmlTags.Scopes.Contains(e.Name))?.Name == name)
                {
                    EndMark(name);
                }

                break;
            case "button":
                EndAt(Find(name));
                break;
            case "select" when Find(name) is >= 0 and var outer:
                EndAt(outer);
                return false;
            case "table":
                var around = _open.FindLastIndex(e => e.Name is "table" or "td" or "th" or "caption" or "template");
                if (around >= 0 && _open[around].Name == "table")
                {
                    RemoveFrom(around); // directly in a table there is none
                }

                break;
            default:
                break;
        }

        return true;
    }

    // An item ends the one before it in its list, across what cannot hold it.
    private void EndItem(string name)
    {
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            var open = _open[i].Name;
            if (open == name || (name != "li" && open is "dd" or "dt"))
            {
                RemoveFrom(i);
                return;
            }

            if (HtmlTags.Special.Contains(open) && open is not ("address" or "div" or "p"))
            {
                return;
            }
        }
    }

    // A part of a table ends those that cannot hold it.
    private bool BeginPart(string name)
    {
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            var open = _open[i].Name;
            if (open is "table" || (name is "td" or "th" or "tr" && open is "tbody" or "thead" or "tfoot")
                || (name is "td" or "th" && open is "tr"))
            {
                RemoveFrom(i + 1);
                return true;
            }

            if (open == "template")
            {
                return true;
            }
        }

        return false;
    }
}
