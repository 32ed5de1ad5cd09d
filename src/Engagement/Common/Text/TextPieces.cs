using DiffPlex;
using DiffPlex.Chunkers;

namespace Engagement.Common.Text;

/// <summary>What became of a piece between two texts.</summary>
internal enum PieceKind
{
    Same,
    Removed,
    Added,
}

/// <summary>Two texts compared piece by piece, with as many pieces in common as can be (DiffPlex, after Myers).</summary>
internal static class TextPieces
{
    /// <param name="before">The older text.</param>
    /// <param name="after">The newer one.</param>
    /// <param name="cut">Cuts a text into its pieces: lines, words.</param>
    /// <param name="most">How many pairs of pieces may be compared; the work grows as their number does.</param>
    /// <returns>Null: they differ in too much.</returns>
    public static IReadOnlyList<(PieceKind Kind, string Piece)>? Compare(string before, string after, Func<string, string[]> cut, int most)
    {
        string[] old = cut(before), now = cut(after);
        if (Pairs(old, now) > most)
        {
            return null;
        }

        // By names: it asks for no pieces of an empty text, and an empty text is a line.
        var found = Differ.Instance.CreateDiffs(nameof(before), nameof(after), ignoreWhiteSpace: false, ignoreCase: false,
            new CustomFunctionChunker(name => name == nameof(before) ? old : now));
        var pieces = new List<(PieceKind, string)>(Math.Max(old.Length, now.Length));
        var at = 0;
        foreach (var block in found.DiffBlocks)
        {
            pieces.AddRange(old[at..block.DeleteStartA].Select(p => (PieceKind.Same, p)));
            at = block.DeleteStartA + block.DeleteCountA;
            pieces.AddRange(old[block.DeleteStartA..at].Select(p => (PieceKind.Removed, p)));
            pieces.AddRange(now.AsSpan(block.InsertStartB, block.InsertCountB).ToArray().Select(p => (PieceKind.Added, p)));
        }

        pieces.AddRange(old[at..].Select(p => (PieceKind.Same, p)));
        return pieces;
    }

    // What both begin and end with is passed over and costs nothing.
    private static long Pairs(string[] old, string[] now)
    {
        var head = old.AsSpan().CommonPrefixLength(now);
        var tail = 0;
        while (tail < Math.Min(old.Length, now.Length) - head && old[^(tail + 1)] == now[^(tail + 1)])
        {
            tail++;
        }

        return (long)(old.Length - head - tail) * (now.Length - head - tail);
    }
}
