using System.Buffers;
using System.Text;

namespace Engagement.Data;

/// <summary>
/// Latin letters that are a plain one with a stroke, or without its dot, and none with an accent to Unicode: whoever leaves accents out
/// when typing ("khoi dong lai" for "khởi động lại") leaves these out too.
/// </summary>
internal static class StrokedLetters
{
    /// <summary>All of them, small and capital.</summary>
    public static readonly SearchValues<char> All = SearchValues.Create("đĐłŁøØħĦŧŦıƀɃƶƵɨƗʉɄɏɎ");

    /// <param name="lower">A small letter.</param>
    public static Rune Plain(Rune lower) => new(lower.Value switch
    {
        'đ' => 'd',
        'ł' => 'l',
        'ø' => 'o',
        'ħ' => 'h',
        'ŧ' => 't',
        'ı' or 'ɨ' => 'i',
        'ƀ' => 'b',
        'ƶ' => 'z',
        'ʉ' => 'u',
        'ɏ' => 'y',
        _ => lower.Value,
    });
}
