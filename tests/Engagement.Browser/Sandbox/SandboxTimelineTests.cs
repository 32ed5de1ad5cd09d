using Engagement.Browser.Portal;
using Engagement.Sandbox;
using Engagement.Testing;
using Microsoft.Playwright;

namespace Engagement.Browser.Sandbox;

/// <summary>The Sandbox network's pages in a real browser.</summary>
public sealed class SandboxTimelineTests(Chromium chromium) : IAsyncLifetime, IClassFixture<Chromium>
{
    private SandboxServer _network = null!;

    public async ValueTask InitializeAsync() => _network = await SandboxServer.StartAsync();

    public ValueTask DisposeAsync() => _network.DisposeAsync();

    [Theory]
    [InlineData(1366, 768, ColorScheme.Light)]
    [InlineData(1366, 768, ColorScheme.Dark)]
    [InlineData(390, 844, ColorScheme.Light)]
    [InlineData(390, 844, ColorScheme.Dark)]
    public async Task A_client_likes_and_replies_without_script_and_every_page_is_accessible(int width, int height, ColorScheme scheme)
    {
        await _network.JoinAsync("northwind_desk", "Northwind Service Desk");
        var desk = _network.Profiles.Find("northwind_desk")!;
        var post = _network.Posts.Publish(desk, new("k", "Outlook keeps asking for your password? Clear the saved one:\n"
            + "https://kb.northwind.example/outlook/password-prompt-loop")
        {
            Card = new("https://kb.northwind.example/outlook/password-prompt-loop",
                "Outlook keeps asking for a password", "Clear the saved credential, sign in once.", null),
        }).Value!;
        await using var context = await chromium.Browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            BaseURL = _network.Address.ToString(),
        });
        var page = await context.NewPageAsync();
        var refusedByPolicy = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                refusedByPolicy.Add(message.Text);
            }
        };

        await page.GotoAsync("/sandbox");
        await AssertAccessible(page);
        await page.GetByLabel("Somebody who is here").SelectOptionAsync("Jonas Weber");
        await page.GetByRole(AriaRole.Button, new() { Name = "Be them" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Like Northwind Service Desk's post, 0 likes" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Like Northwind Service Desk's post, 1 likes" }))
            .ToBeVisibleAsync();
        await page.Locator(".reply summary").First.ClickAsync();
        await page.GetByLabel("Your reply to @northwind_desk").FillAsync("It comes back after every restart.");
        await AssertAccessible(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Article, new() { Name = "Post by Jonas Weber" }))
            .ToContainTextAsync("It comes back after every restart.");
        await AssertAccessible(page);
        await page.GotoAsync("/sandbox/@northwind_desk");
        await AssertAccessible(page);
        Assert.Equal("jonas_weber", Assert.Single(_network.Posts.Mentions(desk, null, 10).Items).Author.Handle);
        Assert.Equal(1, _network.Posts.Find(post.Id)!.Likes);
        Assert.Empty(refusedByPolicy);
    }

    private static async Task AssertAccessible(IPage page)
    {
        var wider = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.Equal(0, wider);
        Assert.Empty(await AxeInPage.ViolationsAsync(page));
    }
}
