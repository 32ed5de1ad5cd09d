using System.Collections.Concurrent;
using Engagement.Data;
using Engagement.Features.Conversations.Realtime;
using Engagement.Features.Conversations.Sla;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Insights.Rollups;
using Engagement.Tests.Data.Recorded;
using Engagement.Tests.Desk;
using Microsoft.Extensions.Logging.Abstractions;

namespace Engagement.Tests.Data;

/// <summary>
/// On SQL Server a row's number is given before it is committed, and readers do not wait for it: of transactions side by side the one with
/// the lower number may be seen later. SQLite writes one after the other, so here the row with the lower number is put in later by hand.
/// </summary>
public sealed class LateCommitsTests
{
    private static readonly Sql NewestSeq = Sql.Portable("select max(Seq) from TicketEvents");

    private static readonly Sql InsertLate = Sql.Portable(
        """
        insert into TicketEvents (Seq, Id, TicketId, Kind, Before, After, BeforeId, AfterId, Actor, ActorId, OccurredAt)
        values (@Seq, @Id, @TicketId, @Kind, @Before, @After, null, null, 'Mia', null, @At)
        """);

    private static readonly Sql Solve = Sql.Portable("update Tickets set Status = 'Solved', SolvedAt = @Now where Id = @Id");

    private static readonly Sql SolvedAt = Sql.Portable("select SolvedAt from TicketTimes where TicketId = @Id");

    private static readonly Sql Position = Sql.Portable("select Position from Rollups where Name = 'desk'");

