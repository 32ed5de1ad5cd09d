using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Posts;
using Engagement.Tests.Data;
using static Engagement.Tests.Publishing.Posts.PostsRoom;

namespace Engagement.Tests.Publishing.Posts;

/// <summary>
/// A text that is too long goes out as a chain: one part after the other, each an answer to the one before, or a clear partial result.
/// </summary>
public sealed class ThreadTests
{
    private static readonly string Long = string.Join("\n\n", Enumerable.Range(1, 12)
        .Select(i => $"Step {i}. Open the settings, choose what you see in the picture, and wait until the light is green "
            + $"again before you go on."));

    private static readonly Sql DueRows = Sql.Portable("select RefId from Outbox where Kind = 'deliver'");

    [Theory, OnEachDatabase]
    internal async Task Parts_go_out_one_after_the_other_each_answering_the_one_before(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var parts = await MakeAsync(room);

        Assert.True(parts.Count > 2);
        Assert.Equal([parts[0].Id], await room.Db.QueryAsync<Guid>(DueRows));
        Assert.All(parts.Index(), p => Assert.EndsWith($" {p.Index + 1}/{parts.Count}", p.Item.Body, StringComparison.Ordinal));
        Assert.Single(parts, p => p.LinkUrl is not null);

        await WorkUntilQuietAsync(room, parts.Count);

        var sent = await room.DeliveriesAsync(parts[0].PostId!.Value);
        Assert.All(sent, p => Assert.Equal(DeliveryState.Published, p.State));
        var ids = sent.Select(p => p.RemoteUrl!.Split('/')[^1]).ToList();
        Assert.Equal([null, .. ids.SkipLast(1)], sent.Select(p => p.InReplyToRemoteId));
    }

    /// <summary>On LinkedIn a post may have 3,000 characters, and what answers it 1,250.</summary>
    [Theory, OnEachDatabase]
    internal async Task Parts_are_cut_by_what_they_are_sent_as(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect, facts => facts with { ReplyLimit = 130 });

        var parts = await MakeAsync(room);

