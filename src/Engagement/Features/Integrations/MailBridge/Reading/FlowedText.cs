using System.Text;

namespace Engagement.Features.Integrations.MailBridge.Reading;

/// <summary>Plain text whose long lines a program broke so that they can be joined again (RFC 3676, format=flowed).</summary>
internal static class FlowedText
{
    /// <param name="text">As it came.</param>
    /// <param name="deletesSpace">The space that marks a soft end is no part of the words (DelSp=Yes).</param>
    public static string Join(string text, bool deletesSpace)
    {
        var all = new StringBuilder(text.Length);
        var (depthBefore, isOpen) = (0, false);
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var depth = line.TakeWhile(c => c == '>').Count();
            var words = line[depth..];
            words = words.StartsWith(' ') ? words[1..] : words; // a space that was stuffed before it
            var isSignature = words == "-- ";
            if (!isOpen || depth != depthBefore || isSignature)
            {
                all.Append(all.Length > 0 ? "\n" : "").Append('>', depth).Append(depth > 0 ? " " : "");
            }

            isOpen = words.EndsWith(' ') && !isSignature;
            all.Append(isOpen && deletesSpace ? words[..^1] : words);
            depthBefore = depth;
        }

        return all.ToString();
    }
}
