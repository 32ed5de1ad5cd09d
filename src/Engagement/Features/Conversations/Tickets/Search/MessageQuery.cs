using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets.Search;

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
        var words = SearchWords.Asked(text);
        if (words.Count == 0)
        {
            return null;
        }

        var whole = words[^1].Text.Length > 1 && words[^1].IsBegun ? Of([.. words.SkipLast(1), words[^1] with { IsBegun = false }]) : null;
        return Of(words) with { Whole = whole };
    }

    private static MessageQuery Of(IReadOnlyList<SearchWord> words)
    {
        var match = string.Join(' ', words.Select(word => $"\"{FtsWord.Of(word.Text)}\"{(word.IsBegun ? "*" : "")}"));
        var others = words.Skip(1).Select(word => word.IsBegun ? word.Text + "%" : word.Text);
        return new MessageQuery(match, words[0].Text, words[0].End, Json.Write(others));
    }
}
