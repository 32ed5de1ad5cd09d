using System.Globalization;
using System.Text.RegularExpressions;
using Engagement.Channels.Tests.Contract;

namespace Engagement.Channels.Tests.LinkedIn;

/// <summary>The notifications of a page: what it is told, asked for by a span of time.</summary>
internal sealed partial class FakeLinkedIn
{
    public bool Disturb { get; set; }

    private Answer Notifications(Call call)
    {
        Query(call, "q", "actions", "organizationalEntity", "timeRange", "start", "count");
        var range = TimeRange().Match(call.Arg("timeRange") ?? "");
        if (call.Arg("q") != "criteria" || call.Arg("organizationalEntity") != Us
            || !range.Success || !Regex.IsMatch(call.Arg("actions")!, @"^List\([A-Z_,]+\)$"))
        {
            throw new No(400, "ILLEGAL_ARGUMENT", "Unknown finder");
        }

        var (from, to) = (long.Parse(range.Groups[1].Value, CultureInfo.InvariantCulture),
            long.Parse(range.Groups[2].Value, CultureInfo.InvariantCulture));
        var actions = call.Arg("actions")![5..^1].Split(',');
        var page = _notifications
            .Where(n => actions.Contains((string)n["action"]!) && (long)n["lastModifiedAt"]! >= from && (long)n["lastModifiedAt"]! <= to)
            .Reverse()
            .Skip(int.Parse(call.Arg("start")!, CultureInfo.InvariantCulture))
            .Take(int.Parse(call.Arg("count")!, CultureInfo.InvariantCulture))
            .ToList();
        if (Disturb)
        {
            Disturb = false;
            page = [.. page.AsEnumerable().Reverse(), .. page];
        }

        return new Answer(200, new { paging = new { start = 0, count = 50 }, elements = page });
    }

    private void Notify(string action, Said said, bool deleted)
    {
        var post = _said.Find(s => s.Object.Length == 0 && Activity(s.Urn) == said.Object);
        var decorated = new { owner = said.Author, text = deleted ? null : said.Text, entity = said.Urn, parentComment = said.Parent };
        _notifications.Add(new()
        {
            ["notificationId"] = ++_lastId,
            ["organizationalEntity"] = Us,
            ["action"] = action,
            ["sourcePost"] = said.Object.Length > 0 ? said.Object : said.Urn,
            ["generatedActivity"] = said.Urn,
            ["lastModifiedAt"] = Clock.GetUtcNow().ToUnixTimeMilliseconds(),
            ["decoratedSourcePost"] = post is null ? null : new { owner = Us, entity = post.Urn, text = post.Text },
            ["decoratedGeneratedActivity"] = said.Object.Length > 0 ? new { comment = decorated } : new { share = decorated },
        });
    }

    [GeneratedRegex(@"^\(start:(\d+),end:(\d+)\)$")]
    private static partial Regex TimeRange();
}
