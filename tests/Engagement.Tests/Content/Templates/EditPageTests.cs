using System.Net;
using Engagement.Data;
using Engagement.Features.Content.Templates;
using Engagement.Testing;
using Engagement.Tests.Web;
using Engagement.Web.Security;

namespace Engagement.Tests.Content.Templates;

/// <summary>The editor's page without script, as a plain form.</summary>
[Collection(DeskCollection.Name)]
public sealed class EditPageTests(DeskFixture fixture)
{
    [Fact]
    public async Task Without_script_it_is_a_form_that_previews_keeps_refuses_and_publishes()
    {
        var http = await fixture.Desk.SignedInAsync(Role.Editor);
        var form = new Dictionary<string, string>
        {
            ["Kind"] = "reply", ["Version"] = "0", ["Name"] = "Plain", ["LengthClass"] = "short",
            ["Language"] = "en", ["Body"] = "Hello {{ client.first_name }} <b>",
        };

        // What a template makes is shown as words, not as markup.
        using var preview = await RunningDesk.PostFormAsync(http, "/templates/new?kind=reply", "/templates/new?handler=Preview", form);
        var shown = await preview.Content.ReadAsStringAsync(Stop);
        Assert.Contains("Hello Alex &lt;b&gt;", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Hello Alex <b>", shown, StringComparison.Ordinal);

        form["Body"] = "Hello\n{{ if }}";
        form["Note"] = "First";
        using var refused = await RunningDesk.PostFormAsync(http, "/templates/new?kind=reply", "/templates/new", form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("Line 2, column", await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);

        form["Others[0].Language"] = form["Others[1].Language"] = "de";
        form["Others[0].Body"] = "Hallo";
        form["Others[1].Body"] = "Grüezi";
        form["Body"] = "Hello";
        using var twice = await RunningDesk.PostFormAsync(http, "/templates/new?kind=reply", "/templates/new", form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, twice.StatusCode);
        Assert.Contains("A language is there twice.", await twice.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);

        form["Others[1].Language"] = "fr";
        using var published = await RunningDesk.PostFormAsync(http, "/templates/new?kind=reply", "/templates/new", form);
        Assert.Equal(HttpStatusCode.Redirect, published.StatusCode);
        var id = Guid.Parse(published.Headers.Location!.ToString().Split('/')[^1]);
        var made = (await fixture.Desk.Db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, Stop))!;
        Assert.Equal(("reply", "Hallo", "Grüezi"), (made.Kind, made.Texts.Others["de"], made.Texts.Others["fr"]));

        // Forms do not nest: a browser would end the outer one with the inner.
        var page = await http.GetStringAsync(new Uri($"/templates/{id}", UriKind.Relative), Stop);
        Assert.DoesNotMatch("<form(?:(?!</form>).)*<form", page.ReplaceLineEndings(" "));
    }

    [Theory]
    [InlineData("post", "account.handle", "brand.hours")]
    [InlineData("reply", "client.first_name", "ticket.words")]
    [InlineData("digest", "digest.visits", "reader.name")]
    [InlineData("notice", "notice.title", "now")]
    public async Task Each_kinds_page_lists_its_fields_with_their_meaning_and_what_the_functions_make(string kind, string one, string other)
    {
        var http = await fixture.Desk.SignedInAsync(Role.Editor);

        var html = await http.GetStringAsync(new Uri($"/templates/new?kind={kind}", UriKind.Relative), Stop);

        Assert.Contains($"<code>{one}</code>", html, StringComparison.Ordinal);
        Assert.Contains($"<code>{other}</code>", html, StringComparison.Ordinal);
        Assert.Contains("#Accounts #MultiFactor", html, StringComparison.Ordinal);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
