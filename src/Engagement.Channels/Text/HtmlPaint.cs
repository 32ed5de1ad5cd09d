using AngleSharp.Html.Parser.Tokens;

namespace Engagement.Channels.Text;

/// <summary>
/// Whether words are painted so that somebody sees them: their size and colour and the colour behind them, as elements hand them down to
/// what is in them. Words of no size, or in the colour of the page, are how mails hide what only a mailbox's list shows.
/// </summary>
internal sealed class HtmlPaint
{
    // No page sets colours so deep; what lies deeper is painted as what is around it.
    private const int MostFrames = 64;

    private static readonly HtmlColor Page = HtmlColor.White;

    private readonly List<Frame> _frames = [];

    public bool IsSeen => _frames.Count == 0 || _frames[^1].IsSeen;

    /// <param name="tag">What begins, and is no element without an end.</param>
    public void Start(HtmlTagToken tag)
    {
        foreach (var open in _frames)
        {
            open.Open += open.Name == tag.Name ? 1 : 0;
        }

        if (tag.Attributes.Count == 0 || _frames.Count >= MostFrames)
        {
            return;
        }

        var style = tag.GetAttribute("style");
        var size = HtmlStyle.Value(style, "font-size");
        var colour = HtmlColor.Of(Either(HtmlStyle.Value(style, "color"), tag.Name == "font" ? tag.GetAttribute("color") : ""));
        var behind = HtmlColor.Behind(HtmlStyle.Value(style, "background")) ?? HtmlColor.Behind(HtmlStyle.Value(style, "background-color"))
            ?? HtmlColor.Behind(tag.GetAttribute("bgcolor")) ?? (tag.GetAttribute("background").Length > 0 ? HtmlColor.Unknown : null);
        var isLink = tag.Name == "a" && colour is null && tag.GetAttribute("href").Length > 0;
        if (size.IsEmpty && colour is null && behind is null && !isLink)
        {
            return;
        }

        var outer = _frames.Count > 0 ? _frames[^1] : null;
        _frames.Add(new Frame(tag.Name)
        {
            IsTiny = IsTiny(size, outer?.IsTiny ?? false),
            Colour = isLink ? null : colour ?? outer?.Colour, // links have a colour of their own
            Behind = behind ?? outer?.Behind ?? Page,
        });
    }

    public void End(string name)
    {
        for (var i = _frames.Count - 1; i >= 0; i--)
        {
            if (_frames[i].Name == name && --_frames[i].Open == 0)
            {
                _frames.RemoveRange(i, _frames.Count - i);
            }
        }
    }

    private static ReadOnlySpan<char> Either(ReadOnlySpan<char> first, ReadOnlySpan<char> second) => first.IsEmpty ? second : first;

    // A pixel or less. What is a part of the size around it is no larger than that.
    private static bool IsTiny(ReadOnlySpan<char> size, bool isWithinTiny)
    {
        if (HtmlStyle.Number(size) is not { } number)
        {
            return isWithinTiny && !size.StartsWith("medium", StringComparison.OrdinalIgnoreCase);
        }

        var isPart = size.EndsWith("em", StringComparison.OrdinalIgnoreCase) && !size.EndsWith("rem", StringComparison.OrdinalIgnoreCase);
        return size[^1] == '%' ? isWithinTiny || number <= 7 : isPart ? isWithinTiny || number <= 0.07 : number <= 1
            && !size.EndsWith("rem", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>An element that changes how words look, and how many of its name are open since.</summary>
    private sealed class Frame(string name)
    {
        public string Name => name;

        public int Open { get; set; } = 1;

        public bool IsTiny { get; init; }

        public HtmlColor? Colour { get; init; }

        public HtmlColor Behind { get; init; }

        public bool IsSeen => !IsTiny && Colour?.IsSeenOn(Behind) != false;
    }
}
