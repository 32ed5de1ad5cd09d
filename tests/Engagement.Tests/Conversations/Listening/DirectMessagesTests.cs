using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Conversations.Listening;
using Engagement.Testing;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Listening;

/// <summary>What is written to us alone is read beside the mentions, and what keeps us from it keeps nothing else.</summary>
public sealed class DirectMessagesTests
{
    [Theory, OnEachDatabase]
    internal async Task A_direct_message_becomes_a_ticket_of_its_own_conversation(Dialect dialect)
    {
        await using var network = await SandboxServer.StartAsync();
        var direct = new DirectSandbox();
        await using var desk = await DeskRoom.OpenAsync(dialect, await network.JoinAsync("desk"), direct);
        direct.Pages.Enqueue(new InboundPage([direct.Said("dm:c1/1", "Can you help?")], "1", false));
        await ListenAsync(desk);
        direct.Pages.Enqueue(new InboundPage([direct.Said("dm:c1/1", "Can you help?"), direct.Said("dm:c1/2", "Hello?")], "2", false));
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        await ListenAsync(desk);

        var ticket = await desk.TicketAsync();
        Assert.Equal("dm:c1", ticket.ThreadId);
        Assert.Equal(["Can you help?", "Hello?"], (await desk.MessagesAsync(ticket.Id)).Select(m => m.Body));
        Assert.Equal([null, "1"], direct.Cursors);
    }

    [Theory, OnEachDatabase]
    internal async Task Without_the_permission_the_mentions_are_heard_all_the_same_and_the_account_says_what_is_missing(Dialect dialect)
    {
        await using var network = await SandboxServer.StartAsync();
        var direct = new DirectSandbox { Refuses = new Refusal(RefusalKind.Forbidden, "This access does not allow direct messages.") };
        await using var desk = await DeskRoom.OpenAsync(dialect, await network.JoinAsync("desk"), direct);
        await ListenAsync(desk);
        var account = await desk.AccountAsync();
        Assert.Equal((0, "This access does not allow direct messages.", desk.Clock.Now()),
            (account.ListenFailures, account.DirectError, account.ListenLastOkAt!.Value));

        direct.Refuses = null;
        desk.Clock.Advance(TimeSpan.FromMinutes(1));
        await ListenAsync(desk);
        Assert.Single(direct.Cursors); // not asked again at once

        desk.Clock.Advance(TimeSpan.FromDays(1));
        direct.Pages.Enqueue(new InboundPage([], "1", false));
        await ListenAsync(desk);
        Assert.Null((await desk.AccountAsync()).DirectError);
    }

    private static async Task ListenAsync(DeskRoom desk)
    {
        await desk.Get<ListenToAccounts>().RunAsync(TestContext.Current.CancellationToken);
        await desk.IngestAsync();
    }
}

/// <summary>The Sandbox network, if it had direct messages.</summary>
internal sealed class DirectSandbox : IReadMentions, IReadDirectMessages
{
    private readonly IChannel _sandbox = ChannelCatalog.Shipped(_ => new HttpClient(), TimeProvider.System)["sandbox"];

    public Queue<InboundPage> Pages { get; } = [];

    public List<string?> Cursors { get; } = [];

    public Refusal? Refuses { get; set; }

    public ChannelFacts Facts => _sandbox.Facts;

    public InboundItem Said(string id, string text) =>
        new(id, InboundKind.DirectMessage, new RemoteProfile("ann", "@ann", "Ann"), text, DeskRoom.Start, "{}")
            { ThreadRootId = id.Split('/')[0] };

    public TextMeasure Measure(string text, ChannelAccount? account = null) => _sandbox.Measure(text, account);

    public Task<Reading<InboundPage>> ReadMentionsAsync(ChannelAccount account, string? cursor, CancellationToken ct) =>
        ((IReadMentions)_sandbox).ReadMentionsAsync(account, cursor, ct);

    public Task<Reading<InboundPage>> ReadDirectMessagesAsync(ChannelAccount account, string? cursor, CancellationToken ct)
    {
        Cursors.Add(cursor);
        return Task.FromResult<Reading<InboundPage>>(Refuses is { } no
            ? new Reading<InboundPage>.Refused(no)
            : new Reading<InboundPage>.Got(Pages.Dequeue()));
    }
}
