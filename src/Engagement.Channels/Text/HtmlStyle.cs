namespace Engagement.Channels.Text;

/// <summary>What a <c>style</c> attribute says, as far as it changes words.</summary>
internal static class HtmlStyle
{
    /// <summary>Does it hold this declaration, written as <c>display:none</c>? A later word of the value may follow.</summary>
    public static bool Says(string style, string declaration)
    {
        // Of what is usual the longest has some hundred characters.
        foreach (var range in style.AsSpan().Split(';'))
        {
            var part = style.AsSpan(range);
            if (part.IndexOf(':') is > 0 and var colon
                && declaration.AsSpan(0, declaration.IndexOf(':', StringComparison.Ordinal)).Equals(part[..colon].Trim(), StringComparison.OrdinalIgnoreCase)
                && part[(colon + 1)..].Trim().StartsWith(declaration.AsSpan(declaration.IndexOf(':', StringComparison.Ordinal) + 1), StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