    // So the numbers of one ticket are seen in their order, and who reads past one (the rules, an answer about to go out) passes none over.
    [Theory, OnEachDatabase]
    internal async Task Events_and_messages_of_a_ticket_take_their_numbers_under_its_lock(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var ran = Listen();
        await desk.HearAsync(desk.Said("m1"), desk.Said("m2", answers: "m1", root: "m1"));
        var ticket = await desk.TicketAsync();
        Done(await desk.Get<AddNote>().RunAsync(new(ticket.Id, "Known.", "Mia", desk.AgentId), Stop));
        Done(await desk.Get<TagTicket>().RunAsync(new(ticket.Id, "vpn", null, "Mia", desk.AgentId), Stop));
        await desk.AnswerAsync(ticket.Id);
        await desk.SetAsync(ticket.Id, TicketStatus.Solved);

        var all = ran.ToList();
        Assert.InRange(all.Count(sql => sql == LogSql.InsertEvents), 7, 40);
        Assert.Equal(4, all.Count(sql => sql == LogSql.InsertMessages));

        // Events stand behind the messages and their words that are written with them, and all of these behind the tickets.
        var locks = new[] { LogSql.Touch, LogSql.FallBehind, LogSql.InsertTickets };
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i] == LogSql.InsertMessages)
            {
                Assert.Contains(all[i - 1], locks);
            }
            else if (all[i] == LogSql.InsertEvents)
            {
                Assert.Contains(all[i - 2] == LogSql.InsertMessages ? all[i - 3] : all[i - 1], locks);
            }
        }
    }

    [Theory, OnEachDatabase]
    internal async Task The_rules_lock_the_ticket_before_they_look_at_its_log(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        var ran = Listen();

        await desk.Get<TrackClocks>().RunAsync(Stop);

        var looks = ran.Select(sql => sql.Text(dialect)).Where(text => text.Contains("RulesSeq", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, looks.Count);
        Assert.StartsWith("update Tickets set RulesSeq = RulesSeq", looks[0], StringComparison.Ordinal);
        Assert.Contains("e.Seq > t.RulesSeq", looks[1], StringComparison.Ordinal);
    }

    // A batch of replies is hundreds of events; what was committed beside it had higher numbers, and its pages were never told.
    [Fact]
    public async Task Open_pages_are_told_of_an_event_that_comes_late_by_a_thousand_numbers_and_once()
    {
        await using var desk = await DeskRoom.OpenAsync(Dialect.Sqlite);
        var (late, other) = await TwoAsync(desk);
        var hints = new LiveHints();
        var watch = new WatchChanges(desk.Db, hints, desk.Clock, NullLogger<WatchChanges>.Instance);
        using var page = hints.Listen();
        await watch.LookAsync(Stop);
        var newest = await desk.Db.ScalarAsync<long>(NewestSeq, ct: Stop);

        await InsertAsync(desk, newest + 1_500, other, "tag", "vpn", desk.Clock.Now());
        await watch.LookAsync(Stop);
        Assert.Equal([other], (await page.NextAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Stop)).Tickets);

        desk.Clock.Advance(TimeSpan.FromSeconds(40));
        await InsertAsync(desk, newest + 2, late, "tag", "vpn", desk.Clock.Now());
        await watch.LookAsync(Stop);
        Assert.Equal([late], (await page.NextAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Stop)).Tickets);

        // Neither again; and what never came is given up.
        desk.Clock.Advance(TimeSpan.FromMinutes(3));
        var ran = Listen();
        await watch.LookAsync(Stop);
        await InsertAsync(desk, newest + 3, late, "tag", "mail", desk.Clock.Now());
        await InsertAsync(desk, newest + 1_501, other, "tag", "mail", desk.Clock.Now());
        await watch.LookAsync(Stop);
        Assert.Equal([other], (await page.NextAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Stop)).Tickets);
        Assert.DoesNotContain(ran, sql => sql.Text(Dialect.Sqlite).Contains("json_each(@Seqs)", StringComparison.Ordinal));
    }

    // An answer that turned out to be out is dated when the network had it. It made what came beside it look old.
    [Fact]
    public async Task Sums_are_made_of_an_event_that_comes_late_beside_one_that_was_dated_back()
    {
        await using var desk = await DeskRoom.OpenAsync(Dialect.Sqlite);
        var (late, other) = await TwoAsync(desk);
        var sums = desk.Get<RollUpDesk>();
        await sums.RunAsync(Stop);
        desk.Clock.Advance(TimeSpan.FromMinutes(3));
        var newest = await desk.Db.ScalarAsync<long>(NewestSeq, ct: Stop);

        await InsertAsync(desk, newest + 9, other, "answered", null, desk.Clock.Now().AddHours(-2));
        await sums.RunAsync(Stop);
        Assert.Equal(newest, await desk.Db.ScalarAsync<long>(Position, ct: Stop)); // what had settled when it began

        var now = desk.Clock.Now();
        await desk.Db.ExecuteAsync(Solve, new { Id = late, Now = now }, Stop);
        await InsertAsync(desk, newest + 4, late, "status", "Solved", now);
        await sums.RunAsync(Stop);
        Assert.Equal(now, await desk.Db.ScalarAsync<DateTimeOffset?>(SolvedAt, new { Id = late }, Stop));

        desk.Clock.Advance(TimeSpan.FromMinutes(3));
        await sums.RunAsync(Stop);
        Assert.Equal(newest + 9, await desk.Db.ScalarAsync<long>(Position, ct: Stop));
        Assert.Equal(0, await sums.RunAsync(Stop));
    }

    private static async Task<(Guid Late, Guid Other)> TwoAsync(DeskRoom desk)
    {
        await desk.HearAsync(desk.Said("m1"), desk.Said("m2", by: "ben"));
        var tickets = await desk.TicketsAsync();
        return (tickets[0].Id, tickets[1].Id);
    }

    private static Task InsertAsync(DeskRoom desk, long seq, Guid ticket, string kind, string? after, DateTimeOffset at)
    {
        var before = kind == "status" ? "New" : null;
        var row = new { Seq = seq, Id = Ids.New(desk.Clock), TicketId = ticket, Kind = kind, Before = before, After = after, At = at };
        return desk.Db.ExecuteAsync(InsertLate, row, Stop);
    }

    private static ConcurrentQueue<Sql> Listen()
    {
        var ran = new ConcurrentQueue<Sql>();
        RecordedRun.TellAlso(ran.Enqueue);
        return ran;
    }

    private static void Done<T>(Result<T> answer) => Assert.IsType<Result<T>.Done>(answer);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
