using System.Net;
using Engagement.Web.Security;

namespace Engagement.Tests.Web;

[Collection(DeskCollection.Name)]
public sealed class CharsetTests(DeskFixture fixture)
{
    // Such a form was a mistake of ours, and then another one of the page that says so.
    [Theory]
    [InlineData("/sign-in", "application/x-www-form-urlencoded; charset=utf-7")]
    [InlineData("/error", "application/x-www-form-urlencoded; charset=utf-7")]
    [InlineData("/sign-in", "multipart/form-data; boundary=b; charset=\"UTF-7\"")]
    [InlineData("/api/v1/articles", "application/json; charset=utf-7")]
    [InlineData("/api/v1/articles", "application/json; charset=klingon")]
    public async Task A_charset_that_nothing_reads_is_refused(string path, string type)
    {
        using var http = await fixture.Desk.WithKeyAsync(Role.Editor);
        using var body = new ByteArrayContent("Email=+AGE-"u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), body, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }
}
