namespace Engagement.Channels.X;

/// <summary>Where the path and the query of a link end for X: brackets belong to it when they are in pairs, closing punctuation does not.</summary>
internal static class XLinkPath
{
    /// <summary>The end of the path that starts here with a slash; the place itself when there is none.</summary>
    public static int End(string text, int start)
    {
        if (start >= text.Length || text[start] != '/')
        {
            return start;
        }

        var end = start + 1;
        for (var at = end; at < text.Length;)
        {
            if (XLinkChars.InPath(text[at]))
            {
                at++;
                end = XLinkChars.EndsPath(text[at - 1]) ? at : end;
            }
            else if (BracketsEnd(text, at) is { } closed)
            {
                // A pair of brackets may be the end, unless closing punctuation stands before it.
                end = end == at ? closed : end;
                at = closed;
            }
            else
            {
                break;
            }
        }

        return end;
    }

    /// <summary>The end of the query that starts here with a question mark; the place itself when there is none.</summary>
    public static int QueryEnd(string text, int start)
    {
        if (start >= text.Length || text[start] != '?')
        {
            return start;
        }

        var end = start;
        for (var at = start + 1; at < text.Length && XLinkChars.InQuery(text[at]); at++)
        {
            end = XLinkChars.EndsQuery(text[at]) ? at + 1 : end;
        }

        return end;
    }

    // (path) or (path(path)path): one pair within another, not more, and neither empty.
    private static int? BracketsEnd(string text, int start)
    {
        if (text[start] != '(')
        {
            return null;
        }

        var at = Run(text, start + 1);
        if (at < text.Length && text[at] == ')')
        {
            return at > start + 1 ? at + 1 : null;
        }

        if (at == text.Length || text[at] != '(')
        {
            return null;
        }

        var inner = Run(text, at + 1);
        if (inner == at + 1 || inner == text.Length || text[inner] != ')')
        {
            return null;
        }

        var after = Run(text, inner + 1);
        return after < text.Length && text[after] == ')' ? after + 1 : null;
    }

    private static int Run(string text, int at)
    {
        while (at < text.Length && XLinkChars.InPath(text[at]))
        {
            at++;
        }

        return at;
    }
}
