using Engagement.Features.Content.Knowledge.Reading;

namespace Engagement.Tests.Content.Knowledge;

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
    [InlineData("H₂O und CO₂ in m³", "h2o-und-co2-in-m3")]
    [InlineData("ＶＰＮ　２０２６", "vpn-2026")]
    [InlineData("① Öﬀnen, Ⓑ 5㎏, Ⅳ", "1-offnen-b-5kg-iv")]
    [InlineData("𝐕𝐏𝐍 𝟮", "vpn-2")]
    [InlineData("½ Tag Windows™", "tag-windows")]
    [InlineData("น้ำ", "น้ำ")]
    public void Latin_letters_lose_their_marks_and_others_keep_theirs(string title, string slug) => Assert.Equal(slug, Slug.From(title));
}
