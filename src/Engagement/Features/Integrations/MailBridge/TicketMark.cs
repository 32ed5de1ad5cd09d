using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Engagement.Features.Integrations.MailBridge;

/// <summary>
/// How a mail names its ticket: in its ids, which answers carry along, and in its subject for desks that drop them. Signed, because a
/// sender's address proves nothing: only whoever got our mail about a ticket can answer on it.
/// </summary>
internal static partial class TicketMark
{
    private const int MarkBytes = 10;

    /// <summary>As it stands in a subject: <c>[#123-0a1b…]</c>.</summary>
    public static string OfSubject(string secret, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"[#{number}-{Mac(secret, number)}]");

    /// <summary>The id of all mail about a ticket: each refers to it, so mail programs show them as one.</summary>
    public static string OfThread(string secret, long number, string domain) =>
        string.Create(CultureInfo.InvariantCulture, $"t{number}.{Mac(secret, number)}@{domain}");

    /// <summary>The ticket a mail answers on, found in the ids it refers to or in its subject; null: none of ours.</summary>
    public static long? Find(string secret, IEnumerable<string> ids, string subject) =>
        ids.Select(id => InId().Match(id)).Append(InSubject().Match(subject))
            .Select(m => Number(secret, m)).FirstOrDefault(n => n is not null);

    /// <summary>Does a line hold what only our subjects hold, genuine or not?</summary>
    public static bool IsIn(string line) => line.Contains("[#", StringComparison.Ordinal) && InSubject().IsMatch(line);

    private static long? Number(string secret, Match mark) =>
        mark.Success && long.TryParse(mark.Groups[1].Value, CultureInfo.InvariantCulture, out var number)
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Mac(secret, number)),
            Encoding.ASCII.GetBytes(mark.Groups[2].Value)) ? number : null;

    private static string Mac(string secret, long number) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret),
            Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture))).AsSpan(0, MarkBytes));

    [GeneratedRegex(@"^<?t(\d{1,18})\.([0-9a-f]{20})[.@]", RegexOptions.IgnoreCase)]
    private static partial Regex InId();

    [GeneratedRegex(@"\[#(\d{1,18})-([0-9a-f]{20})\]", RegexOptions.IgnoreCase)]
    private static partial Regex InSubject();
}
