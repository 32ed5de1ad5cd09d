using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Conversations.Listening.Chain;
using Engagement.Features.Conversations.Tickets;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Listening;

public sealed class InboundChainTests
{
    [Theory, OnEachDatabase]
    internal async Task A_clients_reply_to_a_post_becomes_a_new_ticket_that_knows_the_post_and_the_article(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var post = await desk.PublishAsync("post-1");

        await desk.HearAsync(desk.Said("r1", "Where do I find the reset link?", answers: "post-1", root: "post-1"));

        var ticket = await desk.TicketAsync();
        Assert.Equal(
            (1L, TicketStatus.New, "Where do I find the reset link?", post.DeliveryId, post.PostId, post.ArticleId),
            (ticket.Number, ticket.Status, ticket.Subject, ticket.DeliveryId!.Value, ticket.PostId!.Value, ticket.ArticleId!.Value));
        var message = Assert.Single(await desk.MessagesAsync(ticket.Id));
        Assert.Equal(("inbound", "Ann", "@ann", "Where do I find the reset link?"),
            (message.Kind, message.AuthorName, message.Handle, message.Body));
        Assert.Equal(["created", "inbound"], (await desk.EventsAsync(ticket.Id)).Select(e => e.Kind));
    }

    [Theory, OnEachDatabase]
    internal async Task More_words_of_a_client_in_one_thread_stand_on_one_ticket(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.PublishAsync("post-1");

        await desk.HearAsync(
            desk.Said("r1", answers: "post-1", root: "post-1"),
            desk.Said("r2", "And another thing.", answers: "r1", root: "post-1"),
            desk.Said("r3", "Hello?", answers: "r2", root: "post-1"));

        var ticket = await desk.TicketAsync();
        Assert.Equal(["r1", "r2", "r3"], (await desk.MessagesAsync(ticket.Id)).Select(m => m.RemoteId).Order());
    }

    [Theory, OnEachDatabase]
    internal async Task Two_clients_under_one_post_have_a_ticket_each(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var post = await desk.PublishAsync("post-1");

        await desk.HearAsync(
            desk.Said("r1", by: "ann", answers: "post-1", root: "post-1"),
            desk.Said("r2", by: "bob", answers: "r1", root: "post-1"));

        var tickets = await desk.TicketsAsync();
        Assert.Equal([1, 2], tickets.Select(t => t.Number));
        Assert.NotEqual(tickets[0].ClientId, tickets[1].ClientId);
        Assert.All(tickets, t => Assert.Equal(post.ArticleId, t.ArticleId));
    }

    [Theory, OnEachDatabase]
    internal async Task Another_thread_of_the_same_client_is_another_ticket_of_the_same_client(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);

        await desk.HearAsync(desk.Said("m1"), desk.Said("m2", "Something else entirely."));

