using System.Collections.Frozen;
using System.Globalization;

namespace Engagement.Channels.X;

/// <summary>The emoji sequences that X counts as one (see Data/README.md).</summary>
internal static class XEmoji
{
    private static readonly FrozenDictionary<string, bool> MayPrecedeTextSelector = Read();
    private static readonly FrozenDictionary<string, bool>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        MayPrecedeTextSelector.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<char> First = MayPrecedeTextSelector.Keys.Select(s => s[0]).ToFrozenSet();
    private static readonly int Longest = MayPrecedeTextSelector.Keys.Max(s => s.Length);

    // Variation selector 15 after an emoji asks for its plain, textual form.
    private const char TextSelector = '\ufe0e';

    /// <summary>How many UTF-16 units the emoji at the start of this text takes; 0 when there is none.</summary>
    public static int LengthAt(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !First.Contains(text[0]))
        {
            return 0;
        }

        for (var length = Math.Min(Longest, text.Length); length > 0; length--)
        {
            if (Lookup.TryGetValue(text[..length], out var always) && (always || length == text.Length || text[length] != TextSelector))
            {
                return length;
            }
        }

        return 0;
    }

    private static FrozenDictionary<string, bool> Read()
    {
        var all = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var line in XData.Lines("emoji.txt"))
        {
            var sequence = string.Concat(line.TrimStart('!').Split(' ')
                .Select(hex => char.ConvertFromUtf32(int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
            all[sequence] = all.GetValueOrDefault(sequence) || line[0] != '!';
        }

        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
