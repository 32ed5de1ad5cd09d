using Engagement.Data;
using Engagement.Features.Tickets;
using Engagement.Features.Tickets.Search;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Tickets;

public sealed class SearchTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    internal async Task Tickets_are_found_by_words_of_their_messages_whatever_their_case_and_accents(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.HearAsync(room.Said("1", "My Büro printer jams."), room.Said("2", "The VPN does not connect.", by: "ben"));

        Assert.Equal(["1"], await FoundAsync(room, "buro"));
        Assert.Equal(["1"], await FoundAsync(room, "PRINTER büro"));
        Assert.Equal(["2"], await FoundAsync(room, "vpn"));
        Assert.Empty(await FoundAsync(room, "printer vpn"));
    }

    [Theory, OnEachDatabase]
    internal async Task The_last_word_may_be_only_begun_and_the_authors_name_counts(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.HearAsync(room.Said("1", "The printer jams."), room.Said("2", "The screen is dark.", by: "ben"));

        Assert.Equal(["1"], await FoundAsync(room, "printer ja"));
        Assert.Equal(["1"], await FoundAsync(room, "prin"));
        Assert.Empty(await FoundAsync(room, "prin jams"));
        Assert.Equal(["2"], await FoundAsync(room, "Ben"));
    }

    [Theory, OnEachDatabase]
    internal async Task A_word_that_very_many_messages_have_is_looked_for_as_it_stands(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.HearAsync([.. Enumerable.Range(0, MessageQuery.Most).Select(i => room.Said($"{i}", "I cannot print.", by: $"c{i % 50}"))]);
        await room.HearAsync(room.Said("later", "The printer jams.", by: "zoe"));

        Assert.DoesNotContain("later", await FoundAsync(room, "print"));
        Assert.Equal(["later"], await FoundAsync(room, "printe"));
    }

    [Theory, OnEachDatabase]
    internal async Task What_a_stranger_types_is_words_and_nothing_else(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.HearAsync(room.Said("1", "Is it 100% \"safe\" (really)? a*b NEAR c"));

        Assert.Equal(["1"], await FoundAsync(room, "100% \"safe\""));
        Assert.Equal(["1"], await FoundAsync(room, "a*b NEAR(c"));
        Assert.Empty(await FoundAsync(room, "100%e"));
        Assert.Empty(await FoundAsync(room, "\"*()"));
    }

    [Theory, OnEachDatabase]
    internal async Task Words_that_were_changed_are_found_and_the_ones_before_are_not(Dialect dialect)
    {
        await using var room = await DeskRoom.OpenAsync(dialect);
        await room.HearAsync(room.Said("1", "The printer jams."));
        var message = Assert.Single(await room.MessagesAsync((await room.TicketAsync()).Id));

        await room.Db.InTransactionAsync(tx => MessageIndex.ChangeAsync(tx, message.Id, message.AuthorName, "The scanner jams.", Stop), Stop);

        Assert.Empty(await FoundAsync(room, "printer"));
        Assert.Equal(["1"], await FoundAsync(room, "scanner"));
    }

    private static async Task<IReadOnlyList<string>> FoundAsync(DeskRoom room, string words) =>
        [.. (await room.Get<ListTickets>().RunAsync(new TicketFilter { Words = words }, null, 10, Stop)).Items.Select(t => t.ThreadId)];
}
