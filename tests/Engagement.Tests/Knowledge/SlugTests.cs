using Engagement.Features.Knowledge.Reading;

namespace Engagement.Tests.Knowledge;

public sealed class SlugTests
{
    [Theory]
    [InlineData("Khởi động lại máy chủ", "khoi-dong-lai-may-chu")]
    [InlineData("Kho\u031b\u0309i đo\u0323\u0302ng", "khoi-dong")] // each mark by itself
    [InlineData("Über-Maß & Co", "uber-mass-co")]
    [InlineData("Łódź, Ærø, þing", "lodz-aero-thing")]
    [InlineData("Ɛ̀ nyɛ́ ɖɔkítà", "ɛ-nyɛ-ɖɔkita")] // Ewe: the letters stay, its tones go
    [InlineData("हिन्दी में", "हिन्दी-में")]
    [InlineData("รีสตาร์ท", "รีสตาร์ท")]
    public void Latin_letters_lose_their_marks_and_others_keep_theirs(string title, string slug) => Assert.Equal(slug, Slug.From(title));
}
