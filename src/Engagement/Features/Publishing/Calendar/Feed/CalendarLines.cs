using System.Text;
using Engagement.Channels.Text;

namespace Engagement.Features.Publishing.Calendar.Feed;

/// <summary>
/// The lines of an iCalendar text as RFC 5545, 3.1 wants them: at most 75 octets each, folded between characters as a reader sees them.
/// </summary>
internal static class CalendarLines
{
    private const int MostOctets = 75;
    private const string End = "\r\n";
    private const string Folded = "\r\n ";

    /// <summary>The same lines, folded anew: the library folds between UTF-16 units.</summary>
    public static string Fold(string calendar)
    {
        var folded = new StringBuilder(calendar.Length);
        var lines = calendar.Replace(Folded, "", StringComparison.Ordinal).Split(End);
        for (var i = 0; i < lines.Length; i++)
        {
            folded.Append(i == 0 ? "" : End);
            var octets = 0;
            foreach (var piece in Pieces(lines[i]))
            {
                var more = Encoding.UTF8.GetByteCount(piece);
                if (octets + more > MostOctets)
                {
                    folded.Append(Folded);
                    octets = 1;
                }

                folded.Append(piece);
                octets += more;
            }
        }

        return folded.ToString();
    }

    /// <summary>Words without the controls that RFC 5545 allows nowhere, and without half characters.</summary>
    public static string Plain(string text) =>
        string.Concat(text.EnumerateRunes().Where(r => !Rune.IsControl(r) || r.Value is '\n' or '\r' or '\t').Select(r => r.ToString()));

    // A character of very many marks is cut between them, as it fits into no line.
    private static IEnumerable<string> Pieces(string line)
    {
        var from = 0;
        foreach (var to in Graphemes.Boundaries(line).Where(b => b > 0))
        {
            var piece = line[from..to];
            from = to;
            if (piece.Length < MostOctets / 3)
            {
                yield return piece;
                continue;
            }

            foreach (var rune in piece.EnumerateRunes())
            {
                yield return rune.ToString();
            }
        }
    }
}
