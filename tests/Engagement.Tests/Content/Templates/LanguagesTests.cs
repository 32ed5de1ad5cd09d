using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Content.Templates;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Tests.Data;
using Engagement.Tests.Publishing.Posts;

namespace Engagement.Tests.Content.Templates;

public sealed class LanguagesTests
{
    private static readonly Sql SetArticle = Sql.Portable("update Articles set Language = @Language where Id = @Id");
    private static readonly Sql SetAccount = Sql.Portable("update Accounts set Language = @Language where Id = @Id");

    [Theory, OnEachDatabase]
    internal async Task A_post_is_in_the_articles_language_or_the_accounts_and_says_so_to_the_network(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var (ours, french) = (await room.ConnectAsync("ours"), await room.ConnectAsync("french"));
        var template = Assert.IsType<Result<Guid>.Done>(await room.Get<SaveTemplate>().RunAsync(
            new(null, 0, "Greeting", "post", "short", "",
                TemplateTexts.Of("en", "Hello {{ link }}", [new("de", "Hallo {{ link }}"), new("fr", "Bonjour {{ link }}")]),
                "First", null, "Maria"), Stop)).Value;
        await room.Db.ExecuteAsync(SetArticle, new { Id = room.ArticleId, Language = "de-CH" }, Stop);
        await room.Db.ExecuteAsync(SetAccount, new { french.Id, Language = "fr" }, Stop);

        var post = PostsRoom.Done(await room.CreateAsync(room.Command(ours.Id, french.Id) with { TemplateId = template })).PostId;

        var deliveries = (await room.DeliveriesAsync(post)).ToDictionary(d => d.AccountId);
        Assert.StartsWith("Hallo", deliveries[ours.Id].Body, StringComparison.Ordinal);
        Assert.StartsWith("Bonjour", deliveries[french.Id].Body, StringComparison.Ordinal);
        Assert.Equal("de", Json.Read<StoredCard>(deliveries[ours.Id].CardJson!).Language);
        Assert.Equal("fr", Json.Read<StoredCard>(deliveries[french.Id].CardJson!).Language);
    }

    [Theory, OnEachDatabase]
    internal async Task An_accounts_language_is_kept_when_it_is_one_and_refused_by_name_when_it_is_not(Dialect dialect)
    {
        await using var room = await PostsRoom.OpenAsync(dialect);
        var account = await room.ConnectAsync();
        SaveAccount.Command Save(string? language) => new(account.Id, account.Name, account.FirstInLine,
            null, 0, account.Streaming, new Dictionary<string, string?>(), "Ada", language);

        Assert.Equal("Language",
            Assert.Single(Assert.IsType<Result<int>.Invalid>(await room.Get<SaveAccount>().RunAsync(Save("Deutsch!"), Stop)).Errors).Field);
        Assert.IsType<Result<int>.Done>(await room.Get<SaveAccount>().RunAsync(Save("de-AT"), Stop));
        Assert.Equal("de-AT", (await room.AccountAsync(account.Id)).Language);
        Assert.IsType<Result<int>.Done>(await room.Get<SaveAccount>().RunAsync(Save(" "), Stop));
        Assert.Null((await room.AccountAsync(account.Id)).Language);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
