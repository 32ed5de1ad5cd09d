using System.CommandLine;
using Engagement.Configured;

namespace Engagement.Host;

/// <summary>
/// <c>health</c>: asks the node on this machine. For a container's own check, where there is no other program to ask with.
/// </summary>
internal static class HealthCommand
{
    // Checks of the database give up after five seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public static Command Command()
    {
        var url = new Option<string>("--url") { Description = "Where it listens, if not where the settings say." };
        var live = new Option<bool>("--live") { Description = "Only whether the process answers, not whether it can serve." };
        var command = new Command(
            "health", "Ask the node on this machine whether it can serve: exit code 0 when it can, 1 when not.") { url, live };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(url), parsed.GetValue(live), ct));
        return command;
    }

    private static async Task<int> RunAsync(string? url, bool live, CancellationToken ct)
    {
        var configuration = new ConfigurationBuilder().AddConfiguration(Verbs.Settings(KnownSettings.IsOfListening, TextWriter.Null))
            .AddEnvironmentVariables("DOTNET_").AddEnvironmentVariables("ASPNETCORE_").Build();
        var node = url is null ? ListeningAddresses.FromHere(configuration)
            : Uri.TryCreate(url, UriKind.Absolute, out var given) && given.Scheme is ("http" or "https") ? given
            : throw new UsageException($"--url '{url}' is no address. Give one such as http://localhost:8080.");
        var address = new Uri(node, live ? "/health/live" : "/health/ready");

        // On this machine, by a name no certificate is for; nothing is told it that others may not know.
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => address.IsLoopback;
        using var http = new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = 100_000 };
        try
        {
            using var answer = await http.GetAsync(address, ct);
            Console.WriteLine(await answer.Content.ReadAsStringAsync(ct));
            return answer.IsSuccessStatusCode ? 0 : Verbs.Failed;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"{address} does not answer: {e.Message}");
            return Verbs.Failed;
        }
    }
}
