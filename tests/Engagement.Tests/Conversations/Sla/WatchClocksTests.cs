using Engagement.Data;
using Engagement.Features.Conversations.Sla;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Integrations.Notifications;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Sla;

public sealed class WatchClocksTests
{
    private static readonly Sql Told = Sql.Portable(
        "select Kind, Title, Link, ResolvedAt from Notices where Kind like 'sla.%' order by CreatedAt, Kind");

    private static readonly SlaCalendar Always = new(
        "Always", "UTC", [.. SlaWords.Days.Select(d => new OpenSpan(d, TimeOnly.MinValue, TimeOnly.MinValue))], []);

    [Theory, OnEachDatabase]
    internal async Task The_desk_is_warned_once_before_a_promise_is_broken_and_told_once_when_it_is(Dialect dialect)
    {
        await using var desk = await OpenAsync(dialect);
        var number = (await desk.TicketAsync()).Number;

        await WatchAsync(desk, minutes: 44);
        Assert.Empty(await ToldAsync(desk));

        await WatchAsync(desk, minutes: 1);
        await WatchAsync(desk, minutes: 1);
        Assert.Equal([("sla.warning", $"/tickets/{number}", false)], await ToldAsync(desk));

        await WatchAsync(desk, minutes: 14);
        await WatchAsync(desk, minutes: 60);
        Assert.Equal([("sla.warning", $"/tickets/{number}", true), ("sla.breached", $"/tickets/{number}", false)], await ToldAsync(desk));
    }

    [Theory, OnEachDatabase]
    internal async Task Who_answers_in_time_is_not_told_that_it_is_late_and_the_warning_is_mended(Dialect dialect)
    {
        await using var desk = await OpenAsync(dialect);
        await WatchAsync(desk, minutes: 50);
        await desk.AnswerAsync((await desk.TicketAsync()).Id);

        await WatchAsync(desk, minutes: 100);

        Assert.Equal([("sla.warning", true)], (await ToldAsync(desk)).Select(n => (n.Kind, n.IsMended)));
    }

    [Theory, OnEachDatabase]
    internal async Task After_a_long_outage_what_is_late_is_told_as_late_and_no_longer_warned_of(Dialect dialect)
    {
        await using var desk = await OpenAsync(dialect);

        await WatchAsync(desk, minutes: 600);

        Assert.Equal(["sla.breached"], (await ToldAsync(desk)).Select(n => n.Kind));
    }

    private static async Task<DeskRoom> OpenAsync(Dialect dialect)
    {
        var desk = await DeskRoom.OpenAsync(dialect);
        await desk.Get<ChangeSla>().RunAsync(
            new(0, [new SlaPolicy("Everyone", "Always", new(), FirstReply: 60, NextReply: null, Resolution: null)],
                [Always], "Promised.", "Mia", null), Stop);
        await desk.HearAsync(desk.Said("m1"));
        return desk;
    }

    private static Task WatchAsync(DeskRoom desk, int minutes)
    {
        desk.Clock.Advance(TimeSpan.FromMinutes(minutes));
        return desk.Get<WatchClocks>().RunAsync(Stop);
    }

    private static async Task<IEnumerable<(string Kind, string Link, bool IsMended)>> ToldAsync(DeskRoom desk) =>
        (await desk.Db.QueryAsync<NoticeView>(Told, ct: Stop)).Select(n => (n.Kind, n.Link, n.ResolvedAt is not null));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
