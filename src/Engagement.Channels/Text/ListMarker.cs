using System.Globalization;
using System.Text;

namespace Engagement.Channels.Text;

/// <summary>What stands before a list's items: a dash, or their number as the page counted it.</summary>
internal sealed class ListMarker
{
    private const string Bullet = "- ";

    private static readonly (int Worth, string Sign)[] Signs =
    [
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"),
        (4, "iv"), (1, "i"),
    ];

    private readonly bool _isOrdered;
    private readonly bool _isReversed;
    private readonly long? _start;
    private readonly char _type;
    private long _last;
    private int _items;

    /// <param name="isOrdered">Is it counted?</param>
    /// <param name="start">The <c>start</c> attribute.</param>
    /// <param name="isReversed">Is it counted downwards? Without a start, to one.</param>
    /// <param name="type">The <c>type</c> attribute, one of <c>1 a A i I</c>.</param>
    public ListMarker(bool isOrdered, string start, bool isReversed, char type)
    {
        (_isOrdered, _isReversed, _start, _type) = (isOrdered, isReversed, Number(start), type);
        _last = (_start ?? (isReversed ? 0 : 1)) + (isReversed ? 1 : -1);
    }

    /// <summary>How far the lines after an item's first go in.</summary>
    public string Indent => _isOrdered ? "   " : "  ";

    /// <summary>The next item; what stands before it is known when the list is, because it may be counted downwards.</summary>
    /// <param name="value">Its <c>value</c> attribute.</param>
    public Func<string> Next(string value)
    {
        _items++;
        var isGiven = Number(value) is not null;
        _last = Number(value) ?? _last + (_isReversed ? -1 : 1);
        var number = _last;
        return () => !_isOrdered ? Bullet : Written(number + (_isReversed && _start is null && !isGiven ? _items : 0)) + ". ";
    }

    private string Written(long number) => (_type, number) switch
    {
        ('a', > 0) => Letters(number),
        ('A', > 0) => Letters(number).ToUpperInvariant(),
        ('i', > 0 and < 4000) => Roman(number),
        ('I', > 0 and < 4000) => Roman(number).ToUpperInvariant(),
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    private static string Letters(long number)
    {
        var letters = "";
        for (; number > 0; number = (number - 1) / 26)
        {
            letters = (char)('a' + ((number - 1) % 26)) + letters;
        }

        return letters;
    }

    private static string Roman(long number)
    {
        var roman = new StringBuilder();
        foreach (var (worth, sign) in Signs)
        {
            for (; number >= worth; number -= worth)
            {
                roman.Append(sign);
            }
        }

        return roman.ToString();
    }

    private static long? Number(string text) =>
        int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
