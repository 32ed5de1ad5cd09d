using Engagement.Testing;
using Engagement.Web.Security;
using Microsoft.Playwright;

namespace Engagement.Browser.Portal;

/// <summary>One running desk and one browser for all stories.</summary>
public sealed class PortalFixture : IAsyncLifetime
{
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private readonly Dictionary<Role, string> _sessions = [];

    internal RunningDesk Desk { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Desk = await RunningDesk.StartAsync();
        Assertions.SetDefaultExpectTimeout(20_000); // on a machine with much to do a page may take its time; a wrong page stays wrong
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(30_000); // on a busy machine a page takes its time
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = File.Exists("/usr/bin/chromium") ? "/usr/bin/chromium" : null,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await Desk.DisposeAsync();
    }

    /// <summary>A tab of somebody who signed in through the page; an administrator unless another role is said.</summary>
    internal async Task<Tab> OpenAsync(int width = 1366, int height = 768, ColorScheme scheme = ColorScheme.Light, Role role = Role.Administrator)
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

    private Task<IBrowserContext> ContextAsync(int width, int height, ColorScheme scheme, string? session) => _browser.NewContextAsync(new()
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
