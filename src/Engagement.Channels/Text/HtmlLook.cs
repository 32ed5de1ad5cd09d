using AngleSharp.Html.Parser.Tokens;

namespace Engagement.Channels.Text;

/// <summary>How words look where they stand: what elements hand down to what is in them.</summary>
/// <param name="IsNever">No page shows them: a title, a script.</param>
/// <param name="IsLeftOut">The caller does not want them.</param>
/// <param name="IsHidden">Taken from sight by style.</param>
/// <param name="IsTiny">Of no size.</param>
/// <param name="Colour">Null: as the program likes.</param>
/// <param name="Behind">The colour behind them.</param>
internal readonly record struct HtmlLook(bool IsNever, bool IsLeftOut, bool IsHidden, bool IsTiny, HtmlColor? Colour, HtmlColor Behind)
{
    public static readonly HtmlLook Page = new(false, false, false, false, null, HtmlColor.White);

    /// <summary>Have they a size, and another colour than what is behind them? Words of no size, or in the colour of the page, are how
    /// mails hide what only a mailbox's list shows.</summary>
    public bool IsPainted => !IsTiny && Colour?.IsSeenOn(Behind) != false;
}

/// <summary>What an element changes in how its words look.</summary>
internal sealed class HtmlChange
{
    private bool _isNever;
    private bool _isLeftOut;
    private bool _isHidden;
    private bool _isLink;
    private (bool InTiny, bool Else)? _tiny;
    private HtmlColor? _colour;
    private HtmlColor? _behind;

    /// <param name="tag">The element's.</param>
    /// <param name="sheet">The page's style sheets so far.</param>
    /// <param name="leaveOut">What the caller does not want.</param>
    /// <returns>Null: it changes nothing.</returns>
    public static HtmlChange? Of(HtmlTagToken tag, HtmlSheet sheet, LeaveOut? leaveOut)
    {
        var isNever = HtmlTags.NeverShown.Contains(tag.Name);
        if (tag.Attributes.Count == 0)
        {
            var isUnwanted = leaveOut?.Invoke(tag.Name, tag.GetAttribute) == true;
            return isNever || isUnwanted ? new() { _isNever = isNever, _isLeftOut = isUnwanted } : null;
        }

        var style = tag.GetAttribute("style");
        var size = HtmlStyle.Value(style, "font-size");
        var colour = HtmlColor.Of(Either(HtmlStyle.Value(style, "color"), tag.Name == "font" ? tag.GetAttribute("color") : ""));
        return new()
        {
            _isNever = isNever,
            _isLeftOut = leaveOut?.Invoke(tag.Name, tag.GetAttribute) == true,
            _isHidden = tag.Attributes.Exists(a => a.Name == "hidden") || HtmlStyle.Hides(style) || sheet.Hides(tag),
            _isLink = tag.Name == "a" && colour is null && tag.GetAttribute("href").Length > 0,
            _tiny = size.IsEmpty ? null : (IsTiny(size, true), IsTiny(size, false)),
            _colour = colour,
            _behind = HtmlColor.Behind(HtmlStyle.Value(style, "background"))
                ?? HtmlColor.Behind(HtmlStyle.Value(style, "background-color"))
                ?? HtmlColor.Behind(tag.GetAttribute("bgcolor")) ?? (tag.GetAttribute("background").Length > 0 ? HtmlColor.Unknown : null),
        };
    }

    /// <param name="outer">How words look around the element.</param>
    public HtmlLook Within(HtmlLook outer) => new(
        outer.IsNever || _isNever,
        outer.IsLeftOut || _isLeftOut,
        outer.IsHidden || _isHidden,
        _tiny is null ? outer.IsTiny : outer.IsTiny ? _tiny.Value.InTiny : _tiny.Value.Else,
        _isLink ? null : _colour ?? outer.Colour, // links have a colour of their own
        _behind ?? outer.Behind);

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
}
