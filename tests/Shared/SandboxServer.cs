using System.Collections.Immutable;
using System.Net.Http.Json;
using Engagement.Channels;
using Engagement.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Engagement.Testing;

/// <summary>The Sandbox network alone, on a free port of this machine, with a file of its own.</summary>
internal sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly HttpClient _http = new();

    private SandboxServer(WebApplication app, string folder)
    {
        _app = app;
        _folder = folder;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Where it is, e.g. <c>http://127.0.0.1:40123</c>.</summary>
    public Uri Address { get; }

    public SandboxProfiles Profiles => _app.Services.GetRequiredService<SandboxProfiles>();

    public SandboxPosts Posts => _app.Services.GetRequiredService<SandboxPosts>();

    public SandboxFaults Faults => _app.Services.GetRequiredService<SandboxFaults>();

    public static async Task<SandboxServer> StartAsync(TimeProvider? clock = null)
    {
        var folder = Directory.CreateTempSubdirectory("engagement-sandbox-").FullName;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddSandbox(folder);
        var app = builder.Build();
        app.MapSandbox();
        await app.StartAsync();
        return new SandboxServer(app, folder);
    }

    /// <summary>A new profile, and the account that acts as it.</summary>
    public async Task<ChannelAccount> JoinAsync(string handle, string? name = null)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(Address, "/sandbox/api/profiles"), new { handle, name });
        answer.EnsureSuccessStatusCode();
        var joined = await answer.Content.ReadFromJsonAsync<Joined>();
        return new ChannelAccount(
            Guid.NewGuid(), "sandbox", "@" + handle, joined!.Profile.Id, Address,
            ImmutableDictionary<string, string>.Empty,
            ImmutableDictionary<string, string>.Empty.Add("token", joined.AccessToken).Add("refreshToken", joined.RefreshToken));
    }

    /// <summary>Makes the network misbehave, as a test tells it to over its API.</summary>
    public async Task MisbehaveAsync(string on, string kind, int times = 1, int retryAfter = 30, int delayMs = 3000)
    {
        using var answer = await _http.PostAsJsonAsync(
            new Uri(Address, "/sandbox/api/faults"), new { on, kind, times, retryAfter, delayMs });
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed record Joined(JoinedProfile Profile, string AccessToken, string RefreshToken);

    private sealed record JoinedProfile(string Id);
}
