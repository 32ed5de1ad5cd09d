using System.Buffers;
using System.Text;

namespace Engagement.Channels.Text;

/// <summary>Normal forms of whatever a stranger may send.</summary>
public static class Composed
{
    /// <summary>
    /// The text in a normal form, by default composed (NFC). .NET refuses to normalise half a character (a lone surrogate) and U+FFFE and
    /// U+FFFF; each stands between what can be, and composes with neither side.
    /// </summary>
    public static string Of(string text, NormalizationForm form = NormalizationForm.FormC)
    {
        var result = new StringBuilder(text.Length);
        var from = 0;
        for (var at = 0; at < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(at), out _, out var units) == OperationStatus.Done
                && text[at] is not ('\ufffe' or '\uffff'))
            {
                at += units;
                continue;
            }

            result.Append(text[from..at].Normalize(form)).Append(text[at]);
            from = ++at;
        }

        return from == 0 ? text.Normalize(form) : result.Append(text[from..].Normalize(form)).ToString();
    }
}
