using System.Text;
using Engagement.Features.Knowledge.Feeds;

namespace Engagement.Tests.Knowledge.Feeds;

public sealed class FeedTextTests
{
    private static readonly Encoding Cyrillic = CodePagesEncodingProvider.Instance.GetEncoding(1251)!;
    private static readonly Encoding Japanese = CodePagesEncodingProvider.Instance.GetEncoding(932)!;
    private static readonly Encoding Latin = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-32BE")]
    public void Unicode_is_known_by_its_mark_and_by_its_zeros_whatever_the_header_says(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] bare = encoding.GetBytes("<r>Кафе</r>");

        Assert.Equal("<r>Кафе</r>", FeedText.Decode([.. encoding.Preamble, .. bare], "utf-8"));
        Assert.Equal("<r>Кафе</r>", FeedText.Decode(bare, "windows-1251"));
    }

    [Fact]
    public void The_mark_goes_before_the_header_and_the_header_before_the_declaration()
    {
        Assert.Equal("<r>é</r>", FeedText.Decode([.. Encoding.UTF8.Preamble, .. "<r>é</r>"u8], "windows-1251"));
        Assert.Contains("Кафе", FeedText.Decode(Cyrillic.GetBytes("<?xml version='1.0' encoding='koi8-r'?><r>Кафе</r>"), "windows-1251"),
            StringComparison.Ordinal);
        Assert.Contains("Кафе", FeedText.Decode(Cyrillic.GetBytes("<?xml version='1.0' encoding='windows-1251'?><r>Кафе</r>"), null),
            StringComparison.Ordinal);
        Assert.Contains("日本", FeedText.Decode(Japanese.GetBytes("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><r>日本</r>"), null),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iso-8859-1")]
    [InlineData("us-ascii")]
    [InlineData("no-such-encoding")]
    [InlineData("utf-16")]
    [InlineData("\"utf-8\"")]
    [InlineData("shift_jis")]
    public void A_header_that_does_not_fit_the_bytes_is_not_believed(string charset) =>
        Assert.Equal("<?xml version='1.0' encoding='utf-8'?><r>Кафе ’</r>",
            FeedText.Decode("<?xml version='1.0' encoding='utf-8'?><r>Кафе ’</r>"u8, charset));

    [Fact]
    public void Without_a_word_about_it_a_text_is_UTF_8_or_else_Windows_1252()
    {
        Assert.Equal("<r>Café</r>", FeedText.Decode("<r>Café</r>"u8, null));
        Assert.Equal("<r>Café “x”</r>", FeedText.Decode(Latin.GetBytes("<r>Café “x”</r>"), null));
        Assert.Equal("<r>Café “x”</r>", FeedText.Decode(Latin.GetBytes("<r>Café “x”</r>"), "iso-8859-1"));
    }

    [Theory]
    [InlineData("iso-8859-1", null)]
    [InlineData("windows-1252", null)]
    [InlineData("windows-1251", null)]
    [InlineData("koi8-r", "iso-8859-1")]
    [InlineData("utf-8", "windows-1251")]
    public void Bytes_that_are_UTF_8_are_that_whatever_they_are_called(string declared, string? header) =>
        Assert.EndsWith("<r>Café – Кафе</r>",
            FeedText.Decode(Encoding.UTF8.GetBytes($"<?xml version='1.0' encoding='{declared}'?><r>Café – Кафе</r>"), header),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("utf-8", null)]
    [InlineData("utf-8", "utf-8")]
    [InlineData("iso-8859-1", "utf-8")]
    public void Bytes_of_Latin_1_that_are_called_UTF_8_are_that(string declared, string? header) =>
        Assert.EndsWith("<r>Café “x”</r>",
            FeedText.Decode(Latin.GetBytes($"<?xml version='1.0' encoding='{declared}'?><r>Café “x”</r>"), header),
            StringComparison.Ordinal);

    [Fact]
    public void A_word_of_GBK_that_is_UTF_8_by_chance_stays_one()
    {
        var gbk = CodePagesEncodingProvider.Instance.GetEncoding(936)!;

        Assert.EndsWith("<r>联通</r>", FeedText.Decode(gbk.GetBytes("<?xml version='1.0' encoding='gbk'?><r>联通</r>"), null),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_few_bytes_of_another_encoding_cost_only_themselves() =>
        Assert.Equal("<r>Кафе ’ é</r>", FeedText.Decode([.. "<r>Кафе "u8, 0x92, .. " é</r>"u8], "utf-8"));

    [Fact]
    public void Bytes_that_are_none_of_a_declared_encoding_become_the_replacement_character() =>
        Assert.Contains("日本", FeedText.Decode([.. Japanese.GetBytes("<?xml version='1.0' encoding='shift_jis'?><r>日本"), 0xFF, 0x81], null),
            StringComparison.Ordinal);
}
