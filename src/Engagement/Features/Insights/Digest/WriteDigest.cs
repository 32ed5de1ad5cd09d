using System.Globalization;
using System.Text;
using Engagement.Features.Insights.Loop;
using Engagement.Features.Insights.Sheets;

namespace Engagement.Features.Insights.Digest;

/// <summary>The digest's words: the six figures with their change, what was read most, what raised questions, and who waits.</summary>
internal sealed class WriteDigest(ReadLoop loop, ReadSheets sheets)
{
    private const int Most = 3;

    public async Task<(string Title, string Body)> RunAsync(Period period, CancellationToken ct)
    {
        var now = await loop.RunAsync(LoopScope.All, period, ct);
        var before = await loop.RunAsync(LoopScope.All, period.Before, ct);
        var body = new StringBuilder();
        foreach (var figure in KeyFigure.Six(now, before))
        {
            body.Append(CultureInfo.InvariantCulture, $"{figure.Name}: {figure.Number} ({figure.Change})\n");
        }

        await TopAsync(body, "Read most", "articles", period, ct);
        await TopAsync(body, "Raised questions", "questions", period, ct);
        var waiting = (await sheets.RunAsync("unanswered", period, null, ct))!.Rows.Count;
        body.Append(waiting == 0 ? "Every client has been answered." : $"{waiting}{(waiting == 100 ? " or more" : "")} {(waiting == 1 ? "client waits" : "clients wait")} for an answer.");
        return ($"Insights, {period.Words}: {now.Posts.Number:N0} posts, {now.Visits.People:N0} visits, {now.Tickets:N0} tickets, {now.Solved.Number:N0} solved", body.ToString());
    }

    private async Task TopAsync(StringBuilder body, string name, string key, Period period, CancellationToken ct)
    {
        if ((await sheets.RunAsync(key, period, null, ct))!.Rows is { Count: > 0 } rows)
        {
            body.Append(name).Append(": ").AppendJoin("; ", rows.Take(Most).Select(r => $"{r[0].Value} ({r[1].Value:N0})")).Append(".\n");
        }
    }
}
