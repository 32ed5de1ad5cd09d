using System.Text.RegularExpressions;
using Engagement.Common.Text;

namespace Engagement.Features.Content.Templates;

/// <summary>A run of words that had the same fate between two versions.</summary>
internal sealed record DiffRun(PieceKind Kind, string Text);

/// <summary>The difference between two texts, word by word: words, spaces and marks.</summary>
internal static partial class TextDiff
{
    // Beyond this the texts are shown as one removed and one added.
    private const int MostPairs = 16_000_000;

    public static IReadOnlyList<DiffRun> Between(string before, string after)
    {
        if (TextPieces.Compare(before, after, Words, MostPairs) is not { } pieces)
        {
            return [new(PieceKind.Removed, before), new(PieceKind.Added, after)];
        }

        var runs = new List<DiffRun>();
        for (var (i, end) = (0, 0); i < pieces.Count; i = end)
        {
            while (end < pieces.Count && pieces[end].Kind == pieces[i].Kind)
            {
                end++;
            }

            runs.Add(new(pieces[i].Kind, string.Concat(pieces.Take(i..end).Select(p => p.Piece))));
        }

        return runs;
    }

    private static string[] Words(string text) => [.. Word().Matches(text).Select(m => m.Value)];

    // A sign beyond 16 bits is two units to .NET, and half of one is nothing that could be shown.
    [GeneratedRegex(@"\w+|\n|[^\S\n]+|[\uD800-\uDBFF][\uDC00-\uDFFF]|[^\w\s]")]
    private static partial Regex Word();
}
