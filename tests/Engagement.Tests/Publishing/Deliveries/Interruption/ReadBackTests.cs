using Engagement.Data;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Conversations.Listening.Accounting;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Sandbox;
using Engagement.Tests.Conversations.Listening.Accounting;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Publishing.Deliveries.Interruption;

/// <summary>Answers of ours that stand in public and not on their tickets come back onto them, and are not given twice.</summary>
public sealed class ReadBackTests
{
    private static readonly Sql OneTicket = Sql.Portable("select Id from Tickets");

    private static readonly Sql ForgetCursor = Sql.Portable("delete from StreamCursors");

    private static readonly Sql ItemOf = Sql.Portable("select Id from InboundItems where RemoteId = @RemoteId");

    [Theory, OnEachDatabase]
    internal async Task An_answer_that_only_the_network_has_comes_onto_its_ticket_once_and_is_never_a_ticket_of_its_own(Dialect dialect)
    {
        await using var desk = await AccountingRoom.OpenAsync(dialect);
        await desk.Room.LivesAsync();
        var asked = desk.Says("How?");
        await desk.ListenAsync();
        var answer = desk.WeSaid("Like this: turn it off and on.", asked);

        await PutBackAsync(desk);
        await ReadBackAsync(desk);
        await ReadBackAsync(desk);

        var (ticket, messages) = await TicketAsync(desk);
        Assert.Equal(TicketStatus.Pending, ticket.Status);
        Assert.Equal(["inbound", "outbound"], messages.Select(m => m.Kind));
        var back = messages[1];
        Assert.NotNull(back.ReadBackAt);
        Assert.Equal((answer, "Like this: turn it off and on.", DeliveryState.Published), (back.RemoteId, back.Body, back.DeliveryState));
        Assert.Equal((await desk.Room.DeliveryAsync(back.DeliveryId!.Value)).PublishedAt, back.SaidAt);
        Assert.Equal(1, desk.Room.TimesOut(desk.Account, back.Body));
    }

    [Theory, OnEachDatabase]
    internal async Task A_queued_answer_with_the_words_that_stand_there_is_not_sent_again(Dialect dialect)
    {
        await using var desk = await AccountingRoom.OpenAsync(dialect);
        await desk.Room.LivesAsync();
        var asked = desk.Says("How?");
        await desk.ListenAsync();
        var ticket = await desk.Room.Db.ScalarAsync<Guid>(OneTicket);
        var sent = PostsRoom.Done(await desk.Room.Get<ReplyToTicket>().RunAsync(new(ticket, "Like this.", "Mia", null), Token));
        var remote = desk.WeSaid("Like this.", asked);

        await PutBackAsync(desk);
        await ReadBackAsync(desk);
        PostsRoom.Done(await desk.Room.Get<ResumePublishing>().RunAsync("Ada", Token));
        var settled = await desk.Room.SettleAsync(sent.DeliveryId);

        Assert.Equal((DeliveryState.Published, 0, remote), (settled.State, settled.Attempts, settled.RemoteId));
        Assert.Equal(["inbound", "outbound"], (await TicketAsync(desk)).Messages.Select(m => m.Kind));
        Assert.Equal(1, desk.Room.TimesOut(desk.Account, "Like this."));
    }

    [Theory, OnEachDatabase]
    internal async Task An_answer_in_a_thread_that_somebody_else_began_is_read_back_too(Dialect dialect)
    {
        await using var desk = await AccountingRoom.OpenAsync(dialect);
        await desk.Room.LivesAsync();
        var who = desk.Room.Sandbox.Profiles.Add(new NewSandboxProfile("bob", "bob")).Value!;
        var asked = desk.Room.Sandbox.Posts.Publish(who, new NewSandboxPost(null, $"{desk.Account.Handle} are you there?", null)).Value!.Id;
        await desk.ListenAsync();
        desk.WeSaid("We are.", asked);

        await PutBackAsync(desk);
        await ReadBackAsync(desk);

        Assert.Equal(["inbound", "outbound"], (await TicketAsync(desk)).Messages.Select(m => m.Kind));
    }

    [Theory, OnEachDatabase]
    internal async Task An_answer_that_is_taken_up_before_what_it_answers_comes_back_after_it(Dialect dialect)
    {
        await using var desk = await AccountingRoom.OpenAsync(dialect);
        await desk.Room.LivesAsync();
        var asked = desk.Says("How?");
        var answer = desk.WeSaid("Like this.", asked);
        await PutBackAsync(desk);

        // Both are read in the same breath, and the answer is the first that is worked on: by another node, or by chance.
        await ReadThreadsAsync(desk);
        await Assert.ThrowsAsync<InvalidOperationException>(() => WorkAsync(desk, answer));
        Assert.Empty(await desk.Room.Db.QueryAsync<Guid>(OneTicket));
        await WorkAsync(desk, asked);
        await WorkAsync(desk, answer);

        Assert.Equal(["inbound", "outbound"], (await TicketAsync(desk)).Messages.Select(m => m.Kind));
        Assert.Equal(1, desk.Room.TimesOut(desk.Account, "Like this."));
    }

    [Theory, OnEachDatabase]
    internal async Task What_clients_said_is_read_again_from_older_cursors_and_is_there_once(Dialect dialect)
    {
        await using var desk = await AccountingRoom.OpenAsync(dialect);
        await desk.Room.LivesAsync();
        desk.Says("How?");
        await desk.ListenAsync();
        desk.Says("And on a Mac?");

        await PutBackAsync(desk);
        await desk.Room.Db.ExecuteAsync(ForgetCursor);
        await desk.ListenAsync();
        await desk.ListenAsync();
        await ReadBackAsync(desk);

        Assert.Equal(2, (await desk.HeardAsync()).Count);
    }

    private static async Task PutBackAsync(AccountingRoom desk)
    {
        desk.Room.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(PausedBecause.Copy, (await desk.Room.Get<LookBack>().SayPutBackAsync(null, Token)).PausedBecause);
    }

    private static async Task ReadBackAsync(AccountingRoom desk)
    {
        await ReadThreadsAsync(desk);
        await desk.IngestAsync();
    }

    private static Task ReadThreadsAsync(AccountingRoom desk)
    {
        desk.Room.Clock.Advance(ReadBackThreads.Start);
        return ActivatorUtilities.GetServiceOrCreateInstance<ReadBackThreads>(desk.Room.Get<IServiceProvider>())
            .RunAsync(desk.Account.Id, Token);
    }

    private static async Task WorkAsync(AccountingRoom desk, string remoteId) =>
        await desk.Room.Get<IngestWork>().RunAsync(
            Assert.Single(await desk.Room.Db.QueryAsync<Guid>(ItemOf, new { RemoteId = remoteId }, Token)), Token);

    private static async Task<(TicketRow Ticket, IReadOnlyList<MessageRow> Messages)> TicketAsync(AccountingRoom desk)
    {
        var id = Assert.Single(await desk.Room.Db.QueryAsync<Guid>(OneTicket));
        return ((await desk.Room.Db.OneAsync<TicketRow>(TicketSql.Read, new { Id = id }))!,
            (await ReadMessages.NewestAsync(desk.Room.Db, id, 50, Token)).Items);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}

/// <summary>What we said at the network and nothing here knows of.</summary>
internal static class SaidThere
{
    public static string WeSaid(this AccountingRoom desk, string words, string answers) =>
        desk.Room.Sandbox.Posts.Publish(desk.Room.Sandbox.Profiles.Find(desk.Account.Handle.TrimStart('@'))!,
            new NewSandboxPost(null, words, answers)).Value!.Id;
}
