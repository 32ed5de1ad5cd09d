using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Listening;

/// <summary>What a client asks later under the same post is a ticket of its own, in the shapes in which networks tell of it.</summary>
public sealed class OwnQuestionsTests
{
    // Parent and root as networks name them: X the conversation, Bluesky and LinkedIn the post, Mastodon no root at all.
    [Theory, OnEachDatabase]
    internal async Task A_client_who_answers_the_post_again_asks_something_else(Dialect dialect)
    {
        foreach (var root in new[] { "post-1", null })
        {
            await using var desk = await DeskRoom.OpenAsync(dialect);
            var post = await desk.PublishAsync("post-1");
            await desk.HearAsync(desk.Said("q1", "How do I reset it?", answers: "post-1", root: root));
            await desk.HearAsync(desk.Said("q2", "Where is my invoice?", answers: "post-1", root: root));

            var tickets = await desk.TicketsAsync();
            Assert.Equal(["How do I reset it?", "Where is my invoice?"], tickets.Select(t => t.Subject));
            Assert.All(tickets, t => Assert.Equal((post.PostId, post.ArticleId, null), (t.PostId, t.ArticleId, t.FollowUpOfId)));

            // What is said to either comes to it: their own words, and answers to ours.
            await desk.HearAsync(desk.Said("q1.1", "It says no.", answers: "q1", root: root),
                desk.Said("q2.1", "Of May.", answers: "q2", root: root));
            var ours = await AnswerAsync(desk, tickets[0].Id, "out-1");
            await desk.HearAsync(desk.Said("q1.2", "Thank you.", answers: ours, root: root));
            Assert.Equal(["q1", "q1.1", "out-1", "q1.2"], await SaidAsync(desk, tickets[0].Id));
            Assert.Equal(["q2", "q2.1"], await SaidAsync(desk, tickets[1].Id));
            Assert.Equal(2, (await desk.TicketsAsync()).Count);
        }
    }

    [Theory, OnEachDatabase]
    internal async Task Switched_off_all_of_a_client_under_a_post_stands_in_one_ticket(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.PublishAsync("post-1");
        await desk.Db.InTransactionAsync(tx => OwnQuestions.SaveAsync(tx, isOn: false, desk.Clock.GetUtcNow(), "Mia", Stop), Stop);

        await desk.HearAsync(desk.Said("q1", answers: "post-1", root: "post-1"), desk.Said("q2", answers: "post-1", root: "post-1"));

        Assert.Equal(["q1", "q2"], await SaidAsync(desk, (await desk.TicketAsync()).Id));
    }

    [Theory, OnEachDatabase]
    internal async Task Spam_under_a_post_stays_with_spam(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.PublishAsync("post-1");
        await desk.HearAsync(desk.Said("q1", "Buy!", answers: "post-1", root: "post-1"));
        await desk.Get<MarkSpam>().RunAsync(new((await desk.TicketAsync()).Id, IsSpam: true, Block: false, "Mia", desk.AgentId), Stop);

        await desk.HearAsync(desk.Said("q2", "Buy more!", answers: "post-1", root: "post-1"));

        Assert.Equal(["q1", "q2"], await SaidAsync(desk, (await desk.TicketAsync()).Id));
    }

    [Theory, OnEachDatabase]
    internal async Task A_part_of_a_conversation_that_we_cannot_place_stays_in_the_first_ticket(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.PublishAsync("post-1");
        await desk.HearAsync(desk.Said("q1", answers: "post-1", root: "post-1"), desk.Said("q2", answers: "post-1", root: "post-1"));

        await desk.HearAsync(desk.Said("x1", "Same here.", answers: "a-strangers-words", root: "post-1"));

        Assert.Equal(["q1", "x1"], await SaidAsync(desk, (await desk.TicketsAsync())[0].Id));
    }

    private static async Task<string> AnswerAsync(DeskRoom desk, Guid ticketId, string remoteId)
    {
        var sent = Assert.IsType<Result<ReplyToTicket.Sent>.Done>(
            await desk.Get<ReplyToTicket>().RunAsync(new(ticketId, "Try this.", "Mia", desk.AgentId), Stop)).Value;
        await desk.SentAsync(sent.DeliveryId, remoteId);
        return remoteId;
    }

    private static async Task<IEnumerable<string?>> SaidAsync(DeskRoom desk, Guid ticketId) =>
        (await desk.MessagesAsync(ticketId)).OrderBy(m => m.Seq).Select(m => m.RemoteId ?? "out-1");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
