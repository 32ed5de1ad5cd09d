using System.Globalization;

namespace Engagement.Channels.Text;

/// <summary>A colour of a style, as far as it matters whether words can be told from what is behind them.</summary>
/// <param name="Red">0 to 255; below 0: a colour that is not read here.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
/// <param name="IsClear">Nothing of it is seen.</param>
internal readonly record struct HtmlColor(int Red, int Green, int Blue, bool IsClear)
{
    // Nobody tells colours apart that are nearer than this in each of the three.
    private const int Alike = 8;

    public static readonly HtmlColor White = new(255, 255, 255, false);

    /// <summary>Some colour, or a picture: words are taken to be seen on it.</summary>
    public static readonly HtmlColor Unknown = new(-1, -1, -1, false);

    /// <returns>Null: the value is empty, or hands down what is around it.</returns>
    public static HtmlColor? Of(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        return value.IsEmpty || Is(value, "inherit") || Is(value, "currentcolor") || Is(value, "unset") ? null
            : Is(value, "transparent") ? new(0, 0, 0, true)
            : Is(value, "white") ? White
            : value[0] == '#' ? OfHex(value[1..])
            : value.StartsWith("rgb", StringComparison.OrdinalIgnoreCase) ? OfNumbers(value)
            : value.Length == 6 && OfHex(value) is { Red: >= 0 } bare ? bare
            : Unknown;
    }

    /// <summary>Of what lies behind: the colour that such a value, of several words, begins with.</summary>
    /// <returns>Null: what is around it is seen through it.</returns>
    public static HtmlColor? Behind(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        var end = value.StartsWith("rgb", StringComparison.OrdinalIgnoreCase) ? value.IndexOf(')') + 1 : value.IndexOf(' ');
        var first = end > 0 ? value[..end] : value;
        return Is(first, "none") || Is(first, "initial") || Of(first) is not { IsClear: false } colour ? null : colour;
    }

    public bool IsSeenOn(HtmlColor behind) => !IsClear
        && (Red < 0 || behind.Red < 0 || Math.Abs(Red - behind.Red) > Alike || Math.Abs(Green - behind.Green) > Alike
            || Math.Abs(Blue - behind.Blue) > Alike);

    private static bool Is(ReadOnlySpan<char> value, string word) => value.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static HtmlColor OfHex(ReadOnlySpan<char> hex)
    {
        if (hex.Length is not (3 or 4 or 6 or 8)
            || !uint.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var all))
        {
            return Unknown;
        }

        var bits = hex.Length < 6 ? 4 : 8;
        var (mask, scale) = ((1u << bits) - 1, bits == 4 ? 17u : 1u);
        var isClear = hex.Length is 4 or 8 && (all & mask) == 0;
        all >>= hex.Length is 4 or 8 ? bits : 0;
        return new((int)((all >> (2 * bits)) & mask) * (int)scale, (int)((all >> bits) & mask) * (int)scale,
            (int)(all & mask) * (int)scale, isClear);
    }

    // "rgb(255, 255, 255)", "rgba(0 0 0 / 0)".
    private static HtmlColor OfNumbers(ReadOnlySpan<char> value)
    {
        Span<double> numbers = stackalloc double[4];
        numbers[3] = 1;
        var count = 0;
        foreach (var range in value[(value.IndexOf('(') + 1)..].SplitAny(' ', ',', '/', ')'))
        {
            var part = value[(value.IndexOf('(') + 1)..][range];
            if (count < 4 && HtmlStyle.Number(part) is { } number)
            {
                numbers[count++] = part[^1] == '%' && count < 4 ? number * 2.55 : number;
            }
        }

        return count < 3 ? Unknown : new((int)numbers[0], (int)numbers[1], (int)numbers[2], numbers[3] == 0);
    }
}
