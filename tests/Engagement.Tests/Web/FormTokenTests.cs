using System.Text.RegularExpressions;
using Engagement.Web.Security;

namespace Engagement.Tests.Web;

/// <summary>A form without its token is refused, so every form that posts has one, whatever page it posts to.</summary>
[Collection(DeskCollection.Name)]
public sealed partial class FormTokenTests(DeskFixture fixture)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/templates/new")]
    [InlineData("/templates/new?kind=reply")]
    [InlineData("/knowledge/write")]
    [InlineData("/settings/api-keys")]
    public async Task Every_form_of_a_page_that_posts_has_its_token(string page)
    {
        var http = await fixture.Desk.SignedInAsync(Role.Administrator);

        var forms = Form().Matches(await http.GetStringAsync(new Uri(page, UriKind.Relative), TestContext.Current.CancellationToken));

        Assert.NotEmpty(forms); // signing out is one, on every page
        Assert.All(forms, form => Assert.Single(Token().Matches(form.Value)));
    }

    [GeneratedRegex("""<form[^>]*method="post"[^>]*>.*?</form>""", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Form();

    [GeneratedRegex("name=\"__RequestVerificationToken\"")]
    private static partial Regex Token();
}
