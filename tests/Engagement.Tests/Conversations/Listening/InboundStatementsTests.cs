using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Conversations.Rules;
using Engagement.Features.Conversations.Tickets;
using Engagement.Outbox;
using Engagement.Tests.Data;
using Engagement.Tests.Data.Recorded;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Listening;

/// <summary>
/// What a client's words may cost the database, from the page they are read on to their ticket. On SQL Server each statement is a way there
/// and back, and in a transaction others wait for it.
/// </summary>
public sealed class InboundStatementsTests
{
    private const int MostForOne = 20;
    private const int MostInABatch = 6;

    // DeskRoom's look at what is due.
    private const int OfTheTest = 1;

    private static readonly Sql Assign = Sql.Portable("update Tickets set AssigneeId = @Me where Number = @Number");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    internal async Task A_reply_to_a_post_by_somebody_new_that_opens_a_ticket(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.PublishAsync("post-1");
        await desk.HearAsync(desk.Said("m1", by: "bob")); // the first number of all is a statement more

        var counted = await CountedStatements.OfAsync(() => desk.HearAsync(
            desk.Said("r1", "Where do I find the reset link and what do I do with it?", answers: "post-1", root: "post-1")));

        counted.AtMost(MostForOne + OfTheTest, "A reply that opens a ticket");
        Assert.NotNull((await desk.TicketsAsync())[1].PostId);
    }

    [Theory, OnEachDatabase]
    internal async Task A_reply_that_joins_a_ticket(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.PublishAsync("post-1");
        await desk.HearAsync(desk.Said("r1", answers: "post-1", root: "post-1"));

        var counted = await CountedStatements.OfAsync(
            () => desk.HearAsync(desk.Said("r2", "And another thing: it is still not there.", answers: "r1", root: "post-1")));

        counted.AtMost(MostForOne + OfTheTest, "A reply that joins a ticket");
        Assert.Equal(2, (await desk.MessagesAsync((await desk.TicketAsync()).Id)).Count);
    }

    // New people and known ones, new tickets and old ones, some of which are somebody's, wait for the client or were solved; two of our own
    // words, one that was taken back and one of an automated account.
    [Theory, OnEachDatabase]
    internal async Task A_batch_of_fifty_of_all_kinds(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.PublishAsync("post-1");
        await desk.PublishAsync("post-2");
        for (var i = 0; i < 15; i++)
        {
            await desk.HearAsync(desk.Said($"old{i}", by: $"known{i}", answers: "post-1", root: "post-1"));
        }

        var tickets = await desk.TicketsAsync();
        await desk.SetAsync(tickets[0].Id, TicketStatus.Pending);
        await desk.SetAsync(tickets[1].Id, TicketStatus.Solved);
        foreach (var number in new[] { 3, 4, 5 })
        {
            await desk.Db.ExecuteAsync(Assign, new { Me = desk.AgentId, Number = number }, Stop);
        }

        await desk.StoreAsync([.. Fifty(desk).Select((item, i) => item with { CreatedAt = desk.Clock.GetUtcNow().AddSeconds(i) })]);
        var claims = await desk.Get<OutboxTable>().ClaimAsync("a node", StoreInbound.Work, 100, Stop);
        Assert.Equal(50, claims.Count);

        var counted = await CountedStatements.OfAsync(
            () => desk.Get<IngestWork>().RunManyAsync([.. claims.Select(c => c.RefId)], Stop));

        counted.AtMost(50 * MostInABatch, "Fifty replies");
        Assert.All(await desk.ItemsAsync(), item => Assert.Contains(item.State, new[] { "Done", "Ignored" }));
        Assert.Equal(4, (await desk.ItemsAsync()).Count(item => item.State == "Ignored"));
        Assert.Equal(15 + 21, (await desk.TicketsAsync()).Count);
        Assert.Empty(await desk.DueAsync());
    }

    // A rule that holds for few costs little for the others; what it does is there for the words that come after it.
    [Theory, OnEachDatabase]
    internal async Task A_batch_with_rules_that_hold_for_two_of_it(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.PublishAsync("post-1");
        await desk.HearAsync(desk.Said("old", by: "ann", answers: "post-1", root: "post-1"));
        foreach (var (words, action) in new[]
        {
            ("refund", new RuleAction(RuleActions.Status, "Closed")), ("lawyer", new RuleAction(RuleActions.AssignInTurn, "")),
        })
        {
            Assert.IsType<Result<Guid>.Done>(await desk.Get<SaveRule>().RunAsync(
                new(null, 0, words, true, RuleMoment.Message, [new("words", "contain", words)], [action], "Mia"), Stop));
        }

        await desk.StoreAsync([
            .. Enumerable.Range(0, 20).Select(i => desk.Said($"new{i}", $"Number {i}", $"new{i}", "post-1", "post-1")),
            desk.Said("more", "Then I want a refund.", "ann", "old", "post-1") with { CreatedAt = desk.Clock.GetUtcNow().AddSeconds(1) },
            desk.Said("last", "Hello?", "ann", "old", "post-1") with { CreatedAt = desk.Clock.GetUtcNow().AddSeconds(2) },
            desk.Said("lawyer", "My lawyer asks.", "bob", "post-1", "post-1")
                with { CreatedAt = desk.Clock.GetUtcNow().AddSeconds(3) },
        ]);
        var due = await desk.DueAsync();

        var counted = await CountedStatements.OfAsync(() => desk.Get<IngestWork>().RunManyAsync(due, Stop));

        counted.AtMost(23 * MostInABatch, "Twenty-three replies, two of which a rule holds for");
        var tickets = await desk.TicketsAsync();
        Assert.Equal(23, tickets.Count);
        Assert.Equal(TicketStatus.Closed, tickets[0].Status);
        var followUp = Assert.Single(tickets, t => t.FollowUpOfId == tickets[0].Id);
        Assert.Equal("Hello?", followUp.Subject);
        Assert.Equal(desk.AgentId, Assert.Single(tickets, t => t.Subject == "My lawyer asks.").AssigneeId);
        Assert.Equal(Enumerable.Range(1, 23).Select(n => (long)n), tickets.Select(t => t.Number));
        Assert.Equal(["inbound", "rule", "status"], (await desk.EventsAsync(tickets[0].Id)).Skip(2).Select(e => e.Kind));
    }

    private static IEnumerable<InboundItem> Fifty(DeskRoom desk)
    {
        for (var i = 0; i < 15; i++)
        {
            yield return desk.Said($"more{i}", "It is still not there, and I have no idea why.", $"known{i}", $"old{i}", "post-1");
        }

        for (var i = 0; i < 20; i++)
        {
            yield return desk.Said($"new{i}", $"Where do I find the link, number {i}?", $"new{i}", "post-2", "post-2");
        }

        for (var i = 0; i < 10; i++)
        {
            yield return desk.Said($"newer{i}", "Hello?", $"new{i}", $"new{i}", "post-2");
        }

        yield return desk.Said("mention", "Anybody there?", "known1");
        yield return desk.Said("post-2", by: "somebody");
        yield return desk.Said("elsewhere", by: DeskRoom.OurRemoteId);
        yield return desk.Said("gone", by: "known2") with { Deleted = true };
        var bot = desk.Said("bot", "Rain.", "known3");
        yield return bot with { Author = bot.Author with { IsBot = true } };
    }
}
