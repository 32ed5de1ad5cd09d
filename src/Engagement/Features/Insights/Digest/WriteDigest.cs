using System.Globalization;
using System.Text;
using Engagement.Features.Insights.Loop;
using Engagement.Features.Insights.Sheets;
using Engagement.Web.Text;

namespace Engagement.Features.Insights.Digest;

/// <summary>What a digest says of a period, for a mail, its plain text and the notice alike.</summary>
/// <param name="Six">The six figures with their change.</param>
/// <param name="Beside">What else came of it, such as money won and spent; a name and a value.</param>
/// <param name="Read">The articles that were read most.</param>
/// <param name="Asked">Those that raised most questions.</param>
/// <param name="Waiting">Clients who wait for an answer now.</param>
/// <param name="Most">So many are counted at most.</param>
internal sealed record DigestWords(
    Period Period, string Title, IReadOnlyList<KeyFigure> Six, IReadOnlyList<KeyValuePair<string, string>> Beside,
    IReadOnlyList<DigestArticle> Read, IReadOnlyList<DigestArticle> Asked, int Waiting, int Most)
{
    public string WaitingWords => Waiting == 0 ? "Every client has been answered."
        : $"{Waiting}{(Waiting == Most ? " or more" : "")} {(Waiting == 1 ? "client waits" : "clients wait")} for an answer.";

    /// <summary>As plain text. No words of clients: it goes by mail.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder();
            foreach (var figure in Six)
            {
                text.Append(CultureInfo.InvariantCulture, $"{figure.Name}: {figure.Number} ({figure.Change})\n");
            }

            foreach (var (name, value) in Beside)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\n");
            }

            Top(text, "Read most", Read);
            Top(text, "Raised questions", Asked);
            return text.Append(WaitingWords).ToString();
        }
    }

    private static void Top(StringBuilder text, string name, IReadOnlyList<DigestArticle> articles)
    {
        if (articles.Count > 0)
        {
            text.Append(name).Append(": ").AppendJoin("; ", articles.Select(a => Sentence.Of($"{a.Title} ({a.Number:N0})"))).Append(".\n");
        }
    }
}

/// <param name="Href">Its loop, a path in this portal.</param>
internal sealed record DigestArticle(string Title, string Href, long Number);

/// <summary>
/// Reads what a digest says: the six figures with their change, what was read most, what raised questions, and who waits.
/// </summary>
internal sealed class WriteDigest(ReadFunnel loop, ReadReports sheets)
{
    private const int Most = 5;

    public async Task<DigestWords> RunAsync(Period period, CancellationToken ct)
    {
        var now = await loop.RunAsync(FunnelScope.All, period, ct);
        var before = await loop.RunAsync(FunnelScope.All, period.Before, ct);
        List<KeyValuePair<string, string>> beside = [];
        if (now.Won.Count > 0)
        {
            beside.Add(new("Opportunities won", $"{now.Won.Sum(w => w.Number):N0}, "
                + $"worth {string.Join(" and ", now.Won.Select(w => w.Price))}"));
        }

        if (now.Cost.Count > 0)
        {
            beside.Add(new("Billed by networks", string.Join(" and ", now.Cost)));
        }

        return new(
            period, string.Create(CultureInfo.InvariantCulture, $"Insights, {period.Words}: {now.Posts.Number:N0} "
                + $"{(now.Posts.Number == 1 ? "post" : "posts")}, {now.Visits.People:N0} {(now.Visits.People == 1 ? "visit" : "visits")}, "
                + $"{now.Tickets:N0} {(now.Tickets == 1 ? "ticket" : "tickets")}, {now.Solved.Number:N0} solved"),
            KeyFigure.Six(now, before), beside, await TopAsync("articles", period, ct), await TopAsync("questions", period, ct),
            (await sheets.RunAsync("unanswered", period, null, ct))!.Rows.Count, DeskReports.MostWaiting);
    }

    private async Task<IReadOnlyList<DigestArticle>> TopAsync(string key, Period period, CancellationToken ct) =>
        [.. (await sheets.RunAsync(key, period, null, ct))!.Rows.Where(r => r[1].Value is > 0L).Take(Most)
            .Select(r => new DigestArticle((string)r[0].Value!, r[0].Href!, (long)r[1].Value!))];
}
