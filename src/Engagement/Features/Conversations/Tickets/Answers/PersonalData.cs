using System.Text.RegularExpressions;
using Engagement.Features.Content.Templates;

namespace Engagement.Features.Conversations.Tickets.Answers;

/// <summary>Something in a reply that seems to be a person's own.</summary>
/// <param name="What">What it seems to be: "an e-mail address".</param>
/// <param name="Masked">Enough of it to find it by.</param>
internal sealed record PersonalMark(string What, string Masked);

/// <summary>
/// Looks for what should not stand where everybody reads: e-mail addresses, telephone numbers, IBANs (with their check digits, ISO 13616),
/// card numbers (Luhn, ISO/IEC 7812) and account numbers that are called so. It errs on the side of asking; it does not prove that words
/// are harmless.
/// </summary>
internal static partial class PersonalData
{
    private const int Timeout = 200;

    /// <param name="ours">What we say of ourselves, such as the address we are reached at, is nobody's secret.</param>
    public static IReadOnlyList<PersonalMark> In(string text, Brand ours)
    {
        var known = $"{ours.Website} {ours.Signature} {ours.Hours}";
        var words = Address().Replace(text, " ");
        var found = new List<PersonalMark>();
        Take(Mail(), "an e-mail address", _ => true);
        Take(Iban(), "an IBAN", IsIban);
        Take(Card(), "a card number", IsCard);
        Take(Account(), "an account number", _ => true);
        Take(Phone(), "a telephone number", candidate => candidate.Count(char.IsAsciiDigit) is >= 7 and <= 15);
        return found;

        void Take(Regex shape, string what, Func<string, bool> holds)
        {
            foreach (Match match in shape.Matches(words))
            {
                var value = match.Value.Trim();
                if (holds(value) && !known.Contains(value, StringComparison.OrdinalIgnoreCase))
                {
                    found.Add(new(what, Mask(value)));
                    words = words.Replace(match.Value, " ", StringComparison.Ordinal); // told once, as what it is first
                }
            }
        }
    }

    /// <summary>In a sentence; null where there is nothing.</summary>
    public static string? Warning(IReadOnlyList<PersonalMark> marks) => marks.Count == 0
        ? null
        : $"Everybody can read this reply, and it seems to hold "
            + $"{string.Join(" and ", marks.Take(3).Select(m => $"{m.What} ({m.Masked})"))}. Take it out or ask for a private message; "
            + $"or confirm that it may be public.";

    private static string Mask(string value) => value.Length <= 6 ? $"{value[..1]}…" : $"{value[..3]}…{value[^2..]}";

    private static bool IsIban(string candidate)
    {
        var iban = candidate.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        if (iban.Length is < 15 or > 34)
        {
            return false;
        }

        var rest = 0;
        foreach (var c in iban[4..] + iban[..4])
        {
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + c - '0') % 97 : ((rest * 100) + c - 'A' + 10) % 97;
        }

        return rest == 1;
    }

    private static bool IsCard(string candidate)
    {
        var digits = candidate.Where(char.IsAsciiDigit).Select(c => c - '0').ToArray();
        if (digits.Length is < 13 or > 19)
        {
            return false;
        }

        var sum = digits.Reverse().Select((d, i) => i % 2 == 0 ? d : d * 2 > 9 ? (d * 2) - 9 : d * 2).Sum();
        return sum % 10 == 0;
    }

    [GeneratedRegex(@"https?://\S+", RegexOptions.IgnoreCase, Timeout)]
    private static partial Regex Address();

    // Not @name@server, which is a handle.
    [GeneratedRegex(@"(?<![@\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63})+", RegexOptions.None, Timeout)]
    private static partial Regex Mail();

    [GeneratedRegex(@"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}\b", RegexOptions.IgnoreCase, Timeout)]
    private static partial Regex Iban();

    [GeneratedRegex(@"(?<![\d#])(?:\d[ -]?){12,18}\d(?!\d)", RegexOptions.None, Timeout)]
    private static partial Regex Card();

    [GeneratedRegex(@"\b(?:account|acct|customer|contract|konto|kunden|vertrags?|compte|client|cuenta)[\w-]{0,10}[ "
        + @".:#-]{0,3}(?:(?:no|nr|number|nummer|numéro|número)\b[.:]?[ #]{0,2})?(?:is |ist )?\d[\d -]{3,18}\d\b",
        RegexOptions.IgnoreCase, Timeout)]
    private static partial Regex Account();

    // With a leading + or 0, as people write them; a date or a version begins with neither.
    [GeneratedRegex(@"(?<![\w#.])(?:\+\d|\(?0\d)[\d ()/.-]{5,18}\d(?!\w)", RegexOptions.None, Timeout)]
    private static partial Regex Phone();
}