        var tickets = await desk.TicketsAsync();
        Assert.Equal(2, tickets.Count);
        Assert.Equal(tickets[0].ClientId, tickets[1].ClientId);
    }

    [Theory, OnEachDatabase]
    internal async Task An_answer_to_our_answer_finds_its_ticket_where_the_network_tells_only_the_parent(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var post = await desk.PublishAsync("post-1");
        await desk.HearAsync(desk.Said("r1", answers: "post-1"));
        var sent = await desk.Get<ReplyToTicket>().RunAsync(
            new((await desk.TicketAsync()).Id, "Try the link in your mail.", "Mia", desk.AgentId), Stop);
        await desk.IsOutAsync(Assert.IsType<Result<ReplyToTicket.Sent>.Done>(sent).Value.DeliveryId, "ours-1");

        await desk.HearAsync(desk.Said("r2", "That worked, thanks!", answers: "ours-1"));

        var ticket = await desk.TicketAsync();
        Assert.Equal((TicketStatus.Open, post.ArticleId), (ticket.Status, ticket.ArticleId!.Value));
        Assert.Equal(["inbound", "outbound", "inbound"], (await desk.MessagesAsync(ticket.Id)).Select(m => m.Kind));
    }

    [Theory, OnEachDatabase]
    internal async Task Our_own_posts_and_answers_never_become_tickets(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.PublishAsync("post-1");

        await desk.HearAsync(
            desk.Said("post-1", by: "somebody"), // by the id it got when we sent it
            desk.Said("elsewhere", by: DeskRoom.OurRemoteId)); // by its author: written on the network's own site

        Assert.Empty(await desk.TicketsAsync());
        Assert.All(await desk.ItemsAsync(), i => Assert.Equal(("Ignored", "These are our own words."), (i.State, i.Outcome)));
        Assert.Empty(await desk.DueAsync());
    }

    [Theory, OnEachDatabase]
    internal async Task What_was_taken_back_before_we_read_it_makes_no_ticket(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);

        await desk.HearAsync(desk.Said("m1") with { Deleted = true });

        Assert.Empty(await desk.TicketsAsync());
        Assert.Equal("Ignored", Assert.Single(await desk.ItemsAsync()).State);
    }

    [Theory, OnEachDatabase]
    internal async Task A_client_is_known_by_the_networks_id_and_the_handle_follows(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));

        await desk.HearAsync(desk.Said("m2", answers: "m1") with { Author = new RemoteProfile("ann", "@ann.new", "Ann Newname") });

        var ticket = await desk.TicketAsync();
        Assert.All(await desk.MessagesAsync(ticket.Id), m => Assert.Equal("@ann.new", m.Handle));
    }

    [Theory, OnEachDatabase]
    internal async Task A_reply_on_the_fourteenth_day_after_solving_reopens(Dialect dialect)
    {
        await using var desk = await SolvedAsync(dialect);
        desk.Clock.Advance(FindTicket.ReopensFor);

        await desk.HearAsync(desk.Said("r2", "It broke again.", answers: "r1", root: "post-1"));

        var ticket = await desk.TicketAsync();
        Assert.Equal((TicketStatus.Open, null), (ticket.Status, ticket.SolvedAt));
        var reopened = (await desk.EventsAsync(ticket.Id)).Last(e => e.Kind == "status");
        Assert.Equal(("Solved", "Open", TicketLog.Client), (reopened.Before, reopened.After, reopened.Actor));
    }

    [Theory, OnEachDatabase]
    internal async Task A_reply_any_later_opens_a_follow_up_linked_to_the_solved_one(Dialect dialect)
    {
        await using var desk = await SolvedAsync(dialect);
        desk.Clock.Advance(FindTicket.ReopensFor + TimeSpan.FromMilliseconds(1));

        await desk.HearAsync(desk.Said("r2", "It broke again.", answers: "r1", root: "post-1"));

        var tickets = await desk.TicketsAsync();
        Assert.Equal(2, tickets.Count);
        Assert.Equal((TicketStatus.Solved, TicketStatus.New), (tickets[0].Status, tickets[1].Status));
        Assert.Equal((tickets[0].Id, tickets[0].ArticleId), (tickets[1].FollowUpOfId, tickets[1].ArticleId));

        // And what follows stands on the follow-up.
        await desk.HearAsync(desk.Said("r3", "Still.", answers: "r2", root: "post-1"));
        Assert.Equal(["r2", "r3"], (await desk.MessagesAsync(tickets[1].Id)).Select(m => m.RemoteId).Order());
        Assert.Equal(2, (await desk.TicketsAsync()).Count);
    }

    [Theory, OnEachDatabase]
    internal async Task A_closed_ticket_stays_closed_and_a_reply_opens_a_follow_up(Dialect dialect)
    {
        await using var desk = await SolvedAsync(dialect);
        await desk.SetAsync((await desk.TicketAsync()).Id, TicketStatus.Closed);

        await desk.HearAsync(desk.Said("r2", answers: "r1", root: "post-1"));

        Assert.Equal([TicketStatus.Closed, TicketStatus.New], (await desk.TicketsAsync()).Select(t => t.Status));
    }

    [Theory, OnEachDatabase]
    internal async Task A_client_who_writes_while_we_wait_for_them_opens_the_ticket(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        await desk.SetAsync((await desk.TicketAsync()).Id, TicketStatus.Pending);

        await desk.HearAsync(desk.Said("m2", answers: "m1"));

        Assert.Equal(TicketStatus.Open, (await desk.TicketAsync()).Status);
    }

    [Theory, OnEachDatabase]
    internal async Task Reading_the_same_again_in_any_order_makes_nothing_new(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var (r1, r2, r3) = (desk.Said("r1"), desk.Said("r2", answers: "r1", root: "r1"), desk.Said("r3", answers: "r2", root: "r1"));

        await desk.HearAsync(r2, r1, r2); // newest first, and one of them twice on a page
        await desk.HearAsync(r1, r2, r3); // the next page overlaps
        await desk.HearAsync(r3, r2, r1);

        var ticket = await desk.TicketAsync();
        Assert.Equal(["r1", "r2", "r3"], (await desk.MessagesAsync(ticket.Id)).Select(m => m.RemoteId).Order());
        Assert.Equal(3, (await desk.ItemsAsync()).Count);
    }

    [Theory, OnEachDatabase]
    internal async Task Many_runs_over_one_item_at_once_make_one_ticket_with_one_message(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.StoreAsync(desk.Said("m1"));
        var item = Assert.Single(await desk.DueAsync());

        // A run that comes too late may fail; the outbox brings it back and it finds nothing left to do.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => desk.Get<IngestWork>().RunAsync(item, Stop)
            .ContinueWith(_ => { }, TaskScheduler.Default))));

        Assert.Single(await desk.MessagesAsync((await desk.TicketAsync()).Id));
        Assert.Equal("Done", Assert.Single(await desk.ItemsAsync()).State);
    }

    [Theory, OnEachDatabase]
    internal async Task Items_of_one_thread_taken_at_once_make_one_ticket(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("known"));
        await desk.StoreAsync([.. Enumerable.Range(1, 8).Select(i => desk.Said($"r{i}", answers: "post-9", root: "post-9"))]);

        await Task.WhenAll((await desk.DueAsync()).Select(item => Task.Run(() => desk.Get<IngestWork>().RunAsync(item, Stop)
            .ContinueWith(_ => { }, TaskScheduler.Default))));
        await desk.IngestAsync();

        Assert.Equal(2, (await desk.TicketsAsync()).Count);
        Assert.Equal(8, (await desk.MessagesAsync((await desk.TicketsAsync())[1].Id)).Count);
    }

    [Theory, OnEachDatabase]
    internal async Task Words_of_a_stranger_are_kept_as_they_are_and_the_subject_is_one_short_line(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var words = "<script>alert(1)</script>'; drop table Tickets; -- \r\n\u202Egnp.exe 👩‍👩‍👧 " + new string('x', 10_000);

        await desk.HearAsync(desk.Said("m1", words) with
        {
            Author = new RemoteProfile("ann", "@ann", new string('n', 5000))
                { AvatarUrl = new Uri("javascript:alert(1)"), ProfileUrl = new Uri("file:///etc/passwd") },
            Url = new Uri("javascript:alert(1)"),
        });

        var ticket = await desk.TicketAsync();
        Assert.True(ticket.Subject.Length <= 90, ticket.Subject);
        Assert.DoesNotContain('\n', ticket.Subject);
        var message = Assert.Single(await desk.MessagesAsync(ticket.Id));
        Assert.Equal(words, message.Body);
        Assert.Null(message.AvatarUrl);
        Assert.Null(message.Url);
    }

    [Theory, OnEachDatabase]
    internal async Task Words_that_are_only_white_space_still_make_a_ticket_one_can_open(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);

        await desk.HearAsync(desk.Said("m1", " \n\u00A0"));

        Assert.Equal("(no words)", (await desk.TicketAsync()).Subject);
    }

    private static async Task<DeskRoom> SolvedAsync(Dialect dialect)
    {
        var desk = await DeskRoom.OpenAsync(dialect);
        await desk.PublishAsync("post-1");
        await desk.HearAsync(desk.Said("r1", answers: "post-1", root: "post-1"));
        await desk.SetAsync((await desk.TicketAsync()).Id, TicketStatus.Solved);
        return desk;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
