using Engagement.Testing;
using Engagement.Web.Security;
using Microsoft.Playwright;

namespace Engagement.Browser.Portal;

/// <summary>One running desk and one browser for the stories of a collection.</summary>
public sealed class PortalFixture : IAsyncLifetime
{
    private readonly Chromium _chromium = new();
    private readonly Dictionary<Role, string> _sessions = [];

    internal RunningDesk Desk { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Desk = await RunningDesk.StartAsync();
        await _chromium.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        await Desk.DisposeAsync();
    }

    /// <summary>A tab of somebody who signed in through the page; an administrator unless another role is said.</summary>
    internal async Task<Tab> OpenAsync(
        int width = 1366, int height = 768, ColorScheme scheme = ColorScheme.Light, Role role = Role.Administrator)
    {
        var context = await ContextAsync(width, height, scheme, _sessions.GetValueOrDefault(role));
        var page = await context.NewPageAsync();
        if (!_sessions.ContainsKey(role))
        {
            await page.GotoAsync("/sign-in");
            await page.GetByLabel("E-mail address").FillAsync(RunningDesk.EmailOf(role));
            await page.GetByLabel("Password").FillAsync(RunningDesk.Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Home" })).ToBeVisibleAsync();
            _sessions[role] = await context.StorageStateAsync();
        }

        return new Tab(context, page);
    }

    private Task<IBrowserContext> ContextAsync(int width, int height, ColorScheme scheme, string? session) =>
        _chromium.Browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            BaseURL = Desk.Address.ToString(),
            StorageState = session,
            TimezoneId = "Europe/Berlin",
            Locale = "en-GB",
            ReducedMotion = ReducedMotion.Reduce, // colours are measured, not on their way
        });
}

/// <summary>A page, and what the browser complained about on it.</summary>
internal sealed class Tab : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public Tab(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                Complaints.Add($"{page.Url}: {message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => Complaints.Add($"{page.Url}: {error}");
    }

    public IPage Page { get; }

    /// <summary>Errors of scripts, and what the content security policy refused.</summary>
    public List<string> Complaints { get; } = [];

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class PortalCollection : ICollectionFixture<PortalFixture>
{
    public const string Name = "The portal in a browser";
}
