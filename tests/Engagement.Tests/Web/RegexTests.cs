using System.Reflection;
using System.Text.RegularExpressions;
using Engagement.Channels;
using Engagement.Features.Conversations.Tickets;
using Engagement.Host;

namespace Engagement.Tests.Web;

/// <summary>Every regular expression of the product, found by its attribute: none may be asked for ever, and none gives up on a long
/// text.</summary>
public sealed class RegexTests
{
    private const int Length = 60_000;

    private static readonly string[] Parts =
    [
        "a", "A", " ", "\t", "\n", "1", "-", "_", ".", ",", "/", ":", "@", "#", "$", "{", "}", "[", "]", "(", ")", "<", "\"", "'", "\\",
            "*", "`", "é", "語", "\u200d", "&#",
        "a ", "a.", "a-", "a_", ".a", "@a", "#a", "1 ", "1-", "a@", "a@a.", "a@b.cc ", "a=\"", "a='b' ", "[a", "](", "[!a[", "{a",
            "{hashtag|", "\\}", "<a ", " href=\"",
        "http://", "https://a", "://", "On a", "On a wrote", "From: a@", "Am a schrieb ", "__", "-- ", "konto ", "account 1 ", "AB12 ",
            "+1 ", "(0", ", dddd", "**a", "![a](", "1. a\n",
        "Mozilla/5.0 (compatible; ", "bot ", "<!ENTITY a \"", "&#1;", "> [!a", "mon, 1 jan 2026 ", "10:00:00.", "2026-01-01T", "am ",
            "a:b:", "%a", "$a.b", "preview ",
    ];

    public static TheoryData<string> All => [.. Expressions().Select(m => m.Name).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_regular_expression_has_a_limit_and_a_long_text_does_not_reach_it(string name)
    {
        var regex = Expressions().First(m => m.Name == name).Regex;
        Assert.True(regex.MatchTimeout != Regex.InfiniteMatchTimeout
            || regex.Options.HasFlag(RegexOptions.NonBacktracking), "It has no limit.");

        if (regex.MatchTimeout > TimeSpan.Zero && regex.MatchTimeout < ProcessDefaults.RegexLimit)
        {
            return; // it has a limit of its own, and whoever asks it says what happens then
        }

        var gaveUp = new List<string>();
        foreach (var part in Parts)
        {
            var text = HostileText.Many(part, Length / part.Length);
            foreach (var whole in (string[])[text, text + "!", "a" + text + "\n!", "\"" + text, "https://" + text])
            {
                // A pause of the machine is not the expression's: what goes back and forth gives up each time.
                if (GivesUp(regex, whole) && GivesUp(regex, whole) && GivesUp(regex, whole))
                {
                    gaveUp.Add(whole[..Math.Min(20, whole.Length)]);
                    break;
                }
            }
        }

        Assert.Empty(gaveUp);
    }

    private static bool GivesUp(Regex regex, string text)
    {
        try
        {
            foreach (var _ in regex.EnumerateMatches(text))
            {
            }

            return false;
        }
        catch (RegexMatchTimeoutException)
        {
            return true;
        }
    }

    private static IEnumerable<(string Name, Regex Regex)> Expressions() =>
        from assembly in (Assembly[])[typeof(TicketRow).Assembly, typeof(ChannelCatalog).Assembly]
        from type in assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
        where method.GetCustomAttribute<GeneratedRegexAttribute>() is not null
        select ($"{type.FullName}.{method.Name}", (Regex)method.Invoke(null, null)!);
}
