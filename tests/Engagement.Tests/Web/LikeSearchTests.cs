using Engagement.Features.Content.Knowledge;
using Engagement.Testing;
using Engagement.Web.Security;

namespace Engagement.Tests.Web;

/// <summary>
/// Searches on real pages for the characters that stand for something else in <c>like</c>: each finds itself and nothing else.
/// </summary>
[Collection(DeskCollection.Name)]
public sealed class LikeSearchTests(DeskFixture fixture)
{
    public static TheoryData<string, string> Searches
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var words in new[] { "50%", "a_b", "[now]", "[a-z]", @"C:\Temp", "~x", "%", "_", "[" })
            {
                data.Add("/posts/new", words);
                data.Add("/knowledge", words);
                data.Add("/knowledge/review", words);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Searches), DisableDiscoveryEnumeration = true)]
    public async Task Words_are_looked_for_as_they_were_typed(string page, string words)
    {
        const string with = "Zqxa 50% a_b [now] [a-z] C:\\Temp ~x";
        const string without = "Zqxb 500 aXb now k C:Temp x";
        await PushAsync("like-with", with);
        await PushAsync("like-without", without);
        var person = await fixture.Desk.SignedInAsync(Role.Administrator);

        var html = await person.GetStringAsync($"{page}?q={Uri.EscapeDataString(words)}", TestContext.Current.CancellationToken);

        // Nothing of these two is up for review, so that page may show none. Knowledge is found by its terms as well, in which signs do not
        // count.
        Assert.True(html.Contains("Zqxa", StringComparison.Ordinal) || page == "/knowledge/review", $"{words} was not found.");
        if (page != "/knowledge")
        {
            Assert.DoesNotContain("Zqxb", html, StringComparison.Ordinal);
        }
    }

    private async Task PushAsync(string id, string title)
    {
        await using var scope = fixture.Desk.Services.CreateAsyncScope();
        var answer = await scope.ServiceProvider.GetRequiredService<PushArticle>().RunAsync(
            new(id, title, "Some words.", Url: $"https://help.example.com/{id}", State: ArticleState.Validated,
                Audience: ArticleAudience.External), "test", TestContext.Current.CancellationToken);
        Assert.IsType<Result<KeptArticle>.Done>(answer);
    }
}
