using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Deliveries;

namespace Engagement.Tests.Events;

public sealed class DomainEventsTests
{
    private static readonly Sql CountHistory = Sql.Portable("select count(*) from DeliveryHistory where DeliveryId = @Id");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    internal async Task What_a_handler_throws_takes_the_whole_transaction_back(Dialect dialect)
    {
        await using var room = await PublishingRoom.OpenAsync(dialect);
        var id = await room.CreateAsync();
        var before = await room.Db.ScalarAsync<int>(CountHistory, new { Id = id }, Stop);
        using var services = new ServiceCollection().AddSingleton<IHandle<DeliveryMoved>, Throws>().BuildServiceProvider();
        var events = new DomainEvents(services, room.Db);

        await Assert.ThrowsAsync<NotSupportedException>(() => room.Db.InTransactionAsync(async tx =>
        {
            var move = new Move(DeliveryState.Scheduled, DeliveryState.Held, "Held by the test.", Ledger.System, Next: null);
            await room.Ledger.MoveAsync(tx, id, 1, move, Stop);
            await events.RaiseAsync(tx, new DeliveryMoved(id, move), Stop);
        }, Stop));

        Assert.Equal(DeliveryState.Scheduled, (await room.ReadAsync(id)).State);
        Assert.Equal(before, await room.Db.ScalarAsync<int>(CountHistory, new { Id = id }, Stop));
    }

    [Fact]
    public void Each_event_names_its_handlers()
    {
        var named = EventsSetup.Handlers.Select(h => $"{h.Event.Name}: {Folder(h.Handler)}/{h.Handler.Name}");

        Assert.Equal(
            [
                "NoticeDue: Notifications/OnNoticeDue",
                "NoticeMended: Notifications/OnNoticeMended",
                "AccountUsable: Deliveries/OnAccountUsable",
                "AccountCleared: Deliveries/OnAccountCleared",
                "AccountRemoved: Listening/OnAccountRemoved",
                "AccountRemoved: Deliveries/OnAccountRemoved",
                "AccountRemoved: Series/OnAccountRemoved",
                "ArticlesChanged: Changes/OnArticlesChanged",
                "OpportunityChanged: Webhooks/OnOpportunityChanged",
                "RuleRan: Notifications/OnRuleRan",
                "RuleRan: Webhooks/OnRuleRan",
                "MessageAdded: MailBridge/OnMessageAdded",
                "MessageAdded: Webhooks/OnMessageAdded",
                "TicketChanged: Notifications/OnTicketChanged",
                "TicketLogged: Webhooks/OnTicketLogged",
                "DeliveryMoved: Tickets/OnDeliveryMoved",
                "DeliveryMoved: Notifications/OnDeliveryMoved",
                "DeliveryMoved: Webhooks/OnDeliveryMoved",
                "TimeForgotten: Accounting/OnTimeForgotten",
                "NetworkReturned: Listening/OnNetworkReturned",
            ],
            named);
        Assert.All(EventsSetup.Handlers, h => Assert.Equal($"On{h.Event.Name}", h.Handler.Name));
    }

    private static string Folder(Type type) => type.Namespace!.Split('.')[^1];

    private sealed class Throws : IHandle<DeliveryMoved>
    {
        public Task HandleAsync(Tx tx, DeliveryMoved what, CancellationToken ct) => throw new NotSupportedException("Not today.");
    }
}