        Assert.InRange(parts[0].Body.Length, 131, 500);
        Assert.All(parts.Skip(1), p => Assert.InRange(p.Body.Length, 1, 200)); // a link counts 23 there
        Assert.True(parts.Count > 8);
    }

    [Theory, OnEachDatabase]
    internal async Task Nothing_of_a_thread_goes_out_while_a_later_part_cannot(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var parts = await MakeAsync(room);
        await room.Db.ExecuteAsync(Sql.Portable("update Deliveries set Body = @Body where Id = @Id"),
            new { Body = new string('x', 501), parts[2].Id }, TestContext.Current.CancellationToken);

        await WorkAsync(room);

        var held = await room.DeliveriesAsync(parts[0].PostId!.Value);
        Assert.Equal((DeliveryState.Held, 0), (held[0].State, held[0].Attempts));
        Assert.Contains("Part 3", held[0].LastError, StringComparison.Ordinal);
        Assert.All(held.Skip(1), p => Assert.Equal((DeliveryState.Scheduled, 0), (p.State, p.Attempts)));
    }

    [Theory, OnEachDatabase]
    internal async Task When_a_part_is_refused_the_rest_waits_and_goes_on_once_it_is_sent_after_all(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var parts = await MakeAsync(room);
        await WorkAsync(room);
        await room.Sandbox.MisbehaveAsync("reply", "403");
        await WorkAsync(room);

        var stuck = await room.DeliveriesAsync(parts[0].PostId!.Value);
        Assert.Equal([DeliveryState.Published, DeliveryState.Failed, .. Enumerable.Repeat(DeliveryState.Scheduled, parts.Count - 2)],
            stuck.Select(p => p.State));
        Assert.True(stuck[2].WaitsForPrevious);
        Assert.Empty(await room.Db.QueryAsync<Guid>(DueRows));

        // Hurrying a part that waits changes nothing: it has nothing to answer yet.
        await room.WorkAsync(stuck[2].Id);
        Assert.Equal((DeliveryState.Scheduled, 0),
            ((await room.DeliveryAsync(stuck[2].Id)).State, (await room.DeliveryAsync(stuck[2].Id)).Attempts));

        Done(await room.Get<ChangeDelivery>().RetryAsync(stuck[1].Id, stuck[1].Version, "Erin", TestContext.Current.CancellationToken));
        await WorkUntilQuietAsync(room, parts.Count);
        Assert.All(await room.DeliveriesAsync(parts[0].PostId!.Value), p => Assert.Equal(DeliveryState.Published, p.State));
    }

    [Theory, OnEachDatabase]
    internal async Task Cancelling_a_part_cancels_what_would_follow(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var parts = await MakeAsync(room);
        await WorkAsync(room);
        var second = await room.DeliveryAsync(parts[1].Id);

        Done(await room.Get<ChangeDelivery>().CancelAsync(second.Id, second.Version, "Erin", TestContext.Current.CancellationToken));

        var after = await room.DeliveriesAsync(parts[0].PostId!.Value);
        Assert.Equal([DeliveryState.Published, .. Enumerable.Repeat(DeliveryState.Cancelled, parts.Count - 1)], after.Select(p => p.State));
    }

    [Theory, OnEachDatabase]
    internal async Task A_lost_answer_to_a_part_is_found_and_the_thread_goes_on_without_a_double(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var parts = await MakeAsync(room);
        await WorkAsync(room);
        await room.Sandbox.MisbehaveAsync("reply", "lost-after");
        await WorkAsync(room);
        Assert.Equal(DeliveryState.Uncertain, (await room.DeliveryAsync(parts[1].Id)).State);

        room.Clock.Advance(TimeSpan.FromMinutes(1));
        await WorkUntilQuietAsync(room, parts.Count + 1);

        Assert.All(await room.DeliveriesAsync(parts[0].PostId!.Value),
            p => Assert.Equal((DeliveryState.Published, 1), (p.State, p.Attempts)));
    }

    [Theory, OnEachDatabase]
    internal async Task A_part_that_is_out_under_an_unknown_id_holds_the_next_for_a_person(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var parts = await MakeAsync(room);
        await room.Sandbox.MisbehaveAsync("publish", "lost-after");
        await WorkAsync(room);
        var first = await room.DeliveryAsync(parts[0].Id);

        Done(await room.Get<ChangeDelivery>().ItIsOutAsync(first.Id, first.Version,
            "https://network.example/1", "Erin", TestContext.Current.CancellationToken));

        var second = await room.DeliveryAsync(parts[1].Id);
        Assert.Equal((DeliveryState.Held, "ThreadBroken"), (second.State, second.ErrorKind));
        Assert.Contains("we do not know its id", second.LastError, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task Without_the_wish_for_a_thread_words_that_are_too_long_are_refused(Dialect dialect)
    {
        await using var room = await OpenAsync(dialect);
        var desk = await room.ConnectAsync();

        Assert.Equal("Text", Wrong(await room.CreateAsync(room.Command(desk.Id) with { Text = Long })).Field);
        // beyond 25 parts
        Assert.Equal("Text",
            Wrong(await room.CreateAsync(room.Command(desk.Id) with { Text = new string('a', 20_000), Thread = true })).Field);
    }

    private static async Task<IReadOnlyList<PostDelivery>> MakeAsync(PostsRoom room)
    {
        var desk = await room.ConnectAsync();
        var created = Done(await room.CreateAsync(room.Command(desk.Id) with { Text = Long, Thread = true }));
        room.Clock.SetUtcNow(created.DueAt);
        return await room.DeliveriesAsync(created.PostId);
    }

    private static async Task WorkAsync(PostsRoom room)
    {
        foreach (var id in await room.Db.QueryAsync<Guid>(DueRows))
        {
            await room.WorkAsync(id);
        }
    }

    private static async Task WorkUntilQuietAsync(PostsRoom room, int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            await WorkAsync(room);
        }

        Assert.Empty(await room.Db.QueryAsync<Guid>(DueRows));
    }
}
