using System.Globalization;

namespace Engagement.Channels.Text;

/// <summary>What a <c>style</c> attribute says, as far as it changes words.</summary>
internal static class HtmlStyle
{
    // So far outside that no page shows it, in the units that are written: "text-indent:-9999px".
    private const double Outside = -900;

    /// <summary>Does it hold this declaration, written as <c>display:none</c>? A later word of the value may follow.</summary>
    public static bool Says(string style, string declaration)
    {
        var at = declaration.IndexOf(':', StringComparison.Ordinal);
        var value = declaration.AsSpan(at + 1);
        foreach (var range in style.AsSpan().Split(';'))
        {
            if (Declaration(style.AsSpan(range), out var name, out var said)
                && name.Equals(declaration.AsSpan(0, at), StringComparison.OrdinalIgnoreCase)
                && said.StartsWith(value, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The value of this property, without <c>!important</c>; of several the last; empty: there is none.</summary>
    public static ReadOnlySpan<char> Value(string style, string property)
    {
        ReadOnlySpan<char> found = default;
        foreach (var range in style.AsSpan().Split(';'))
        {
            if (Declaration(style.AsSpan(range), out var name, out var said) && name.Equals(property, StringComparison.OrdinalIgnoreCase))
            {
                found = said;
            }
        }

        return found;
    }

    /// <summary>Does it take its element, with all that is in it, from sight: by not showing it, by leaving no room for it, or by putting
    /// it where nobody looks? So mails hide the line that a mailbox shows beside their subject.</summary>
    public static bool Hides(string style)
    {
        var (isClipped, hasNoRoom) = (false, false);
        Span<char> lower = stackalloc char[24];
        foreach (var range in style.AsSpan().Split(';'))
        {
            if (!Declaration(style.AsSpan(range), out var property, out var value))
            {
                continue;
            }

            ReadOnlySpan<char> name = property.Length > lower.Length ? default : lower[..property.ToLowerInvariant(lower)];
            switch (name)
            {
                case "display" when Is(value, "none"):
                case "visibility" when Is(value, "hidden") || Is(value, "collapse"):
                case "mso-hide" when Is(value, "all"):
                case "opacity" or "max-height" when Number(value) == 0:
                case "text-indent" or "left" or "top" when Number(value) <= Outside:
                case "clip" when value.StartsWith("rect(0", StringComparison.OrdinalIgnoreCase)
                    || value.StartsWith("rect(1px", StringComparison.OrdinalIgnoreCase):
                    return true;
                case "overflow":
                    isClipped = Is(value, "hidden");
                    break;
                case "height" or "width":
                    hasNoRoom |= Number(value) == 0;
                    break;
            }
        }

        return isClipped && hasNoRoom;
    }

    /// <summary>The number that a value begins with; null: it begins with none.</summary>
    public static double? Number(ReadOnlySpan<char> value)
    {
        var end = 0;
        while (end < value.Length && (char.IsAsciiDigit(value[end]) || value[end] is '.' or '-'))
        {
            end++;
        }

        return double.TryParse(value[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static bool Is(ReadOnlySpan<char> value, string word) => value.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static bool Declaration(ReadOnlySpan<char> part, out ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        var colon = part.IndexOf(':');
        name = colon > 0 ? part[..colon].Trim() : default;
        value = colon > 0 ? part[(colon + 1)..].Trim() : default;
        if (value.LastIndexOf('!') is >= 0 and var mark)
        {
            value = value[..mark].TrimEnd();
        }

        return colon > 0;
    }
}
