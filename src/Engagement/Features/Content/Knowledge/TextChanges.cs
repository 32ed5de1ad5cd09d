using Engagement.Common.Text;

namespace Engagement.Features.Content.Knowledge;

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

    // Beyond this it was rewritten from end to end, and is shown as that.
    private const int MostPairs = 4_000_000;

    public static IReadOnlyList<TextChange> Between(string before, string after) =>
        Fold([.. TextPieces.Compare(before, after, Lines, MostPairs)?.Select(p => new TextChange(KindOf(p.Kind), p.Piece))
            ?? Lines(before).Select(l => new TextChange(ChangeKind.Removed, l))
                .Concat(Lines(after).Select(l => new TextChange(ChangeKind.Added, l)))]);

    private static string[] Lines(string text) => text.Split('\n');

    private static ChangeKind KindOf(PieceKind kind) => kind switch
    {
        PieceKind.Removed => ChangeKind.Removed,
        PieceKind.Added => ChangeKind.Added,
        PieceKind.Same => ChangeKind.Same,
    };

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
