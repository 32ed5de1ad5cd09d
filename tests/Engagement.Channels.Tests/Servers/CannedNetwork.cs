using System.Net;
using System.Text;

namespace Engagement.Channels.Tests.Servers;

/// <summary>Answers what a test tells it to, for what no real server can be brought to say on demand.</summary>
internal sealed class CannedNetwork(Func<HttpRequestMessage, string, HttpResponseMessage> answer) : HttpMessageHandler
{
    /// <summary>What was asked for, in order: method and path.</summary>
    public List<string> Asked { get; } = [];

    public static HttpResponseMessage Json(HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        return answer(request, body);
    }
}
