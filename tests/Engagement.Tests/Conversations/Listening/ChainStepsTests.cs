using Engagement.Data;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Conversations.Listening.Chain;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Listening;

/// <summary>Steps of the inbound chain that decide what is made of a message.</summary>
public sealed class ChainStepsTests
{
    private static readonly Sql OpenNotices = Sql.Portable("""
        select count(*) from Notices n join NoticeReaders r on r.NoticeId = n.Id where n.Kind = 'ticket.message' and n.ResolvedAt is null
            and r.UserId = @Me
        """);

    private static readonly Sql Assign = Sql.Portable("update Tickets set AssigneeId = @Me");

    [Theory, OnEachDatabase]
    internal async Task What_an_automated_account_says_is_kept_and_a_person_can_let_it_in(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var said = desk.Said("m1", "Daily weather: rain");
        await desk.HearAsync(said with { Author = said.Author with { IsBot = true } });
        Assert.Empty(await desk.TicketsAsync());
        var item = Assert.Single(await desk.ItemsAsync());
        Assert.Equal(("Ignored", DropBots.Reason), (item.State, item.Outcome));

        Assert.IsType<Result<Guid>.Done>(await desk.Get<ReplayItem>().LetInAsync(item.Id, TestContext.Current.CancellationToken));
        Assert.IsType<Result<Guid>.Conflict>(await desk.Get<ReplayItem>().LetInAsync(item.Id, TestContext.Current.CancellationToken));
        await desk.IngestAsync();

        Assert.Single(await desk.TicketsAsync());
    }

    [Theory, OnEachDatabase]
    internal async Task The_language_is_the_networks_or_a_guess(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1", "Hallo, mein Drucker geht nicht und ich kann die Seite nicht drucken."),
            desk.Said("m2", "Hallo, mein Drucker geht nicht.", by: "bob") with { Language = "gsw" });

        Assert.Equal(["de", "gsw"], (await desk.ItemsAsync()).Select(i => Json.Read<Engagement.Channels.InboundItem>(i.ItemJson).Language));
    }

    [Theory, OnEachDatabase]
    internal async Task Whoever_has_the_ticket_is_told_once_that_its_client_wrote(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1"));
        Assert.Equal(0, await desk.Db.ScalarAsync<int>(OpenNotices, new { Me = desk.AgentId }));
        await desk.Db.ExecuteAsync(Assign, new { Me = desk.AgentId });

        await desk.HearAsync(desk.Said("m2", answers: "m1", root: "m1"), desk.Said("m3", answers: "m1", root: "m1"));

        Assert.Equal(1, await desk.Db.ScalarAsync<int>(OpenNotices, new { Me = desk.AgentId }));
    }

    [Theory]
    [InlineData("The printer does not work and I have no idea what to do.", "en")]
    [InlineData("Bonjour, je ne peux pas ouvrir mon compte depuis hier, merci !", "fr")]
    [InlineData("No puedo entrar en mi cuenta y no sé por qué, gracias", "es")]
    [InlineData("Не могу войти", null)]
    [InlineData("パスワードを忘れました", "ja")]
    [InlineData("忘记密码了怎么办", "zh")]
    [InlineData("비밀번호를 잊어버렸어요", "ko")]
    [InlineData("ok", null)]
    [InlineData("", null)]
    [InlineData("https://help.example/the/and/is @the_and #not", null)]
    public void A_language_is_guessed_only_where_the_words_tell(string text, string? language) =>
        Assert.Equal(language, LanguageGuess.Of(text));
}
