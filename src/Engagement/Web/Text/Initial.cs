using System.Globalization;
using System.Text;

namespace Engagement.Web.Text;

/// <summary>The letter that stands for a person without a picture.</summary>
internal static class Initial
{
    /// <summary>The name's first character as a reader sees it, large; a letter or digit if there is one, else what begins it.</summary>
    public static string Of(string? name)
    {
        var shown = Unseen.Strip(name ?? "");
        var first = "";
        for (var walk = StringInfo.GetTextElementEnumerator(shown); walk.MoveNext();)
        {
            var element = walk.GetTextElement();
            first = first.Length == 0 && !string.IsNullOrWhiteSpace(element) ? element : first;
            if (Rune.DecodeFromUtf16(element, out var rune, out _) == System.Buffers.OperationStatus.Done && Rune.IsLetterOrDigit(rune))
            {
                return element.ToUpperInvariant();
            }
        }

        return first.Length > 0 ? first : "?";
    }
}
