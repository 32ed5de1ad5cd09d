using System.Diagnostics;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Stop;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Publishing.Deliveries.Stop;

public sealed class StopTests
{
    [Theory, OnEachDatabase]
    internal async Task Stopped_on_one_node_nothing_is_sent_on_the_other_and_what_is_held_goes_out_when_sending_goes_on(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        await using var other = room.SecondNode();
        await using var there = other.CreateAsyncScope();
        var account = await room.ConnectAsync();
        var delivery = await room.ScheduledAsync(account);
        room.Clock.SetUtcNow(delivery.DueAt);

        PostsRoom.Done(await room.Get<StopSending>().RunAsync(new(null, "Wrong price.", "Ada"), Token));
        await there.ServiceProvider.GetRequiredService<DeliverWork>().RunAsync(delivery.Id, Token);

        var held = await room.DeliveryAsync(delivery.Id);
        Assert.Equal((DeliveryState.Held, Stops.Kind, 0), (held.State, held.ErrorKind, held.Attempts));
        Assert.Contains("Ada: Wrong price.", held.LastError, StringComparison.Ordinal);

        Assert.Equal(1, PostsRoom.Done(await there.ServiceProvider.GetRequiredService<ResumeSending>().RunAsync(new(null, "Ada"), Token)));
        await room.WorkAsync(delivery.Id);
        Assert.Equal((DeliveryState.Published, 1), await OutcomeAsync(room, delivery.Id));
    }

    [Theory, OnEachDatabase]
    internal async Task Pressed_between_the_intent_and_the_call_it_still_stops_the_send(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var delivery = await room.ScheduledAsync(await room.ConnectAsync());
        room.Clock.SetUtcNow(delivery.DueAt);

        using (new AtStep(PublishingSteps.IntentWritten, delivery.Id, () =>
            room.Get<StopSending>().RunAsync(new(null, null, "Ada"), CancellationToken.None).GetAwaiter().GetResult()))
        {
            await room.WorkAsync(delivery.Id);
        }

        Assert.Equal((DeliveryState.Held, Stops.Kind),
            ((await room.DeliveryAsync(delivery.Id)).State, (await room.DeliveryAsync(delivery.Id)).ErrorKind));
        PostsRoom.Done(await room.Get<ResumeSending>().RunAsync(new(null, "Ada"), Token));
        await room.WorkAsync(delivery.Id);
        Assert.Equal((DeliveryState.Published, 2), await OutcomeAsync(room, delivery.Id));
    }

    [Theory, OnEachDatabase]
    internal async Task One_account_is_stopped_and_the_other_goes_on_and_an_answer_to_a_client_is_stopped_too(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var (stopped, free) = (await room.ConnectAsync("one"), await room.ConnectAsync("two"));
        var post = await room.ScheduledAsync(free);
        room.Clock.SetUtcNow(post.DueAt);
        var reply = await room.Db.InTransactionAsync(tx => room.Get<Ledger>().CreateAsync(
            tx, new NewDelivery("reply", stopped.Id, "sandbox", "Here is how.", room.Clock.Now(), DeliveryState.Scheduled, "Mia"), Token));
        PostsRoom.Done(await room.Get<StopSending>().RunAsync(new(stopped.Id, null, "Ada"), Token));

        await room.WorkAsync(reply);
        await room.WorkAsync(post.Id);

        Assert.Equal((DeliveryState.Held, Stops.Kind),
            ((await room.DeliveryAsync(reply)).State, (await room.DeliveryAsync(reply)).ErrorKind));
        Assert.Equal(DeliveryState.Published, (await room.DeliveryAsync(post.Id)).State);
    }

    [Theory, OnEachDatabase]
    internal async Task Letting_everything_go_on_leaves_an_account_stopped_that_was_stopped_by_itself(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        var delivery = await room.ScheduledAsync(account);
        PostsRoom.Done(await room.Get<StopSending>().RunAsync(new(null, null, "Ada"), Token));
        PostsRoom.Done(await room.Get<StopSending>().RunAsync(new(account.Id, null, "Ada"), Token));
        PostsRoom.Done(await room.Get<StopSending>().RunAsync(new(account.Id, "again", "Erin"), Token));
        room.Clock.SetUtcNow(delivery.DueAt);
        await room.WorkAsync(delivery.Id);

        Assert.Equal(0, PostsRoom.Done(await room.Get<ResumeSending>().RunAsync(new(null, "Ada"), Token)));

        Assert.Equal(DeliveryState.Held, (await room.DeliveryAsync(delivery.Id)).State);
        Assert.Equal("Ada", Assert.Single(await room.Db.QueryAsync<Stopped>(Stops.Read)).StoppedBy);
        Assert.IsType<Result<int>.Conflict>(await room.Get<ResumeSending>().RunAsync(new(null, "Ada"), Token));
        Assert.Equal(1, PostsRoom.Done(await room.Get<ResumeSending>().RunAsync(new(account.Id, "Ada"), Token)));
    }

    private static async Task<(DeliveryState, int)> OutcomeAsync(PostsRoom room, Guid id) =>
        await room.DeliveryAsync(id) is var d ? (d.State, d.Attempts) : default;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Does something when one delivery passes a step, as the crash tests kill there.</summary>
    private sealed class AtStep : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly string _step;
        private readonly Guid _delivery;
        private readonly Action _do;
        private readonly List<IDisposable> _subscriptions = [];

        public AtStep(string step, Guid delivery, Action @do)
        {
            (_step, _delivery, _do) = (step, delivery, @do);
            _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == PublishingSteps.Source)
            {
                _subscriptions.Add(value.Subscribe(this));
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == _step && value.Value is Guid id && id == _delivery)
            {
                _do();
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose() => _subscriptions.ForEach(s => s.Dispose());
    }
}
