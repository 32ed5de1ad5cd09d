using System.Text;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Reading;

namespace Engagement.Tests.Content.Knowledge;

public sealed class TextBytesTests
{
    private const string Words = "# Café 😀\n\nNaïve – größer\n";

    public static TheoryData<string, byte[]> Encoded => new()
    {
        { "UTF-8", Encoding.UTF8.GetBytes(Words) },
        { "UTF-8 with a mark", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Words)] },
        { "UTF-16, little end first, with a mark", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Words)] },
        { "UTF-16, big end first, with a mark",
            [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(Words)] },
        { "UTF-16 without a mark", Encoding.Unicode.GetBytes(Words) },
        { "UTF-32", [.. Encoding.UTF32.GetPreamble(), .. Encoding.UTF32.GetBytes(Words)] },
        { "lines ended as on Windows", Encoding.UTF8.GetBytes(Words.Replace("\n", "\r\n", StringComparison.Ordinal)) },
        { "lines ended as on old Macs", Encoding.UTF8.GetBytes(Words.Replace('\n', '\r')) },
    };

    [Theory, MemberData(nameof(Encoded))]
    public void A_text_reads_the_same_however_it_is_written(string _, byte[] bytes) => Assert.Equal(Words, TextBytes.Decode(bytes));

    [Fact]
    public void What_is_not_UTF8_is_Latin_with_the_quotes_of_Windows() =>
        Assert.Equal("Café “größer”", TextBytes.Decode([.. "Caf"u8, 0xE9, (byte)' ', 0x93, .. "gr"u8, 0xF6, 0xDF, .. "er"u8, 0x94]));

    [Fact]
    public void Nothing_is_an_empty_text() => Assert.Equal("", TextBytes.Decode([]));

    [Fact]
    public void A_picture_with_the_wrong_name_is_refused() =>
        Assert.Throws<ArticleException>(() => TextBytes.Decode([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 0x0D]));
}
