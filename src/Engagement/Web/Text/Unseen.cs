using System.Globalization;
using System.Text;

namespace Engagement.Web.Text;

/// <summary>
/// Words of strangers beside our own: letters from the right turn what stands next to them, and signs nobody sees can turn or hide it
/// (Unicode Annex 9; Unicode TR 36, "bidirectional text spoofing"). Such words are set apart, and such signs are shown.
/// </summary>
internal static class Unseen
{
    private const char FirstStrongIsolate = '\u2068';
    private const char PopIsolate = '\u2069';

    /// <summary>Is there a letter from the right in it, or a sign that turns or hides?</summary>
    public static bool Needs(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\u0020', '\u0589'))
        {
            return text.AsSpan().ContainsAnyInRange('\u007f', '\u009f'); // the controls between
        }

        foreach (var rune in text.EnumerateRunes())
        {
            if (IsFromTheRight(rune) || IsUnseen(rune))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The words with such signs as their numbers, <c>[U+202E]</c>. What <see cref="Isolate"/> made stays: closed, it turns nothing.
    /// </summary>
    public static string Show(string text)
    {
        if (!text.EnumerateRunes().Any(IsUnseen))
        {
            return text;
        }

        var isolates = ClosedIsolates(text);
        var shown = new StringBuilder(text.Length + 16);
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            shown.Append(IsUnseen(rune) && !isolates.Contains(at)
                ? string.Create(CultureInfo.InvariantCulture, $"[U+{rune.Value:X4}]") : rune.ToString());
            at += rune.Utf16SequenceLength;
        }

        return shown.ToString();
    }

    // Where FIRST STRONG ISOLATE and its end stand, in the same paragraph (Unicode Annex 9, BD9). What stands within turns nothing without.
    private static HashSet<int> ClosedIsolates(string text)
    {
        var closed = new HashSet<int>();
        var open = new Stack<int>();
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\n' or '\r' or '\u0085' or '\u2029':
                    open.Clear();
                    break;
                case >= '\u2066' and <= FirstStrongIsolate:
                    open.Push(at);
                    break;
                case PopIsolate when open.TryPop(out var begun) && text[begun] == FirstStrongIsolate:
                    closed.Add(begun);
                    closed.Add(at);
                    break;
                default:
                    break;
            }
        }

        return closed;
    }

    /// <summary>A name without them: nobody is called so.</summary>
    public static string Strip(string name)
    {
        if (!name.EnumerateRunes().Any(IsUnseen))
        {
            return name;
        }

        return string.Concat(name.EnumerateRunes().Where(rune => !IsUnseen(rune)).Select(rune => rune.ToString())).Trim();
    }

    /// <summary>
    /// Words that go out, without signs that turn or hide what stands beside them, and without signs of no width where letters need none:
    /// between letters of scripts that join theirs, or that have no spaces, and in emoji they are spelling.
    /// </summary>
    public static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\u0020', '\u007e') && !text.Contains('\u007f', StringComparison.Ordinal))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        var before = default(Rune);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsUnseen(rune) || (IsWithoutWidth(rune) && before.Value < FirstJoining))
            {
                continue;
            }

            clean.Append(rune.ToString());
            before = rune;
        }

        return clean.ToString();
    }

    /// <summary>
    /// For places without markup, such as a page's title or a mail's subject: set apart by signs of their own, each line for itself,
    /// because a paragraph's end closes them.
    /// </summary>
    public static string Isolate(string text)
    {
        if (!Needs(text))
        {
            return text;
        }

        var end = text.AsSpan().IndexOfAny('\n', '\r', '\u2029');
        if (end < 0)
        {
            return FirstStrongIsolate + Show(text) + PopIsolate;
        }

        var apart = new StringBuilder(text.Length + 16);
        var start = 0;
        for (; end >= 0; end = text.AsSpan(start).IndexOfAny('\n', '\r', '\u2029'))
        {
            apart.Append(Isolate(text.Substring(start, end))).Append(text[start + end]);
            start += end + 1;
        }

        return apart.Append(Isolate(text[start..])).ToString();
    }

    // Letters before these are Latin, Greek, Cyrillic or Armenian.
    private const int FirstJoining = 0x0590;

    private static bool IsWithoutWidth(Rune rune) => rune.Value is 0x00AD or 0x034F or >= 0x200B and <= 0x200D or 0x2060 or 0xFEFF;

    // Hebrew, Arabic, Syriac, Thaana, N'Ko, Samaritan, Mandaic and their further blocks; the marks of direction among them.
    private static bool IsFromTheRight(Rune rune) => rune.Value is
        >= 0x0590 and <= 0x08FF or 0x200F or >= 0xFB1D and <= 0xFDFF or >= 0xFE70
            and <= 0xFEFE or >= 0x10800 and <= 0x10FFF or >= 0x1E800 and <= 0x1EFFF;

    // Not joiners, marks of direction, soft hyphens and spaces of no width, which are spelling, nor what emoji are made of.
    private static bool IsUnseen(Rune rune) => rune.Value switch
    {
        '\t' or '\n' or '\r' => false,
        >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 => true,        // embeddings, overrides, isolates
        0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x180E or 0x2800 => true,  // letters and a pattern that are blank
        >= 0x2061 and <= 0x2064 or >= 0x206A and <= 0x206F or >= 0xFFF9 and <= 0xFFFB or 0xE0001 => true,
        _ => Rune.IsControl(rune),
    };
}
