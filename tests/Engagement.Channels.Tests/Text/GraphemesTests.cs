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

    [Fact]
    public void What_is_told_of_an_attachment_is_cut_between_characters() =>
        Assert.Equal($"[Picture: {new string('a', 999)}…]",
            new InboundAttachment(AttachmentKind.Picture, new string('a', 999) + "👍 more").Line);
}
