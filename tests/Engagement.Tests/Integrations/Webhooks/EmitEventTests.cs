using Engagement.Data;
using Engagement.Features.Integrations.Webhooks;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Integrations.Webhooks;

public sealed class EmitEventTests
{
    private static readonly Sql AddEndpoint = Sql.Portable(
        """
        insert into WebhookEndpoints (Id, Name, Url, EventTypes, SecretsCipher, State, CreatedAt, CreatedBy)
        values (@Id, 'CRM', 'https://crm.example/hook', @EventTypes, '', 'Active', @Now, 'Ada')
        """);

    private static readonly Sql Count = Sql.Portable(
        "select count(*) from WebhookEvents e join Outbox o on o.RefId = e.Id and o.Kind = 'webhook-spread'");

    [Theory, OnEachDatabase]
    internal async Task An_event_is_kept_exactly_when_somebody_wants_it(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        Assert.False(await EmitAsync(desk, WebhookEvents.TicketCreated));
        await desk.Db.ExecuteAsync(
            AddEndpoint, new { Id = Guid.NewGuid(), EventTypes = " ticket.created delivery.failed ", Now = desk.Clock.Now() });

        Assert.True(await EmitAsync(desk, WebhookEvents.TicketCreated));
        Assert.False(await EmitAsync(desk, WebhookEvents.TicketChanged));
        Assert.Equal(1, await desk.Db.ScalarAsync<int>(Count));

        await desk.Db.ExecuteAsync(AddEndpoint, new { Id = Guid.NewGuid(), EventTypes = " * ", Now = desk.Clock.Now() });
        Assert.True(await EmitAsync(desk, WebhookEvents.TicketChanged));
        Assert.Equal(2, await desk.Db.ScalarAsync<int>(Count));
    }

    private static Task<bool> EmitAsync(DeskRoom desk, string type) =>
        desk.Db.InTransactionAsync(
            tx => desk.Get<EmitEvent>().RunAsync(tx, type, Guid.NewGuid(), new { number = 7 }, TestContext.Current.CancellationToken));
}
