using System.Text;
using Engagement.Features.Content.Knowledge.Feeds;

namespace Engagement.Tests.Content.Knowledge.Feeds;

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

    [Theory]
    [InlineData("windows-1251", 1251)]
    [InlineData("win-1251", 1251)]
    [InlineData("windows1251", 1251)]
    [InlineData("cp1251", 1251)]
    [InlineData("x-cp1251", 1251)]
    [InlineData("ks_c_5601-1987", 949)]
    [InlineData("windows-949", 949)]
    [InlineData("cp949", 949)]
    [InlineData("euc-kr", 949)]
    [InlineData("x-sjis", 932)]
    [InlineData("windows-31j", 932)]
    [InlineData("cp932", 932)]
    [InlineData("MS_Kanji", 932)]
    [InlineData("csShiftJIS", 932)]
    [InlineData("shift_jis", 932)]
    [InlineData("cp936", 54936)]
    [InlineData("x-gbk", 54936)]
    [InlineData("gb2312", 54936)]
    [InlineData("big5-hkscs", 950)]
    [InlineData("cp950", 950)]
    [InlineData("x-euc-jp", 51932)]
    [InlineData("koi8_r", 20866)]
    [InlineData("koi8-u", 21866)]
    [InlineData("cp866", 866)]
    [InlineData("tis-620", 874)]
    [InlineData("iso8859-9", 1254)]
    [InlineData("latin1", 1252)]
    [InlineData("unicode-1-1-utf-8", 65001)]
    public void An_encoding_is_known_by_every_name_it_has(string label, int page) =>
        Assert.Equal(page, FeedEncodings.Named(label)?.CodePage);

    [Theory]
    [InlineData("utf-7")]
    [InlineData("cp65000")]
    [InlineData("cp1200")]
    [InlineData("cp037")]
    [InlineData("cp99999")]
    [InlineData("utf-16")]
    public void What_no_text_of_bytes_can_be_in_is_no_encoding(string label) => Assert.Null(FeedEncodings.Named(label));

    [Theory]
    [InlineData("windows-1251", "Новости компании: мы открыли новый офис в Москве")]
    [InlineData("koi8-r", "Новости компании: мы открыли новый офис в Москве")]
    [InlineData("iso-8859-5", "Новости компании: мы открыли новый офис в Москве")]
    [InlineData("iso-8859-7", "Νέα της εταιρείας: ανοίξαμε νέο γραφείο στην Αθήνα")]
    [InlineData("windows-1255", "חדשות החברה: פתחנו משרד חדש בתל אביב")]
    [InlineData("windows-1256", "أخبار الشركة: افتتحنا مكتبا جديدا في القاهرة")]
    [InlineData("windows-874", "ข่าวบริษัท เราเปิดสำนักงานใหม่ในกรุงเทพ")]
    [InlineData("shift_jis", "会社のニュース:東京に新しいオフィスを開きました")]
    [InlineData("euc-jp", "会社のニュース:東京に新しいオフィスを開きました")]
    [InlineData("iso-2022-jp", "会社のニュース:東京に新しいオフィスを開きました")]
    [InlineData("euc-kr", "회사 뉴스: 서울에 새 사무실을 열었습니다")]
    [InlineData("gbk", "公司新闻:我们在北京开设了新办公室")]
    [InlineData("big5", "公司新聞:我們在台北開設了新辦公室")]
    [InlineData("windows-1250", "Aktualności: otworzyliśmy biuro w Łodzi, będziemy tam pracować już wkrótce, życząc miłego dnia")]
    [InlineData("windows-1254", "Şirket haberleri: İstanbul'da yeni ofisimizi açtık, görüşmek üzere, teşekkür ederiz, iyi çalışmalar")]
    public void Letters_in_no_encoding_the_feed_names_are_told_by_themselves(string name, string words)
    {
        var encoding = FeedEncodings.Named(name)!;
        foreach (var (head, header) in new[] { ("<?xml version='1.0' encoding='utf-8'?>", "utf-8"), ("<?xml version='1.0'?>", null),
            ("", "iso-8859-1"), ("<?xml version='1.0' encoding='iso-8859-1'?>", null) })
        {
            foreach (var times in new[] { 1, 6, 40 })
            {
                var item = $"<item><title>{words}</title><description>{words}</description></item>";
                var feed = $"{head}<rss><channel>{string.Concat(Enumerable.Repeat(item, times))}</channel></rss>";

                Assert.Equal(feed, FeedText.Decode(encoding.GetBytes(feed), header, out var isSure));
                Assert.True(isSure);
            }
        }
    }

    [Theory]
    [InlineData("Über uns: wir eröffnen ein Büro in München – größer und schöner, für Käufer aus Österreich, äußerst günstig")]
    [InlineData("Le café d’été est déjà prêt à être servi aux élèves, après la fête, où l’œuvre a été présentée à Besançon")]
    [InlineData("El próximo año abriremos una oficina en Málaga, ¡ven!, ¿qué más quieres? Mañana, también después del desayuno")]
    [InlineData("As informações são públicas e não há restrição de opções, até amanhã, com atenção às condições")]
    [InlineData("På svenska är våra nyheter både längre och bättre än någonsin, även på lördagar, så är det")]
    [InlineData("Die Straße “é”")]
    public void Western_letters_in_no_encoding_the_feed_names_are_Windows_1252_for_sure(string words)
    {
        foreach (var times in new[] { 1, 6, 40 })
        {
            var feed = $"<rss><channel>{string.Concat(Enumerable.Repeat($"<item><title>{words}</title></item>", times))}</channel></rss>";

            Assert.Equal(feed, FeedText.Decode(Latin.GetBytes(feed), "utf-8", out var isSure));
            Assert.True(isSure);
        }
    }

    [Fact]
    public void A_word_too_short_to_tell_says_so()
    {
        FeedText.Decode(CodePagesEncodingProvider.Instance.GetEncoding(20866)!.GetBytes("<rss><title>Новости</title></rss>"), null,
            out var isSure);

        Assert.False(isSure);
        FeedText.Decode(Cyrillic.GetBytes("<?xml version='1.0' encoding='cp1251'?><rss><title>Новости</title></rss>"), null, out isSure);
        Assert.True(isSure);
    }

    [Fact]
    public void What_is_looked_at_is_bounded()
    {
        var words = string.Concat(Enumerable.Repeat("Новости компании: мы открыли новый офис в Москве. ", 40_000));
        var clock = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal(words, FeedText.Decode(Cyrillic.GetBytes(words), null));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
    }
}
