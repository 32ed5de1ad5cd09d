using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Foresight;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Publishing.Deliveries;

/// <summary>
/// The foresight and the send give the same answer: worlds are made by chance, foreseen, and then really sent, moment after moment, against
/// the
/// Sandbox network; each delivery must end where, when and why it was foreseen.
/// </summary>
public sealed class PreflightStateTests
{
    private const int Rooms = 5;
    private const int WorldsPerRoom = 8;

    private static readonly Sql Due = Sql.Portable("select RefId, AvailableAt from Outbox where Kind = 'deliver'");

    [Theory, OnEachDatabase]
    internal async Task What_is_foreseen_of_a_random_world_is_what_becomes_of_it(Dialect dialect)
    {
        var ends = new Dictionary<string, int>(StringComparer.Ordinal);
        var deliveries = 0;
        for (var room = 1; room <= Rooms; room++)
        {
            await using var at = await PostsRoom.OpenAsync(dialect, RandomWorld.Meter(room));
            using var world = await RandomWorld.OpenAsync(at, room);
            for (var n = 1; n <= WorldsPerRoom; n++)
            {
                await world.MakeAsync();
                var foreseen = await at.Get<Foresee>().RunAsync(null, int.MaxValue, Stop);

                await SendAllAsync(at);

                foreach (var (id, fate) in foreseen.Fates)
                {
                    var became = await at.DeliveryAsync(id);
                    var what = $"room {room}, world {n}, {became.Kind} {became.Part} due {became.DueAt:u}: {became.LastError}";
                    var (foretold, found) = ($"{fate.To} {Kind(fate)} {When(fate)}", $"{became.State} {Kind(became)} {When(became)}");
                    Assert.True(foretold == found, $"Foreseen {foretold}, and became {found}: {what}");

                    // Nothing that stays behind is passed over in silence.
                    Assert.True(fate.GoesOut || foreseen.Items.Any(i => i.Id == id && i.Reasons.Any(r => r.IsFatal)), what);
                    var end = $"{fate.To}{(fate.Kind is null ? "" : $" {fate.Kind}")}";
                    ends[end] = ends.GetValueOrDefault(end) + 1;
                }

                deliveries += foreseen.Looked;
                await world.ClearAsync();
            }
        }

        var told = string.Join(", ", ends.OrderByDescending(e => e.Value).Select(e => $"{e.Value} {e.Key}"));
        TestContext.Current.TestOutputHelper!.WriteLine($"{Rooms * WorldsPerRoom} worlds, {deliveries} deliveries: {told}.");
        Assert.Empty(RandomWorld.Ends.Except(ends.Keys));
    }

    private static string Kind(Fate fate) =>
        fate.To is DeliveryState.Published or DeliveryState.AwaitingApproval or DeliveryState.Scheduled ? "" : fate.Kind!;

    private static string Kind(Delivery became) =>
        became.State is DeliveryState.Published or DeliveryState.AwaitingApproval or DeliveryState.Scheduled ? "" : became.ErrorKind!;

    private static string When(Fate fate) => fate.GoesOut ? fate.At.ToString("u") : "";

    private static string When(Delivery became) => became.PublishedAt?.ToString("u") ?? "";

    // As the dispatcher does, with a clock that goes from one moment to the next in which something is due.
    private static async Task SendAllAsync(PostsRoom room)
    {
        while (await room.Db.QueryAsync<DueRow>(Due, ct: Stop) is { Count: > 0 } rows)
        {
            var next = rows.OrderBy(r => r.AvailableAt).ThenBy(r => r.RefId).First();
            if (next.AvailableAt > room.Clock.GetUtcNow())
            {
                room.Clock.SetUtcNow(next.AvailableAt);
            }

            await room.WorkAsync(next.RefId);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private sealed record DueRow
    {
        public Guid RefId { get; init; }

        public DateTimeOffset AvailableAt { get; init; }
    }
}
