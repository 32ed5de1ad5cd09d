namespace Engagement.Features.Content.Knowledge.Reading;

/// <summary>MDX's import and export statements, which stand in blocks of their own.</summary>
internal sealed partial class MarkedLines
{
    // They stand at the top: a file that shows them in code further down is no MDX for that.
    private static bool HasImports(string[] lines)
    {
        var blank = true;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].AsSpan();
            if (line.TrimStart().StartsWith("```") || line.TrimStart().StartsWith("~~~"))
            {
                return false;
            }

            if (blank && line.StartsWith("import ") && TakesImport(lines, i, isMdx: false) > 0)
            {
                return true;
            }

            blank = line.Trim().Length == 0;
        }

        return false;
    }

    // How many lines of statements begin here; none when it is a sentence.
    private static int TakesImport(string[] lines, int i, bool isMdx)
    {
        var taken = 0;
        while (i + taken < lines.Length && Statement(lines, i + taken, isMdx) is > 0 and var count)
        {
            taken += count;
        }

        return taken;
    }

    private static int Statement(string[] lines, int i, bool isMdx)
    {
        var line = lines[i];
        if (line.StartsWith("import ", StringComparison.Ordinal))
        {
            for (var j = i; j < Math.Min(lines.Length, i + MostLines) && lines[j].AsSpan().Trim().Length > 0; j++)
            {
                if (EndsImport(lines[j]))
                {
                    // Its own words, on the first line: import x, import {x}, import * as x, import "x".
                    return j > i && !line.Contains('{', StringComparison.Ordinal) ? 0 : j - i + 1;
                }
            }

            return 0;
        }

        return line.StartsWith("export ", StringComparison.Ordinal) && IsExport(line[7..], isMdx) ? Export(lines, i) : 0;
    }

    // … from 'x'; or import 'x'
    private static bool EndsImport(string line)
    {
        var words = line.AsSpan().TrimEnd().TrimEnd(';').TrimEnd();
        var quote = words.Length < 3 || words[^1] is not ('\'' or '"') ? -1 : words[..^1].LastIndexOf(words[^1]);
        if (quote < 0)
        {
            return false;
        }

        var before = words[..quote].TrimEnd();
        return before.EndsWith("from") || before is "import";
    }

    private static bool IsExport(string rest, bool isMdx)
    {
        var word = rest.Split(' ', 2)[0];
        return word is "const" or "let" or "var" or "function" or "default" or "class"
            or "async" or "type" or "interface" or "{" or "*" || word.StartsWith('{')
            ? isMdx || rest.AsSpan().IndexOfAny("={(;*") >= 0
            : false;
    }

    // To the empty line after its last bracket is closed.
    private static int Export(string[] lines, int i)
    {
        var depth = 0;
        for (var j = i; j < lines.Length; j++)
        {
            if (depth <= 0 && j > i && lines[j].AsSpan().Trim().Length == 0)
            {
                return j - i;
            }

            foreach (var c in lines[j])
            {
                depth += c is '{' or '(' or '[' ? 1 : c is '}' or ')' or ']' ? -1 : 0;
            }

            // A bracket that is never closed: not the rest of the article for it.
            if (j - i > MostLines * 2)
            {
                return 0;
            }
        }

        return depth <= 0 ? lines.Length - i : 0;
    }
}
