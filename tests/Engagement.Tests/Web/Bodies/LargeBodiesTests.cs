using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Engagement.Testing;
using Engagement.Web.Bodies;
using Engagement.Web.Security;

namespace Engagement.Tests.Web.Bodies;

public sealed class LargeBodiesTests(DeskFixture fixture) : IClassFixture<DeskFixture>
{
    private static readonly Uri Articles = new("/api/v1/articles", UriKind.Relative);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_long_article_is_taken_whole_whether_its_length_is_said_or_not(bool isSaid)
    {
        using var http = await fixture.Desk.WithKeyAsync(Role.Editor);
        var words = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"Sentence {i} with ümlauts 😀.\n"));
        using var body = JsonContent.Create(new { externalId = $"long-{isSaid}", title = "Long", body = words });
        if (isSaid)
        {
            await body.LoadIntoBufferAsync(Stop);
        }

        using var pushed = await http.PostAsync(Articles, body, Stop);

        Assert.Equal(HttpStatusCode.Created, pushed.StatusCode);
        var kept = JsonNode.Parse(await http.GetStringAsync(pushed.Headers.Location, Stop))!;
        Assert.Equal(words, (string)kept["body"]!);
        Assert.Empty(Left());
    }

    [Fact]
    public async Task A_long_body_that_is_wrong_is_told_by_its_field()
    {
        using var http = await fixture.Desk.WithKeyAsync(Role.Editor);
        using var tooLong = JsonContent.Create(new { externalId = "too-long", body = new string('x', 5 * 1024 * 1024 + 1) });
        using var refused = await http.PostAsync(Articles, tooLong, Stop);
        using var coloured = JsonContent.Create(new { externalId = "a", colour = new string('x', 600_000) });
        using var unknown = await http.PostAsync(Articles, coloured, Stop);
        using var most = new ByteArrayContent(new byte[31_000_000]) { Headers = { ContentType = new("application/json") } };
        using var asked = new HttpRequestMessage(HttpMethod.Post, Articles) { Content = most, Headers = { ExpectContinue = true } };
        using var larger = await http.SendAsync(asked, Stop);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "body"), (refused.StatusCode, await FieldAsync(refused)));
        Assert.Equal((HttpStatusCode.BadRequest, "colour"), (unknown.StatusCode, await FieldAsync(unknown)));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body"), (larger.StatusCode, await FieldAsync(larger)));
        Assert.Empty(Left());
    }

    [Fact]
    public async Task What_waits_for_its_turn_in_vain_is_told_when_to_come_back()
    {
        await using var desk = await RunningDesk.StartAsync();
        using var http = await desk.WithKeyAsync(Role.Editor);
        var line = desk.Services.GetRequiredService<WorkInTurn>();
        desk.Services.GetRequiredService<LargeBodies>().Patience = TimeSpan.FromMilliseconds(300);
        using var late = JsonContent.Create(new { externalId = "late", title = "Late", body = new string('x', 300_000) });
        using (await line.EnterAsync(LargeBodies.AtOnce, TimeSpan.Zero, Stop))
        {
            using var small = await http.PostAsJsonAsync(Articles, new { externalId = "small", title = "Small", body = "Short." }, Stop);
            Assert.Equal(HttpStatusCode.Created, small.StatusCode); // nothing waits that is short

            using var refused = await http.PostAsync(Articles, late, Stop);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(30)),
                (refused.StatusCode, refused.Headers.RetryAfter?.Delta));
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        }

        using var again = JsonContent.Create(new { externalId = "late", title = "Late", body = new string('x', 300_000) });
        using var taken = await http.PostAsync(Articles, again, Stop);
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/setup")]
    [InlineData("/error")]
    public async Task Nobody_reads_much_of_strangers(string page)
    {
        using var http = new HttpClient { BaseAddress = fixture.Desk.Address };
        using var form = new StringContent("Email=" + new string('a', 200_000), Encoding.ASCII, "application/x-www-form-urlencoded");
        using var answer = await http.PostAsync(new Uri(page, UriKind.Relative), form, Stop);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("That is too large", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_process_left_is_swept_up()
    {
        var folder = Directory.CreateTempSubdirectory("engagement-kept-").FullName;
        var kept = new KeptBodies(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "left"), "of another process", Stop);
        kept.Sweep();
        Assert.Empty(Directory.GetFiles(folder));

        await using (var body = await kept.KeepAsync(new MemoryStream(new byte[KeptBodies.Short + 1]), Stop))
        {
            Assert.Equal(KeptBodies.Short + 1, body!.Length);
            var file = Assert.Single(Directory.GetFiles(folder));
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        Assert.Empty(Directory.GetFiles(folder));
        Directory.Delete(folder);
    }

    private IEnumerable<string> Left() => Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder) : [];

    private string Folder => Path.Combine(fixture.Desk.Db.Options.DataDirectory, "incoming");

    private static async Task<string> FieldAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["errors"]!.AsObject().First().Key;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
