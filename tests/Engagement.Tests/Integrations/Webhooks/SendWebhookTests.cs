using System.Globalization;
using System.Net;
using System.Text.Json;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Integrations.Notifications;
using Engagement.Features.Integrations.Webhooks;
using Engagement.Features.People.Team;
using Engagement.Features.Settings.Retention;
using Engagement.Tests.Data;

namespace Engagement.Tests.Integrations.Webhooks;

public sealed class SendWebhookTests
{
    [Theory, OnEachDatabase]
    internal async Task An_event_is_sent_once_as_type_timestamp_and_data(Dialect dialect)
    {
        await using var room = await WebhookRoom.OpenAsync(dialect);
        await room.EmitAsync();
        await room.WorkAsync();
        await room.PassAsync(TimeSpan.FromDays(2));

        var call = Assert.Single(room.Receiver.Calls);
        var body = JsonDocument.Parse(call.Body).RootElement;
        Assert.Equal(("ticket.created", "2026-11-24T08:00:00.000Z", 7), (body.GetProperty("type").GetString(),
            body.GetProperty("timestamp").GetString(), body.GetProperty("data").GetProperty("number").GetInt32()));
        Assert.Equal(room.Desk.Clock.GetUtcNow().AddDays(-2).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), call.Timestamp);
        Assert.StartsWith("application/json", call.Headers["content-type"], StringComparison.Ordinal);
        Assert.Equal("Delivered", Assert.Single(await room.LogAsync()).State);
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_not_taken_is_tried_down_the_ladder_under_one_id_and_then_given_up_in_view(Dialect dialect)
    {
        await using var room = await WebhookRoom.OpenAsync(dialect);
        room.Receiver.Says(500, "out of order");
        await room.EmitAsync();
        await room.WorkAsync();
        var first = Assert.Single(await room.LogAsync());
        Assert.Equal(("Waiting", 1, 500), (first.State, first.Attempts, first.Status));

        for (var hours = 0; hours < 24 * 4; hours++)
        {
            await room.PassAsync(TimeSpan.FromHours(1));
        }

        var row = Assert.Single(await room.LogAsync());
        Assert.Equal(("Failed", 10), (row.State, row.Attempts));
        Assert.Single(room.Receiver.Calls.Select(c => c.Id).Distinct());
        var attempts = await room.Desk.Db.QueryAsync<WebhookAttemptRow>(WebhookSql.Attempts, new { row.Id }, Stop);
        Assert.Equal(Enumerable.Range(1, 10), attempts.Select(a => a.Number));
        Assert.All(attempts, a => Assert.Equal("out of order", a.Said));
        Assert.True(attempts[1].StartedAt - attempts[0].StartedAt >= TimeSpan.FromSeconds(5));
        Assert.True(attempts[9].StartedAt - attempts[8].StartedAt >= TimeSpan.FromHours(24));
    }

    [Theory, OnEachDatabase]
    internal async Task A_receiver_that_asks_for_more_time_is_given_it(Dialect dialect)
    {
        await using var room = await WebhookRoom.OpenAsync(dialect);
        room.Receiver.Says(429, retryAfter: "3600");
        await room.EmitAsync();
        await room.WorkAsync();

        await room.PassAsync(TimeSpan.FromMinutes(59));
        Assert.Single(room.Receiver.Calls);
        await room.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(2, room.Receiver.Calls.Count);
    }

