using System.Security.Cryptography;
using System.Text;
using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Tickets;

public sealed class ReplyToTicketTests
{
    private static readonly Sql Deliveries = Sql.Portable("select Id from Deliveries where Kind = 'reply'");

    [Theory, OnEachDatabase]
    internal async Task An_answer_is_a_message_and_a_delivery_under_the_clients_newest_words_and_the_ticket_waits_for_the_client(
        Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var post = await desk.PublishAsync("post-1");
        await desk.HearAsync(desk.Said("r1", answers: "post-1", root: "post-1"));
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        await desk.HearAsync(desk.Said("r2", answers: "r1", root: "post-1"));

        var sent = Sent(await ReplyAsync(desk, "  Try the link in your mail.\r\nThen sign in.  "));

        var delivery = (await desk.Db.OneAsync<Delivery>(LedgerSql.Read, new { Id = sent.DeliveryId }))!;
        var ticket = await desk.TicketAsync();
        Assert.Equal(
            ("reply", "Try the link in your mail.\nThen sign in.", "r2",
                DeliveryState.Scheduled, ticket.Id, sent.MessageId, post.ArticleId),
            (delivery.Kind, delivery.Body, delivery.InReplyToRemoteId, delivery.State,
                delivery.TicketId!.Value, delivery.MessageId!.Value, delivery.ArticleId!.Value));
        Assert.Equal((TicketStatus.Pending, desk.AgentId), (ticket.Status, ticket.AssigneeId!.Value));
        var message = (await desk.MessagesAsync(ticket.Id)).Single(m => m.Kind == "outbound");
        Assert.Equal(("Mia", delivery.Body, sent.DeliveryId, DeliveryState.Scheduled),
            (message.AuthorName, message.Body, message.DeliveryId!.Value, message.DeliveryState!.Value));
    }

    [Theory, OnEachDatabase]
    internal async Task An_answer_may_solve_the_ticket(Dialect dialect)
    {
        await using var desk = await WithTicketAsync(dialect);

        Sent(await ReplyAsync(desk, "Done for you.", solve: true));

        var ticket = await desk.TicketAsync();
        Assert.Equal((TicketStatus.Solved, desk.Clock.Now()), (ticket.Status, ticket.SolvedAt!.Value));
    }

    [Theory, OnEachDatabase]
    internal async Task Whoever_has_the_ticket_keeps_it_when_a_colleague_answers(Dialect dialect)
    {
        await using var desk = await WithTicketAsync(dialect);
        Sent(await ReplyAsync(desk, "First."));

        Sent(await desk.Get<ReplyToTicket>().RunAsync(new((await desk.TicketAsync()).Id, "Second.", "A key", null), Stop));

        Assert.Equal(desk.AgentId, (await desk.TicketAsync()).AssigneeId);
    }

    [Theory, OnEachDatabase]
    internal async Task Words_the_network_would_not_take_are_refused_with_the_count_and_nothing_changes(Dialect dialect)
    {
        await using var desk = await WithTicketAsync(dialect);

        var empty = Assert.IsType<Result<ReplyToTicket.Sent>.Invalid>(await ReplyAsync(desk, " \n "));
        var tooLong = Assert.IsType<Result<ReplyToTicket.Sent>.Invalid>(await ReplyAsync(desk, new string('x', 507)));

        Assert.Equal(("Text", "7 over the limit: 507 of 500 characters."), (tooLong.Errors[0].Field, tooLong.Errors[0].Message));
        Assert.Equal("Text", empty.Errors[0].Field);
        Assert.Empty(await desk.Db.QueryAsync<Guid>(Deliveries));
        Assert.Equal(TicketStatus.New, (await desk.TicketAsync()).Status);
    }

    [Theory, OnEachDatabase]
    internal async Task The_same_key_answers_with_the_same_reply_and_sends_once(Dialect dialect)
    {
        await using var desk = await WithTicketAsync(dialect);

        var first = Sent(await ReplyAsync(desk, "Hello.", key: "k-1"));
        var second = Sent(await ReplyAsync(desk, "Hello.", key: "k-1"));
        var other = Assert.IsType<Result<ReplyToTicket.Sent>.Invalid>(await ReplyAsync(desk, "Other words.", key: "k-1"));
        var third = Sent(await ReplyAsync(desk, "Hello.", key: "k-2"));

        Assert.Equal(first, second);
        Assert.NotEqual(first, third);
        Assert.Equal("Idempotency-Key", Assert.Single(other.Errors).Field);
        Assert.Equal(2, (await desk.Db.QueryAsync<Guid>(Deliveries)).Count);
    }

