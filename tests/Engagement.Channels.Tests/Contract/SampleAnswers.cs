using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Engagement.Channels.Tests.Contract;

/// <summary>
/// A network that gives one answer to everything: a sample kept beside the adapter, as the network's documentation shows it.
/// </summary>
internal sealed class SampleAnswers(string network, string sample, HttpStatusCode status = HttpStatusCode.OK) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(new HttpResponseMessage(status)
            { Content = new StringContent(Read(network, sample), Encoding.UTF8, "application/json") });

    private static string Read(string network, string sample, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.GetFullPath($"../../../src/Engagement.Channels/{network}/Samples/{sample}", Path.GetDirectoryName(here)!));
}
