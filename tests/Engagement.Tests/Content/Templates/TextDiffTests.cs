using Engagement.Common.Text;
using Engagement.Features.Content.Templates;

namespace Engagement.Tests.Content.Templates;

public sealed class TextDiffTests
{
    [Fact]
    public void One_changed_word_is_one_removed_and_one_added()
    {
        Assert.Equal(
            [new(PieceKind.Same, "Read "), new(PieceKind.Removed, "the"), new(PieceKind.Added, "our"), new(PieceKind.Same, " answer.")],
            TextDiff.Between("Read the answer.", "Read our answer."));
    }

    [Theory]
    [InlineData("", "new words\n")]
    [InlineData("gone", "")]
    [InlineData("{{ article.title }}\n\n{{ link }}", "{{ article.title | shorten 90 }}\n{{ link }} …")]
    public void Both_texts_can_be_read_off_the_difference(string before, string after)
    {
        var runs = TextDiff.Between(before, after);

        Assert.Equal(before, string.Concat(runs.Where(r => r.Kind != PieceKind.Added).Select(r => r.Text)));
        Assert.Equal(after, string.Concat(runs.Where(r => r.Kind != PieceKind.Removed).Select(r => r.Text)));
    }
}
