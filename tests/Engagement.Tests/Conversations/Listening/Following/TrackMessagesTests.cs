using Engagement.Data;
using Engagement.Features.Conversations.Listening.Following;
using Engagement.Features.Conversations.Tickets;
using Engagement.Tests.Conversations.Listening.Accounting;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Listening.Following;

/// <summary>What a client changes or takes back at the network is followed: kept, marked, the words of before in the log.</summary>
public sealed class TrackMessagesTests
{
    private static readonly Sql ReadMessages = Sql.Portable(
        "select Id, TicketId, Body, EditedAt, RemovedAt from Messages where Kind = 'inbound' order by SaidAt");

    [Theory, OnEachDatabase]
    internal async Task Changed_words_stand_on_the_ticket_and_those_of_before_in_its_log(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var said = desk.Said("m1", "My pasword does not work");
        await desk.HearAsync(said);
        desk.Clock.Advance(TimeSpan.FromMinutes(5));
        var edited = said with { Text = "My password does not work", EditedAt = desk.Clock.Now() };

        await desk.StoreAsync(edited);
        await desk.StoreAsync(edited);
        await desk.StoreAsync(said); // told again as it was: an older version

        var message = Assert.Single(await desk.Db.QueryAsync<MessageRow>(ReadMessages));
        Assert.Equal(("My password does not work", desk.Clock.Now(), null), (message.Body, message.EditedAt, message.RemovedAt));
        var change = Assert.Single(await desk.EventsAsync((await desk.TicketAsync()).Id), e => e.Kind == TrackChange.Edited);
        Assert.Equal(("My pasword does not work", "My password does not work", message.Id),
            (change.WordsBefore, change.WordsAfter, change.AfterId));
    }

    [Theory, OnEachDatabase]
    internal async Task Words_changed_before_they_were_a_ticket_are_the_tickets_words(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var said = desk.Said("m1", "Helo");
        await desk.StoreAsync(said);
        desk.Clock.Advance(TimeSpan.FromSeconds(5));
        await desk.StoreAsync(said with { Text = "Hello", EditedAt = desk.Clock.Now() });

        await desk.IngestAsync();

        Assert.Equal("Hello", Assert.Single(await desk.Db.QueryAsync<MessageRow>(ReadMessages)).Body);
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_gone_at_the_network_is_found_gone_and_kept_with_a_mark(Dialect dialect)
    {
        await using var desk = await AccountingRoom.OpenAsync(dialect);
        var stays = desk.Says("How?");
        var goes = desk.Says("My account number is 4711", by: "bob");
        await desk.ListenAsync();
        await desk.LosesAsync(); // the network does not tell of it by itself
        desk.TakesBack(goes, by: "bob");
        await desk.ListenAsync();
        Assert.Contains(goes, await desk.HeardAsync());

        desk.Room.Clock.Advance(TrackMessages.First);
        await desk.Room.Get<TrackMessages>().RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal([stays], await desk.HeardAsync());
        var gone = Assert.Single(await desk.Room.Db.QueryAsync<MessageRow>(ReadMessages), m => m.RemovedAt is not null);
        Assert.Equal("My account number is 4711", gone.Body);
        Assert.Contains(await desk.Room.Db.QueryAsync<TicketEventRow>(TicketSql.Events, new { Id = gone.TicketId }),
            e => e.Kind == TrackChange.Removed && e.AfterId == gone.Id);
    }

    [Fact]
    public void A_message_is_looked_at_ever_less_and_after_a_month_no_more()
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(50);
        Assert.Equal(now.AddMinutes(15), TrackMessages.Next(now.AddMinutes(-10), now));
        Assert.Equal(now.AddDays(1), TrackMessages.Next(now.AddDays(-2), now));
        Assert.Null(TrackMessages.Next(now.AddDays(-31), now));
    }
}
