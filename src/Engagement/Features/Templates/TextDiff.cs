using System.Text.RegularExpressions;

namespace Engagement.Features.Templates;

/// <summary>What became of a run of words between two versions.</summary>
internal enum DiffKind
{
    Same,
    Removed,
    Added,
}

internal sealed record DiffRun(DiffKind Kind, string Text);

/// <summary>The difference between two texts, word by word: the longest common sequence of words, spaces and marks.</summary>
internal static partial class TextDiff
{
    // The table has one cell a pair of words; beyond this the texts are shown as one removed and one added.
    private const int MostCells = 16_000_000;

    public static IReadOnlyList<DiffRun> Between(string before, string after)
    {
        string[] a = Words(before), b = Words(after);
        if ((long)a.Length * b.Length > MostCells)
        {
            return [new(DiffKind.Removed, before), new(DiffKind.Added, after)];
        }

        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
            {
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var runs = new List<DiffRun>();
        int x = 0, y = 0;
        while (x < a.Length || y < b.Length)
        {
            if (x < a.Length && y < b.Length && a[x] == b[y])
            {
                Add(runs, DiffKind.Same, a[x]);
                (x, y) = (x + 1, y + 1);
            }
            else if (x < a.Length && (y == b.Length || common[x + 1, y] >= common[x, y + 1]))
            {
                Add(runs, DiffKind.Removed, a[x++]);
            }
            else
            {
                Add(runs, DiffKind.Added, b[y++]);
            }
        }

        return runs;
    }

    private static void Add(List<DiffRun> runs, DiffKind kind, string text)
    {
        if (runs is [.., var last] && last.Kind == kind)
        {
            runs[^1] = last with { Text = last.Text + text };
        }
        else
        {
            runs.Add(new(kind, text));
        }
    }

    private static string[] Words(string text) => [.. Word().Matches(text).Select(m => m.Value)];

    [GeneratedRegex(@"\w+|\n|[^\S\n]+|[^\w\s]")]
    private static partial Regex Word();
}
