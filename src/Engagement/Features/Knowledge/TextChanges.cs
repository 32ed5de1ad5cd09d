namespace Engagement.Features.Knowledge;

internal enum ChangeKind
{
    Same,
    Added,
    Removed,

    /// <summary>Stands for lines that did not change.</summary>
    Skipped,
}

/// <summary>A line of a comparison.</summary>
internal sealed record TextChange(ChangeKind Kind, string Text);

/// <summary>What changed from one text to another, line by line.</summary>
internal static class TextChanges
{
    // Unchanged lines around a change, so that one sees where it is.
    private const int Around = 2;

    // The table of the comparison has as many cells as both middles' lines multiplied.
    private const int MostCells = 4_000_000;

    public static IReadOnlyList<TextChange> Between(string before, string after)
    {
        var old = before.Split('\n');
        var now = after.Split('\n');
        var head = 0;
        while (head < old.Length && head < now.Length && old[head] == now[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < old.Length - head && tail < now.Length - head && old[^(tail + 1)] == now[^(tail + 1)])
        {
            tail++;
        }

        var middle = Middle(old.AsSpan(head..^tail), now.AsSpan(head..^tail));
        return Fold([.. old[..head].Select(Same), .. middle, .. old[^tail..].Select(Same)]);
    }

    private static TextChange Same(string line) => new(ChangeKind.Same, line);

    // The longest lines in common, by the table that every textbook has.
    private static List<TextChange> Middle(ReadOnlySpan<string> old, ReadOnlySpan<string> now)
    {
        var changes = new List<TextChange>();
        if ((long)old.Length * now.Length > MostCells)
        {
            // Rewritten from end to end: shown as that.
            changes.AddRange(old.ToArray().Select(l => new TextChange(ChangeKind.Removed, l)));
            changes.AddRange(now.ToArray().Select(l => new TextChange(ChangeKind.Added, l)));
            return changes;
        }

        var common = new int[old.Length + 1, now.Length + 1];
        for (var o = old.Length - 1; o >= 0; o--)
        {
            for (var n = now.Length - 1; n >= 0; n--)
            {
                common[o, n] = old[o] == now[n] ? common[o + 1, n + 1] + 1 : Math.Max(common[o + 1, n], common[o, n + 1]);
            }
        }

        for (int o = 0, n = 0; o < old.Length || n < now.Length;)
        {
            if (o < old.Length && n < now.Length && old[o] == now[n])
            {
                changes.Add(Same(old[o]));
                o++;
                n++;
            }
            else if (n == now.Length || (o < old.Length && common[o + 1, n] >= common[o, n + 1]))
            {
                changes.Add(new TextChange(ChangeKind.Removed, old[o++]));
            }
            else
            {
                changes.Add(new TextChange(ChangeKind.Added, now[n++]));
            }
        }

        return changes;
    }

    private static List<TextChange> Fold(List<TextChange> all)
    {
        var folded = new List<TextChange>();
        for (var i = 0; i < all.Count;)
        {
            var run = i;
            while (run < all.Count && all[run].Kind == ChangeKind.Same)
            {
                run++;
            }

            var before = i == 0 ? 0 : Around;
            var after = run == all.Count ? 0 : Around;
            if (run - i > before + after + 1)
            {
                folded.AddRange(all.GetRange(i, before));
                folded.Add(new TextChange(ChangeKind.Skipped, $"{run - i - before - after} lines as before"));
                folded.AddRange(all.GetRange(run - after, after));
            }
            else
            {
                folded.AddRange(all.GetRange(i, run - i));
            }

            if (run < all.Count)
            {
                folded.Add(all[run++]);
            }

            i = run;
        }

        return folded;
    }
}
