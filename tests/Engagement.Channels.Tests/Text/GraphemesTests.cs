using CsCheck;
using Engagement.Channels.Text;

namespace Engagement.Channels.Tests.Text;

public sealed class GraphemesTests
{
    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("longer", 5, "longe…")]
    [InlineData("ab👍", 3, "ab…")]
    [InlineData("e\u0301e\u0301", 3, "e\u0301…")]
    [InlineData("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 12, "👩‍👩‍👧‍👦…")]
    [InlineData("กี่กี่", 4, "กี่…")]
    public void A_text_is_cut_between_characters(string text, int most, string cut) => Assert.Equal(cut, Graphemes.Cut(text, most));

    private static readonly Gen<string> Texts =
        Gen.OneOfConst("a", " ", "é", "e\u0301", "👍", "👍🏽", "👩‍👩‍👧‍👦", "🇩🇪", "กี่", "\r\n",
                "\ud83d", "\ude00", new string('\u0301', 9))
            .Array[0, 12].Select(string.Concat);

    [Fact]
    public void A_beginning_is_as_long_as_may_be_and_ends_between_characters() => Gen.Select(Texts, Gen.Int[0, 20]).Sample((text, most) =>
    {
        var start = Graphemes.Start(text, most);

        Assert.StartsWith(start, text, StringComparison.Ordinal);
        Assert.True(start.Length <= most || start == text);
        var boundaries = Graphemes.Boundaries(text).ToList();
        if (boundaries.Any(b => b > 0 && b <= most) || most == 0)
        {
            Assert.Equal(boundaries.Last(b => b <= most), start.Length);
        }
    });

    [Theory]
    [InlineData("a\u0301\u0301\u0301", 2, "a\u0301")]
    [InlineData("👩‍👩‍👧‍👦", 4, "👩‍")]
    [InlineData("👍", 1, "")]
    public void A_character_that_is_too_long_alone_is_cut_but_never_within_a_pair(string text, int most, string start) =>
        Assert.Equal(start, Graphemes.Start(text, most));

    [Fact]
    public void What_is_told_of_an_attachment_is_cut_between_characters() =>
        Assert.Equal($"[Picture: {new string('a', 999)}…]",
            new InboundAttachment(AttachmentKind.Picture, new string('a', 999) + "👍 more").Line);
}