    [Theory, OnEachDatabase]
    internal async Task A_receiver_that_takes_nothing_for_days_is_switched_off_and_an_administrator_is_told(Dialect dialect)
    {
        await using var room = await WebhookRoom.OpenAsync(dialect);
        var administrator = Assert.IsType<Result<AddUser.Added>.Done>(
            await room.Desk.Get<AddUser>().RunAsync(new("ada@desk.example", "Ada", "Administrator"), Stop)).Value.Id;
        room.Receiver.Says(503);
        for (var days = 0; days < 7; days++)
        {
            await room.EmitAsync();
            await room.PassAsync(TimeSpan.FromDays(1));
        }

        Assert.Equal("Disabled", (await room.EndpointAsync()).State);
        var notice = Assert.Single((await room.Desk.Get<ListNotices>().RunAsync(administrator, new(Unread: true), null, 10, Stop)).Items);
        Assert.Equal((NoticeKinds.WebhookFailing, $"/settings/webhooks/{room.EndpointId}"), (notice.Kind, notice.Link));
        var calls = room.Receiver.Calls.Count;
        await room.EmitAsync();
        await room.PassAsync(TimeSpan.FromDays(1));
        Assert.Equal(calls, room.Receiver.Calls.Count);

        // Switched on again, what waited goes out and the notice is mended.
        room.Receiver.Says(200);
        var endpoint = await room.EndpointAsync();
        Assert.IsType<Result<Guid>.Done>(await room.Desk.Get<SaveEndpoint>().ChangeAsync(
            room.EndpointId, endpoint.Version, on: true, new("CRM", room.Receiver.Address, [], true, "Ada"), Stop));
        await room.WorkAsync();
        Assert.DoesNotContain(await room.LogAsync(), d => d.State == "Waiting");
        Assert.Empty((await room.Desk.Get<ListNotices>().RunAsync(administrator, new(Unread: true), null, 10, Stop)).Items);
    }

    [Theory, OnEachDatabase]
    internal async Task A_receiver_that_answers_gone_is_called_no_more(Dialect dialect)
    {
        await using var room = await WebhookRoom.OpenAsync(dialect);
        room.Receiver.Says(410);
        await room.EmitAsync();
        await room.PassAsync(TimeSpan.Zero);

        Assert.Equal("Disabled", (await room.EndpointAsync()).State);
        Assert.Equal("Failed", Assert.Single(await room.LogAsync()).State);
    }

    [Theory, OnEachDatabase]
    internal async Task Of_a_receiver_that_fails_one_call_at_a_time_is_made_until_it_answers(Dialect dialect)
    {
        await using var room = await WebhookRoom.OpenAsync(dialect);
        room.Receiver.Says(500);
        for (var i = 0; i < 5; i++)
        {
            await room.EmitAsync();
        }

        await room.WorkAsync();
        Assert.Single(room.Receiver.Calls); // the others saw it fail and rest

        room.Receiver.Says(200);
        await room.PassAsync(TimeSpan.FromMinutes(6));
        await room.PassAsync(TimeSpan.FromMinutes(6));
        Assert.All(await room.LogAsync(), d => Assert.Equal("Delivered", d.State));
    }

