using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Text;

namespace Engagement.Features.Content.Knowledge.Feeds;

/// <summary>
/// Encodings by their labels (encoding.spec.whatwg.org), as browsers know them: latin1 is Windows-1252, gb2312 is GB 18030, euc-kr is code
/// page 949; and by the names programs use beside these: cp1251, win-1251, windows-31j.
/// </summary>
internal static partial class FeedEncodings
{
    // Labels of the standard that AngleSharp does not know, and names of Java, MIME and Python for the same.
    private static readonly FrozenDictionary<string, int> Others = new Dictionary<string, int>
    {
        ["utf8"] = 65001, ["unicode-1-1-utf-8"] = 65001, ["unicode11utf8"] = 65001, ["unicode20utf8"] = 65001, ["x-unicode20utf8"] = 65001,
        ["x-sjis"] = 932, ["sjis"] = 932, ["shift-jis"] = 932, ["shift_jis"] = 932, ["ms_kanji"] = 932, ["csshiftjis"] = 932,
        ["windows-31j"] = 932, ["windows31j"] = 932, ["cswindows31j"] = 932, ["ms932"] = 932, ["x-ms-cp932"] = 932,
        ["x-euc-jp"] = 51932, ["eucjp"] = 51932, ["euc_jp"] = 51932, ["cseucpkdfmtjapanese"] = 51932, ["euc-jp-ms"] = 51932,
        ["csiso2022jp"] = 50220,
        ["ks_c_5601-1987"] = 949, ["ks_c_5601-1989"] = 949, ["ksc_5601"] = 949, ["ksc5601"] = 949, ["ks_c_5601"] = 949,
        ["ksc5601-1987"] = 949,
        ["korean"] = 949, ["iso-ir-149"] = 949, ["csksc56011987"] = 949, ["cseuckr"] = 949, ["euc_kr"] = 949, ["euckr"] = 949,
        ["ms949"] = 949, ["uhc"] = 949, ["x-windows-949"] = 949,
        ["x-gbk"] = 54936, ["gbk"] = 54936, ["gb_2312-80"] = 54936, ["gb2312-80"] = 54936, ["csgb2312"] = 54936, ["chinese"] = 54936,
        ["iso-ir-58"] = 54936, ["csiso58gb231280"] = 54936, ["euc-cn"] = 54936, ["euccn"] = 54936, ["x-euc-cn"] = 54936,
        ["gb-18030"] = 54936,
        ["big5-hkscs"] = 950, ["big5hkscs"] = 950, ["cn-big5"] = 950, ["csbig5"] = 950, ["x-x-big5"] = 950, ["big-5"] = 950,
        ["big5-eten"] = 950,
        ["tis-620"] = 874, ["tis620"] = 874, ["dos-874"] = 874, ["iso-8859-11"] = 874, ["iso8859-11"] = 874,
        ["koi8"] = 20866, ["koi8r"] = 20866, ["koi"] = 20866, ["cskoi8r"] = 20866, ["koi8-ru"] = 21866, ["koi8u"] = 21866,
        ["cyrillic"] = 28595, ["greek"] = 28597, ["greek8"] = 28597, ["hebrew"] = 28598, ["arabic"] = 28596,
        ["ansi"] = 1252, ["x-ansi"] = 1252, ["iso8859-1"] = 1252, ["iso_8859-1"] = 1252,
        ["x-mac-cyrillic"] = 10007, ["x-mac-ukrainian"] = 10007, ["macintosh"] = 10000, ["mac"] = 10000, ["x-mac-roman"] = 10000,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    // The pages feeds are written in. Not those of mainframes, in which < is another byte, nor UTF-7, in which it can be hidden.
    private static readonly FrozenSet<int> Pages = new[]
    {
        437, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 864, 865, 866, 869, 874, 932, 936, 949, 950,
        1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 10000, 10007, 20866, 21866, 28591, 28592, 28593, 28594, 28595, 28596, 28597,
        28598, 28599, 28603, 28605, 50220, 51932, 51949, 54936, 65001,
    }.ToFrozenSet();

    /// <summary>Windows-1252, which is also what is meant by Latin-1.</summary>
    public static Encoding Latin { get; } = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <returns>Null: no encoding that a text of bytes can be in is called so.</returns>
    public static Encoding? Named(string? label)
    {
        label = label?.Trim().Trim('"', '\'').Trim();
        if (string.IsNullOrEmpty(label) || label.Length > 40)
        {
            return null;
        }

        return Others.TryGetValue(label, out var page) ? OfPage(page)
            : TextEncoding.IsSupported(label) ? OfPage(TextEncoding.Resolve(label).CodePage)
            : Numbered().Match(label) is { Success: true } number ? OfPage(int.Parse(number.Groups[1].Value, CultureInfo.InvariantCulture))
            : null;
    }

    // A text that could be read thus far is not UTF-16, whatever it says: .NET writes that into strings that are sent as UTF-8.
    private static Encoding? OfPage(int page) => page switch
    {
        65001 => Encoding.UTF8,
        1252 or 20127 or 28591 => Latin,
        936 or 20936 or 51936 => CodePagesEncodingProvider.Instance.GetEncoding(54936),
        20949 or 51949 => CodePagesEncodingProvider.Instance.GetEncoding(949),
        28599 => CodePagesEncodingProvider.Instance.GetEncoding(1254),
        _ when Pages.Contains(page) => CodePagesEncodingProvider.Instance.GetEncoding(page),
        _ => null,
    };

    [GeneratedRegex("^(?:x-)?(?:cp|win|windows|ms|ibm|dos|cs?windows|codepage)[-_ ]?([1-9][0-9]{2,4})$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
