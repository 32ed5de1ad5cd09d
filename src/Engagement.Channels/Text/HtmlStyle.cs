namespace Engagement.Channels.Text;

/// <summary>What a <c>style</c> attribute says, as far as it changes words.</summary>
internal static class HtmlStyle
{
    /// <summary>Does it hold this declaration, written as <c>display:none</c>? A later word of the value may follow.</summary>
    public static bool Says(string style, string declaration)
    {
        var at = declaration.IndexOf(':', StringComparison.Ordinal);
        var name = declaration.AsSpan(0, at);
        var value = declaration.AsSpan(at + 1);
        foreach (var range in style.AsSpan().Split(';'))
        {
            var part = style.AsSpan(range);
            var colon = part.IndexOf(':');
            if (colon > 0 && part[..colon].Trim().Equals(name, StringComparison.OrdinalIgnoreCase)
                && part[(colon + 1)..].Trim().StartsWith(value, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