    [Theory, OnEachDatabase]
    internal async Task A_redirect_is_not_followed(Dialect dialect)
    {
        await using var room = await WebhookRoom.OpenAsync(dialect);
        room.Receiver.Answer = context =>
        {
            context.Response.Redirect("http://169.254.169.254/latest/meta-data/");
            return Task.CompletedTask;
        };
        await room.EmitAsync();
        await room.WorkAsync();

        var row = Assert.Single(await room.LogAsync());
        Assert.Equal((302, "Waiting"), (row.Status, row.State));
        Assert.Contains("redirects are not followed", row.LastError, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task An_address_inside_our_network_is_refused_unless_it_is_meant(Dialect dialect)
    {
        await using var room = await WebhookRoom.OpenAsync(dialect);
        var save = room.Desk.Get<SaveEndpoint>();
        Assert.Equal("Address",
            Assert.Single(Assert.IsType<Result<SaveEndpoint.Added>.Invalid>(
                await save.AddAsync(new("Evil", room.Receiver.Address, [], false, "Ada"), Stop)).Errors).Field);

        using var calls = new WebhookCalls((_, _) => Task.FromResult(new[] { IPAddress.Loopback }), TimeSpan.FromSeconds(5));
        var end = await calls.PostAsync(
            new EndpointRow { Url = room.Receiver.Address.Replace("127.0.0.1", "public.example", StringComparison.Ordinal) },
            [room.Secret], "evt_1", DateTimeOffset.UtcNow, [1], Stop);
        Assert.Null(end.Status);
        Assert.Contains("private network", end.Words, StringComparison.Ordinal);
        Assert.Empty(room.Receiver.Calls);
    }

    [Theory]
    [InlineData("10.0.0.1", false, "Allow that for this endpoint if it is meant.")]
    [InlineData("169.254.169.254", false, "It is never called, whatever is allowed.")]
    [InlineData("169.254.169.254", true, "It is never called, whatever is allowed.")]
    public async Task What_to_do_is_said_only_where_it_helps(string address, bool allowPrivate, string advice)
    {
        using var calls = new WebhookCalls((_, _) => Task.FromResult(new[] { IPAddress.Parse(address) }), TimeSpan.FromSeconds(5));
        var end = await calls.PostAsync(new EndpointRow { Url = "https://public.example/", AllowPrivate = allowPrivate },
            [StandardWebhook.NewSecret()], "evt_1", DateTimeOffset.UtcNow, [1], Stop);

        Assert.Equal($"public.example leads to an address inside a private network. {advice}", end.Words);
    }

    [Theory, OnEachDatabase]
    internal async Task A_receiver_that_never_answers_is_left_after_the_limit(Dialect dialect)
    {
        await using var room = await WebhookRoom.OpenAsync(dialect);
        using var stop = new CancellationTokenSource();
        room.Receiver.Answer = _ => Task.Delay(Timeout.Infinite, stop.Token);
        using var calls = new WebhookCalls(Dns.GetHostAddressesAsync, TimeSpan.FromMilliseconds(200));

        var end = await calls.PostAsync(new EndpointRow { Url = room.Receiver.Address, AllowPrivate = true },
            [room.Secret], "evt_1", DateTimeOffset.UtcNow, [1], Stop);

        Assert.Null(end.Status);
        Assert.Contains("No answer within", end.Words, StringComparison.Ordinal);
        await stop.CancelAsync();
    }

    [Theory, OnEachDatabase]
    internal async Task After_a_new_secret_both_sign_for_a_day_and_then_only_the_new_one(Dialect dialect)
    {
        await using var room = await WebhookRoom.OpenAsync(dialect);
        var secret = Assert.IsType<Result<string>.Done>(await room.Desk.Get<SaveEndpoint>().RotateAsync(room.EndpointId, Stop)).Value;
        Assert.NotEqual(room.Secret, secret);
        await room.EmitAsync();
        await room.WorkAsync();
        await room.EmitAsync();
        await room.PassAsync(TimeSpan.FromHours(25));

        bool Signs(string by, Received call) => call.Signature.Split(' ').Contains(StandardWebhook.Sign(
            by, call.Id, DateTimeOffset.FromUnixTimeSeconds(long.Parse(call.Timestamp, CultureInfo.InvariantCulture)),
            System.Text.Encoding.UTF8.GetBytes(call.Body)));
        var calls = room.Receiver.Calls.ToArray();
        Assert.Equal([true, true], [Signs(secret, calls[0]), Signs(room.Secret, calls[0])]);
        Assert.Equal([true, false], [Signs(secret, calls[1]), Signs(room.Secret, calls[1])]);
    }

    [Theory, OnEachDatabase]
    internal async Task One_or_a_whole_time_is_replayed_with_the_ids_of_then(Dialect dialect)
    {
        await using var room = await WebhookRoom.OpenAsync(dialect, WebhookEvents.TicketCreated);
        await room.EmitAsync();
        room.Desk.Clock.Advance(TimeSpan.FromHours(1));
        await room.EmitAsync();
        await room.EmitAsync(WebhookEvents.TicketChanged);
        await room.WorkAsync();
        var ids = room.Receiver.Calls.Select(c => c.Id).Order().ToList(); // ids begin with their time
        Assert.Equal(2, ids.Count);
        var replay = room.Desk.Get<ReplayEvents>();
        room.Desk.Clock.Advance(TimeSpan.FromHours(1));

        Assert.IsType<Result<Guid>.Done>(await replay.OneAsync((await room.LogAsync())[0].Id, Stop));
        await room.WorkAsync();
        Assert.Equal(ids[1], room.Receiver.Calls.Last().Id);

        var sent = await replay.PeriodAsync(room.EndpointId, room.Desk.Clock.GetUtcNow().AddHours(-3), room.Desk.Clock.GetUtcNow(), Stop);
        await room.WorkAsync();
        Assert.Equal(2, Assert.IsType<Result<int>.Done>(sent).Value);
        Assert.Equal(ids, room.Receiver.Calls.Skip(3).Select(c => c.Id).Order());
        Assert.IsType<Result<int>.Invalid>(
            await replay.PeriodAsync(room.EndpointId, room.Desk.Clock.GetUtcNow(), room.Desk.Clock.GetUtcNow(), Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_receiver_added_later_can_have_what_happened_before(Dialect dialect)
    {
        await using var room = await WebhookRoom.OpenAsync(dialect);
        await room.EmitAsync();
        await room.WorkAsync();
        await using var late = await Receiver.StartAsync();
        var added = Assert.IsType<Result<SaveEndpoint.Added>.Done>(
            await room.Desk.Get<SaveEndpoint>().AddAsync(new("Late", late.Address, [], true, "Ada"), Stop)).Value;

        await room.Desk.Get<ReplayEvents>().PeriodAsync(
            added.Id, room.Desk.Clock.GetUtcNow().AddHours(-1), room.Desk.Clock.GetUtcNow().AddHours(1), Stop);
        await room.WorkAsync();

        Assert.Equal(Assert.Single(room.Receiver.Calls).Id, Assert.Single(late.Calls).Id);
    }

    [Theory, OnEachDatabase]
    internal async Task A_test_call_goes_to_its_receiver_alone_and_is_logged(Dialect dialect)
    {
        await using var room = await WebhookRoom.OpenAsync(dialect, WebhookEvents.TicketCreated);

        Assert.IsType<Result<Guid>.Done>(await room.Desk.Get<ReplayEvents>().PingAsync(room.EndpointId, "Ada", Stop));
        await room.WorkAsync();

        Assert.Contains("\"ping\"", Assert.Single(room.Receiver.Calls).Body, StringComparison.Ordinal);
        Assert.Equal("Delivered", Assert.Single(await room.LogAsync()).State);
    }

    [Theory, OnEachDatabase]
    internal async Task A_client_who_writes_and_an_agent_who_answers_are_told_in_full(Dialect dialect)
    {
        await using var room = await WebhookRoom.OpenAsync(dialect);
        await room.Desk.HearAsync(room.Desk.Said("m1", "The printer jams."));
        var ticket = await room.Desk.TicketAsync();
        await room.Desk.SetAsync(ticket.Id, TicketStatus.OnHold);
        await room.WorkAsync();

        var bodies = room.Receiver.Calls.Select(c => JsonDocument.Parse(c.Body).RootElement)
            .ToDictionary(b => b.GetProperty("type").GetString()!, b => b.GetProperty("data"));
        Assert.Equal(["message.received", "ticket.changed", "ticket.created"], bodies.Keys.Order());
        Assert.Equal(ticket.Number, bodies["ticket.created"].GetProperty("ticket").GetProperty("number").GetInt64());
        Assert.Equal("New", bodies["ticket.created"].GetProperty("ticket").GetProperty("status").GetString());
        Assert.Equal(("The printer jams.", "Ann"), (bodies["message.received"].GetProperty("message").GetProperty("text").GetString(),
            bodies["message.received"].GetProperty("message").GetProperty("author").GetString()));
        var change = bodies["ticket.changed"].GetProperty("change");
        Assert.Equal(("status", "New", "OnHold", "Mia"), (change.GetProperty("what").GetString(),
            change.GetProperty("before").GetString(), change.GetProperty("after").GetString(), change.GetProperty("by").GetString()));
    }

    [Theory, OnEachDatabase]
    internal async Task The_secret_is_not_in_the_database_in_the_clear(Dialect dialect)
    {
        await using var room = await WebhookRoom.OpenAsync(dialect);

        Assert.DoesNotContain(room.Secret, (await room.EndpointAsync()).SecretsCipher, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_older_than_a_month_is_forgotten(Dialect dialect)
    {
        await using var room = await WebhookRoom.OpenAsync(dialect);
        await room.EmitAsync();
        await room.WorkAsync();
        room.Desk.Clock.Advance(TimeSpan.FromDays(31));
        await room.EmitAsync();
        await room.WorkAsync();

        await room.Desk.Get<ApplyRetention>().RunAsync(Stop);

        Assert.Single(await room.LogAsync());
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
