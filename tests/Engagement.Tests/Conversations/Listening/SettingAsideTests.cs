using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Conversations.Listening.Chain;
using Engagement.Features.Integrations.Notifications;
using Engagement.Outbox;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;
using Microsoft.Extensions.Logging.Abstractions;

namespace Engagement.Tests.Conversations.Listening;

public sealed class SettingAsideTests
{
    [Theory, OnEachDatabase]
    internal async Task An_item_that_keeps_failing_is_set_aside_with_its_step_and_cause_and_leaves_nothing_half_made(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await SetAsideAsync(desk);

        var item = Assert.Single(await desk.ItemsAsync());
        Assert.Equal(("Failed", "Translate", 3), (item.State, item.FailedStep, item.Attempts));
        Assert.Contains("The dictionary is closed.", item.Outcome, StringComparison.Ordinal);
        Assert.Empty(await desk.DueAsync());
        Assert.Empty(await desk.TicketsAsync());
    }

    [Theory, OnEachDatabase]
    internal async Task Before_that_it_is_tried_again(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.StoreAsync(desk.Said("m1"));
        var id = Assert.Single(await desk.DueAsync());

        await Assert.ThrowsAsync<InvalidOperationException>(() => Failing(desk).RunAsync(id, Stop));
        await desk.IngestAsync();

        Assert.Single(await desk.MessagesAsync((await desk.TicketAsync()).Id));
    }

    [Theory, OnEachDatabase]
    internal async Task Replayed_once_its_cause_is_mended_it_becomes_the_ticket_it_should_have_been(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var id = await SetAsideAsync(desk);

        Assert.IsType<Result<Guid>.Done>(await desk.Get<ReplayItem>().RunAsync(id, Stop));
        Assert.Equal(id, Assert.Single(await desk.DueAsync()));
        await desk.IngestAsync();

        Assert.Single(await desk.MessagesAsync((await desk.TicketAsync()).Id));
        Assert.Equal("Done", Assert.Single(await desk.ItemsAsync()).State);
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_not_set_aside_cannot_be_replayed(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));

        var answer = await desk.Get<ReplayItem>().RunAsync(Assert.Single(await desk.ItemsAsync()).Id, Stop);

        Assert.IsType<Result<Guid>.Conflict>(answer);
        Assert.Empty(await desk.DueAsync());
    }

    private static async Task<Guid> SetAsideAsync(DeskRoom desk)
    {
        await desk.StoreAsync(desk.Said("m1"));
        var id = Assert.Single(await desk.DueAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Failing(desk).RunAsync(id, Stop));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Failing(desk).RunAsync(id, Stop));
        await Failing(desk).RunAsync(id, Stop);
        return id;
    }

    // The real chain with one more step at its end, so that everything before it has been written when it breaks.
    private static IngestWork Failing(DeskRoom desk) => new(
        desk.Db, desk.Get<OutboxTable>(), [.. desk.Get<IEnumerable<IInboundStep>>(), new Breaks()],
        desk.Get<DomainEvents>(), desk.Clock, NullLogger<IngestWork>.Instance);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private sealed class Breaks : IInboundStep
    {
        public string Name => "Translate";

        public Task RunAsync(Tx tx, InboundContext context, CancellationToken ct) =>
            throw new InvalidOperationException("The dictionary is closed.");
    }
}
