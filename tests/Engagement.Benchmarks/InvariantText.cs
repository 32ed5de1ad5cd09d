using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Engagement.Benchmarks;

/// <summary>A text with numbers as reports write them, whatever the machine's culture. It may be put together of several lines.</summary>
[InterpolatedStringHandler]
internal readonly struct InvariantText(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + (8 * formattedCount));

    public void AppendLiteral(string value) => _text.Append(value);

    public void AppendFormatted<T>(T value, int alignment = 0, string? format = null)
    {
        var words = value is IFormattable number ? number.ToString(format, CultureInfo.InvariantCulture) : value?.ToString() ?? "";
        _text.Append(alignment < 0 ? words.PadRight(-alignment) : words.PadLeft(alignment));
    }

    public override string ToString() => _text.ToString();
}
