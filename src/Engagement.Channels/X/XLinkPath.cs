namespace Engagement.Channels.X;

/// <summary>
/// Where the path and the query of a link end for X: brackets belong to it when they are in pairs, closing punctuation does not.
/// </summary>
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
            else if (BracketsEnd(text, at, Run) is { } closed)
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

    /// <summary>The end of (path) or (path(path)path) that starts here: one pair within another, not more, and neither empty.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">Where the bracket may stand.</param>
    /// <param name="run">From a place, the end of what a path may hold there.</param>
    public static int? BracketsEnd(string text, int start, Func<string, int, int> run)
    {
        if (text[start] != '(')
        {
            return null;
        }

        var at = run(text, start + 1);
        if (at < text.Length && text[at] == ')')
        {
            return at > start + 1 ? at + 1 : null;
        }

        if (at == text.Length || text[at] != '(')
        {
            return null;
        }

        var inner = run(text, at + 1);
        if (inner == at + 1 || inner == text.Length || text[inner] != ')')
        {
            return null;
        }

        var after = run(text, inner + 1);
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
