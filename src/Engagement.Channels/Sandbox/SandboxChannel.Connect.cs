using System.Collections.Immutable;

namespace Engagement.Channels.Sandbox;

internal sealed partial class SandboxChannel : IConnect
{
    private const string ServerField = "server";
    private const string HandleField = "handle";
    private const string NameField = "name";

    public ConnectGuide Guide { get; } = new(
        ["Choose a handle that nobody on this Sandbox network has. The profile is made for you; there is nothing to sign up for."],
        [
            new(ServerField, "Server", "Where the Sandbox network is served. In Development that is Engagement's own address.")
                { Example = "http://localhost:5080" },
            new(HandleField, "Handle", "2 to 30 letters, digits or underscores.") { Example = "service_desk" },
            new(NameField, "Name", "What people see beside your posts.") { IsOptional = true, Example = "Service Desk" },
        ],
        []);

    /// <summary>Joins the network as a new profile. One step: nobody has to be asked.</summary>
    public async Task<Reading<ConnectStep>> BeginAsync(ConnectRequest request, CancellationToken ct)
    {
        if (!Uri.TryCreate(request.Field(ServerField), UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https"))
        {
            return Reading<ConnectStep>.No(RefusalKind.Invalid,
                "Server: give the address of the Sandbox network, e.g. http://localhost:5080.");
        }

        using var message = SandboxApi.Join(server, new(request.Field(HandleField), request.Field(NameField)));
        return await Sending.ReadAsync<ConnectStep>(http, message, (response, body) => response.IsSuccessStatusCode
            ? new ConnectStep.Done([Connected(server, SandboxApi.Read<SandboxApi.Joined>(body))])
            : SandboxErrors.ForJoin(response, body), ct);
    }

    /// <summary>Never needed: <see cref="BeginAsync"/> is done at once.</summary>
    public Task<Reading<IReadOnlyList<ConnectedAccount>>> CompleteAsync(ConnectStep.GoTo goTo, string code, CancellationToken ct) =>
        Task.FromResult(Reading<IReadOnlyList<ConnectedAccount>>.No(RefusalKind.Invalid,
            "Connecting to the Sandbox network is one step; there is nothing to complete."));

    private static ConnectedAccount Connected(Uri server, SandboxApi.Joined joined) => new(
        Profile(server, joined.Profile),
        server,
        ImmutableDictionary<string, string>.Empty,
        Secrets(joined.AccessToken, joined.RefreshToken),
        joined.ExpiresAt);

    private static ImmutableDictionary<string, string> Secrets(string accessToken, string refreshToken) =>
        ImmutableDictionary<string, string>.Empty
            .Add(SandboxSettings.TokenSecret, accessToken)
            .Add(SandboxSettings.RefreshTokenSecret, refreshToken);
}
