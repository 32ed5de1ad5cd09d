using Engagement.Data;

namespace Engagement.Features.Tickets.Search;

/// <summary>
/// What somebody looks for: tickets with a message that has all the words, the last of which may be only begun, unless so many
/// messages have it as it stands that nobody would get to the others. The newest <see cref="Most"/> such messages are looked at;
/// whoever looks for something older says one word more.
/// </summary>
/// <param name="Match">For FTS5.</param>
/// <param name="First">The first word, or its beginning.</param>
/// <param name="FirstEnd">What comes after everything that begins with it.</param>
/// <param name="OthersJson">The other words, each as the pattern it is to be like.</param>
internal sealed record MessageQuery(string Match, string First, string FirstEnd, string OthersJson)
{
    /// <summary>So many tickets are put in order in a few milliseconds; more would be felt.</summary>
    public const int Most = 500;

    /// <summary>The same with its last word as it stands; null where none is only begun.</summary>
    public MessageQuery? Whole { get; private init; }

    /// <returns>Null: there is no word in it.</returns>
    public static MessageQuery? Of(string text)
    {
        var words = SearchWords.Of(text);
        if (words.Count == 0)
        {
            return null;
        }

        // Only the last may be unfinished, unless something that is no letter ends it. Of one letter there would be too many.
        var begun = words[^1].Length > 1 && char.IsLetterOrDigit(text.TrimEnd()[^1]);
        return begun ? Of(words, begun: true) with { Whole = Of(words, begun: false) } : Of(words, begun: false);
    }

    private static MessageQuery Of(IReadOnlyList<string> words, bool begun)
    {
        var match = string.Join(' ', words.Select((word, i) => $"\"{word}\"{(begun && i == words.Count - 1 ? "*" : "")}"));
        var others = words.Skip(1).Select((word, i) => i == words.Count - 2 && begun ? word + "%" : word);
        var first = words[0];
        return new MessageQuery(match, first, first + (words.Count == 1 && begun ? "\uffff" : "\u0001"), Json.Write(others));
    }
}
