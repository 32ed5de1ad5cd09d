using System.Numerics;
using System.Text;

namespace Engagement.Features.Conversations.Clients;

/// <summary>
/// A text out of which words are struck, in any order and however many: they are looked for in the text as it was, so that a short one
/// does not hide a longer one that it is part of. Letters' case does not count.
/// </summary>
/// <remarks>
/// Of fifty thousand lines nearly all are not in it. That is told for each without going through the text, by whether its first letters
/// stand anywhere in it.
/// </remarks>
internal sealed class StruckText
{
    /// <summary>Stands where something was.</summary>
    public const string Mark = "[…]";

    private const int Letters = 8;

    private readonly string _text;
    private readonly bool[] _struck;
    private readonly ulong[] _beginnings; // a bit for what the letters from each place on come to; two may share one

    public StruckText(string text)
    {
        _text = text;
        _struck = new bool[text.Length];
        _beginnings = new ulong[BitOperations.RoundUpToPowerOf2((uint)(text.Length / 8) + 1)];
        for (var at = 0; at + Letters <= text.Length; at++)
        {
            var (word, bit) = PlaceOf(text.AsSpan(at, Letters));
            _beginnings[word] |= bit;
        }
    }

    public void Strike(ReadOnlySpan<char> words)
    {
        if (words.Length == 0 || words.Length > _text.Length || !MayHave(words))
        {
            return;
        }

        for (var from = 0; _text.AsSpan(from).IndexOf(words, StringComparison.OrdinalIgnoreCase) is >= 0 and var found;)
        {
            _struck.AsSpan(from + found, words.Length).Fill(true);
            from += found + words.Length;
        }
    }

    /// <summary>What is left.</summary>
    public override string ToString()
    {
        var struck = _struck.AsSpan();
        if (!struck.Contains(true))
        {
            return _text;
        }

        var left = new StringBuilder();
        for (var at = 0; at < struck.Length;)
        {
            var next = struck[at..].IndexOf(!struck[at]);
            var end = next < 0 ? struck.Length : at + next;
            _ = struck[at] ? left.Append(Mark) : left.Append(_text, at, end - at);
            at = end;
        }

        return left.ToString();
    }

    private bool MayHave(ReadOnlySpan<char> words)
    {
        if (words.Length < Letters)
        {
            return true;
        }

        var (word, bit) = PlaceOf(words[..Letters]);
        return (_beginnings[word] & bit) != 0;
    }

    private (int Word, ulong Bit) PlaceOf(ReadOnlySpan<char> letters)
    {
        var hash = (uint)string.GetHashCode(letters, StringComparison.OrdinalIgnoreCase);
        return ((int)((hash >> 6) & (uint)(_beginnings.Length - 1)), 1UL << (int)(hash & 63));
    }
}
