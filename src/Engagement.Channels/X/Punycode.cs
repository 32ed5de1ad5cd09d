namespace Engagement.Channels.X;

/// <summary>
/// The length of a domain's part in Punycode (RFC 3492). Only the length: X refuses a part over 63, and
/// <see cref="System.Globalization.IdnMapping"/> refuses too much beside that.
/// </summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int TMin = 1;
    private const int TMax = 26;
    private const int Skew = 38;
    private const int Damp = 700;

    /// <summary>The length of one label as ASCII, with <c>xn--</c> when it needs that.</summary>
    public static int EncodedLength(string label)
    {
        // The full stops of East Asian scripts part labels as well (RFC 3490, 3.1).
        var parts = label.Split('.', '\u3002', '\uff0e', '\uff61');
        return parts.Sum(part => part.All(c => c is >= ' ' and <= '~') ? part.Length : "xn--".Length + Encode(part)) + parts.Length - 1;
    }

    private static int Encode(string part)
    {
        var points = Points(part);
        var basic = points.Count(p => p < 0x80);
        var length = basic + (basic > 0 ? 1 : 0);
        long delta = 0;
        var (n, bias, handled) = (0x80, 72, basic);
        while (handled < points.Count)
        {
            var next = points.Where(p => p >= n).Min();
            delta += (long)(next - n) * (handled + 1);
            n = next;
            foreach (var point in points)
            {
                if (point < n)
                {
                    delta++;
                }
                else if (point == n)
                {
                    length += Digits(delta, bias);
                    bias = Adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }

            delta++;
            n++;
        }

        return length;
    }

    private static int Digits(long delta, int bias)
    {
        var digits = 1;
        for (var (q, k) = (delta, Base); ; k += Base, digits++)
        {
            var t = Math.Clamp(k - bias, TMin, TMax);
            if (q < t)
            {
                return digits;
            }

            q = (q - t) / (Base - t);
        }
    }

    private static int Adapt(long delta, int points, bool first)
    {
        delta = first ? delta / Damp : delta / 2;
        delta += delta / points;
        var k = 0;
        for (; delta > (Base - TMin) * TMax / 2; k += Base)
        {
            delta /= Base - TMin;
        }

        return (int)(k + ((Base - TMin + 1) * delta / (delta + Skew)));
    }

    private static List<int> Points(string text)
    {
        var points = new List<int>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            points.Add(char.IsSurrogatePair(text, at) ? char.ConvertToUtf32(text, at++) : text[at]);
        }

        return points;
    }
}
