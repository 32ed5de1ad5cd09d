using CsCheck;
using Engagement.Common.Text;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Templates;

namespace Engagement.Tests.Common.Text;

public sealed class TextPiecesTests
{
    private static readonly Gen<string> Lines = Gen.Char['a', 'd'].Array[0, 12].Select(letters => string.Join('\n', letters));

    [Fact]
    public void Both_texts_can_be_read_off_and_nothing_that_could_stay_moves() => Gen.Select(Lines, Lines).Sample((before, after) =>
    {
        var pieces = TextPieces.Compare(before, after, Cut, 1_000_000)!;

        Assert.Equal(Cut(before), pieces.Where(p => p.Kind != PieceKind.Added).Select(p => p.Piece));
        Assert.Equal(Cut(after), pieces.Where(p => p.Kind != PieceKind.Removed).Select(p => p.Piece));
        Assert.Equal(MostInCommon(Cut(before), Cut(after)), pieces.Count(p => p.Kind == PieceKind.Same));
    });

    [Fact]
    public void Texts_that_differ_in_too_much_are_not_compared_but_what_they_share_at_both_ends_costs_nothing()
    {
        var many = string.Join('\n', Enumerable.Range(0, 50_000));

        Assert.Null(TextPieces.Compare("1\n2\n3", "4\n5\n6", Cut, most: 8));
        Assert.NotNull(TextPieces.Compare("1\n2\n3", "4\n5\n6", Cut, most: 9));
        Assert.Equal(1, TextPieces.Compare(many + "\nold\nend", many + "\nnew\nend", Cut, most: 1)!.Count(p => p.Kind == PieceKind.Added));
    }

    // The one that was shown as two halves, each of which is nothing.
    [Fact]
    public void A_sign_of_two_units_is_one_piece() => Assert.Equal(
        [new(PieceKind.Removed, "😀"), new(PieceKind.Added, "😁")],
        TextDiff.Between("😀", "😁"));

    [Fact]
    public void A_text_rewritten_from_end_to_end_is_shown_as_that()
    {
        var before = string.Join('\n', Enumerable.Range(0, 2_100).Select(n => $"old {n}"));
        var after = string.Join('\n', Enumerable.Range(0, 2_100).Select(n => $"new {n}"));

        var changes = TextChanges.Between(before, after);

        Assert.Equal(4_200, changes.Count);
        Assert.All(changes.Take(2_100), c => Assert.Equal(ChangeKind.Removed, c.Kind));
        Assert.All(changes.Skip(2_100), c => Assert.Equal(ChangeKind.Added, c.Kind));
    }

    private static string[] Cut(string text) => text.Split('\n');

    // As every textbook has it.
    private static int MostInCommon(string[] a, string[] b)
    {
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
            {
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        return common[0, 0];
    }
}
