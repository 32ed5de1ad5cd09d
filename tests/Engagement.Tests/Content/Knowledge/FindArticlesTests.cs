using Engagement.Data;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Finding;
using Engagement.Tests.Data;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.Content.Knowledge;

public sealed class FindArticlesTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 4, 8, 0, 0, TimeSpan.Zero));

    [Theory, OnEachDatabase]
    internal async Task The_article_with_the_rare_words_comes_first_and_its_score_is_that_of_the_formula(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        await PushAsync(database, "vpn", "Connect with the VPN", "The tunnel needs a token.");
        await PushAsync(database, "printer", "The printer does not print", "Turn it off and on. It needs paper.");
        await PushAsync(database, "mail", "Mail on a new phone", "Add the account and wait.");
        await new IndexArticles(database.Db).RunAsync(Stop);

        var found = await new FindArticles(database.Db).RunAsync("My PRINTERS need paper!", 5, Stop);

        Assert.Equal("The printer does not print", found[0].Title);

        // Worked out beside it. "printer" weighs 4, being in the title; "need" and "paper" 3 each, being in the summary and the text; "my"
        // is nowhere.
        var length = Length("The printer does not print", "Turn it off and on. It needs paper.");
        var average = new[] { Length("Connect with the VPN", "The tunnel needs a token."),
            length, Length("Mail on a new phone", "Add the account and wait.") }.Average();
        double Part(int with, int times) =>
            FindArticles.Rarity(with, 3) * times * 2.2 / (times + (1.2 * (0.25 + (0.75 * length / average))));
        Assert.Equal(Part(1, 4) + Part(2, 3) + Part(1, 3), found[0].Score, 6);
    }

    [Theory, OnEachDatabase]
    internal async Task A_new_version_is_found_by_its_new_words_and_what_is_no_longer_there_is_not(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var (index, find) = (new IndexArticles(database.Db), new FindArticles(database.Db));
        await PushAsync(database, "a", "Badges", "Ask the porter.");
        await PushAsync(database, "b", "Laptops", "Ask the desk.");
        Assert.Equal(2, await index.RunAsync(Stop));
        Assert.Equal(0, await index.RunAsync(Stop));
        await PushAsync(database, "a", "Badges", "Ask the reception.");
        Assert.Equal(1, await index.RunAsync(Stop));

        Assert.Equal(["Badges"], (await find.RunAsync("reception", 5, Stop)).Select(a => a.Title));
        Assert.Empty(await find.RunAsync("porter", 5, Stop));
        Assert.Empty(await find.RunAsync("", 5, Stop));
        Assert.Empty(await find.RunAsync("' or 1=1 --", 5, Stop));
    }

    [Theory]
    [InlineData("Résumé of the PASSWORDS, twice", "resume of the password twice")]
    [InlineData("glass boss 2FA", "glass boss 2fa")]
    [InlineData("密码重置", "密码 码重 重置")]
    [InlineData("Khởi động lại máy chủ", "khoi dong lai may chu")]
    [InlineData("Łódź, Ærø", "lodz æro")]
    [InlineData("a b — …", "")]
    public void Terms_are_words_without_case_accents_and_plural(string text, string terms) =>
        Assert.Equal(terms, string.Join(' ', ArticleTerms.Of(text)));

    // As the index counts it: the title four times, the summary (the first paragraph) twice, the text once.
    private static double Length(string title, string body) =>
        (4 * ArticleTerms.Of(title).Count()) + (2 * ArticleTerms.Of(body).Count()) + ArticleTerms.Of(body).Count();

    private async Task PushAsync(TestDatabase database, string id, string title, string body) =>
        Assert.IsType<Result<KeptArticle>.Done>(await new PushArticle(database.Db, TestParts.Of<SaveArticle>(database, _clock), _clock)
            .RunAsync(new(id, title, body), "desk", Stop));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