    [Fact]
    public void The_name_that_a_ticket_and_a_key_make_is_what_it_always_was() => Assert.Equal(
        Guid.Parse("7ed68fae-2de9-55af-d61e-2cd7f704dbb5"),
        ReplyToTicket.IdOf(Guid.Parse("0a1b2c3d-4e5f-4061-8273-8495a6b7c8d9"), "k-1")); // the first half of its SHA-256

    [Theory, OnEachDatabase]
    internal async Task A_key_that_came_to_a_former_version_still_answers_with_its_reply_and_its_note(Dialect dialect)
    {
        await using var desk = await WithTicketAsync(dialect);
        var ticket = await desk.TicketAsync();
        Guid Formerly(string key) =>
            new(SHA256.HashData(Encoding.UTF8.GetBytes($"{ticket.Id.ToString("N")}:{key}"))[..16]);

        // As they are stored: under names that were made so.
        var sent = Sent(await ReplyAsync(desk, "Hello.", key: "k-1"));
        var note = Assert.IsType<Result<Guid>.Done>(
            await desk.Get<AddNote>().RunAsync(new(ticket.Id, "A note.", "Mia", null) { IdempotencyKey = "n-1" }, Stop)).Value;
        Assert.Equal((Formerly("k-1"), Formerly("n-1")), (sent.MessageId, note));
        Assert.Equal(2, await desk.Db.ScalarAsync<int>(
            Sql.Portable("select count(*) from Messages where Id in (@Reply, @Note)"),
            new { Reply = Formerly("k-1"), Note = Formerly("n-1") }));

        Assert.Equal(sent, Sent(await ReplyAsync(desk, "Hello.", key: "k-1")));
        Assert.Equal(note, Assert.IsType<Result<Guid>.Done>(
            await desk.Get<AddNote>().RunAsync(new(ticket.Id, "A note.", "Mia", null) { IdempotencyKey = "n-1" }, Stop)).Value);
        Assert.Single(await desk.Db.QueryAsync<Guid>(Deliveries));
    }

    [Theory, OnEachDatabase]
    internal async Task A_closed_ticket_is_not_answered(Dialect dialect)
    {
        await using var desk = await WithTicketAsync(dialect);
        await desk.SetAsync((await desk.TicketAsync()).Id, TicketStatus.Closed);

        Assert.IsType<Result<ReplyToTicket.Sent>.Conflict>(await ReplyAsync(desk, "Hello."));
        Assert.Empty(await desk.Db.QueryAsync<Guid>(Deliveries));
    }

    [Theory, OnEachDatabase]
    internal async Task A_ticket_that_is_not_there_is_missing(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);

        Assert.IsType<Result<ReplyToTicket.Sent>.Missing>(
            await desk.Get<ReplyToTicket>().RunAsync(new(Guid.NewGuid(), "Hello.", "Mia", null), Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_draft_is_kept_as_typed_and_gone_once_sent(Dialect dialect)
    {
        await using var desk = await WithTicketAsync(dialect);
        var ticket = await desk.TicketAsync();
        var drafts = desk.Get<SaveReplyDraft>();

        await drafts.RunAsync(ticket.Id, desk.AgentId, "reply", "Dear A", isNew: true, Stop);
        await drafts.RunAsync(ticket.Id, desk.AgentId, "reply", "Dear Ann,\n", isNew: true, Stop);
        await drafts.RunAsync(ticket.Id, desk.AgentId, "note", "Ask Bob", isNew: false, Stop);
        Assert.Equal(("Dear Ann,\n", "Ask Bob"), (await DraftAsync("reply"), await DraftAsync("note")));

        Sent(await ReplyAsync(desk, "Dear Ann, done."));
        Assert.Equal((null, "Ask Bob"), (await DraftAsync("reply"), await DraftAsync("note")));

        await drafts.RunAsync(ticket.Id, desk.AgentId, "note", "  ", isNew: false, Stop);
        Assert.Null(await DraftAsync("note"));

        Task<string?> DraftAsync(string kind) =>
            desk.Db.ScalarAsync<string>(TicketSql.ReadDraft, new { TicketId = ticket.Id, UserId = desk.AgentId, Kind = kind });
    }

    private static async Task<DeskRoom> WithTicketAsync(Dialect dialect)
    {
        var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        return desk;
    }

    private static async Task<Result<ReplyToTicket.Sent>> ReplyAsync(DeskRoom desk, string text, string? key = null, bool solve = false) =>
        await desk.Get<ReplyToTicket>().RunAsync(new((await desk.TicketAsync()).Id, text, "Mia", desk.AgentId, key, solve), Stop);

    private static ReplyToTicket.Sent Sent(Result<ReplyToTicket.Sent> answer) =>
        Assert.IsType<Result<ReplyToTicket.Sent>.Done>(answer).Value;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
