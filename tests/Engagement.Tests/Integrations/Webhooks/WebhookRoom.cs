using Engagement.Data;
using Engagement.Features.Integrations.Webhooks;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Integrations.Webhooks;

/// <summary>A desk with one receiver on loopback that wants everything.</summary>
internal sealed class WebhookRoom : IAsyncDisposable
{
    private static readonly Sql Due = Sql.Portable("""
        select Kind, RefId from Outbox where Kind in ('webhook-spread', 'webhook-send') and AvailableAt <= @Now
        order by Kind desc, CreatedAt, RefId
        """);

    private WebhookRoom(DeskRoom desk, Receiver receiver, SaveEndpoint.Added endpoint)
    {
        Desk = desk;
        Receiver = receiver;
        EndpointId = endpoint.Id;
        Secret = endpoint.Secret;
    }

    public DeskRoom Desk { get; }

    public Receiver Receiver { get; }

    public Guid EndpointId { get; }

    public string Secret { get; }

    public static async Task<WebhookRoom> OpenAsync(Dialect dialect, params string[] types)
    {
        var desk = await DeskRoom.OpenAsync(dialect);
        var receiver = await Receiver.StartAsync();
        var added = await desk.Get<SaveEndpoint>().AddAsync(new("CRM", receiver.Address, types, AllowPrivate: true, "Ada"), Stop);
        return new(desk, receiver, Assert.IsType<Result<SaveEndpoint.Added>.Done>(added).Value);
    }

    public Task<bool> EmitAsync(string type = WebhookEvents.TicketCreated, object? data = null) =>
        Desk.Db.InTransactionAsync(tx => Desk.Get<EmitEvent>().RunAsync(tx, type, Guid.NewGuid(), data ?? new { number = 7 }, Stop), Stop);

    /// <summary>Does all that is due by the desk's clock.</summary>
    public async Task WorkAsync()
    {
        while (await Desk.Db.QueryAsync<DueRow>(Due, new { Now = Desk.Clock.Now() }, Stop) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
            {
                await (row.Kind == EmitEvent.Work
                    ? Desk.Get<SpreadEvent>().RunAsync(row.RefId, Stop)
                    : Desk.Get<SendWebhook>().RunAsync(row.RefId, Stop));
            }
        }
    }

    public async Task PassAsync(TimeSpan time)
    {
        Desk.Clock.Advance(time);
        await WorkAsync();
    }

    public async Task<EndpointRow> EndpointAsync() =>
        (await Desk.Db.OneAsync<EndpointRow>(WebhookSql.ReadEndpoint, new { Id = EndpointId }, Stop))!;

    public async Task<IReadOnlyList<WebhookDeliveryRow>> LogAsync() =>
        (await Desk.Get<ListDeliveries>().RunAsync(EndpointId, null, null, null, 100, Stop)).Items;

    public async ValueTask DisposeAsync()
    {
        await Receiver.DisposeAsync();
        await Desk.DisposeAsync();
    }

    private sealed record DueRow
    {
        public string Kind { get; init; } = "";

        public Guid RefId { get; init; }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
