using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Engagement.Features.Integrations.Mail;
using Engagement.Features.Integrations.MailBridge;
using Engagement.Testing;

namespace Engagement.Tests.Integrations.MailBridge;

/// <summary>A mail server hands a mail over by HTTP, however long it is.</summary>
public sealed class MailHookTests
{
    [Fact]
    public async Task A_mail_server_hands_over_what_it_has_and_is_told_what_became_of_it()
    {
        await using var desk = await RunningDesk.StartAsync();
        var token = await SetUpAsync(desk);
        using var stranger = desk.Client();

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(stranger, "mail_guessed", "x")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(stranger, token, "")).Status);
        Assert.Equal((HttpStatusCode.Accepted, "Ignored"), await SendAsync(stranger, token, Mail("<1@other.example>", 10)));

        // More than the server takes of anything else: a whole mail with pictures.
        Assert.Equal((HttpStatusCode.Accepted, "Ignored"), await SendAsync(stranger, token, Mail("<2@other.example>", 40 * 1024 * 1024)));
    }

    private static string Mail(string id, int length) =>
        $"From: Jo <jo@other.example>\r\nSubject: Re: it\r\nMessage-ID: {id}\r\nMIME-Version: 1.0\r\n"
        + $"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + "--b\r\nContent-Type: text/plain\r\n\r\nOff and on.\r\n--b\r\nContent-Type: image/png; name=screenshot.png\r\n\r\n"
        + $"{new StringBuilder().Insert(0, new string('x', 70) + "\r\n", length / 72)}\r\n--b--\r\n";

    private static async Task<(HttpStatusCode Status, string? Outcome)> SendAsync(HttpClient client, string token, string mail)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/mail")
            { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(mail)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.SendAsync(request, Stop);
        var body = await answer.Content.ReadAsStringAsync(Stop);
        return (answer.StatusCode, body.Length == 0 || body[0] != '{' ? null : (string?)JsonNode.Parse(body)!["outcome"]);
    }

    private static async Task<string> SetUpAsync(RunningDesk desk)
    {
        await using var scope = desk.Services.CreateAsyncScope();
        Assert.IsType<Result<MailSettings>.Done>(await scope.ServiceProvider.GetRequiredService<SaveMailSettings>().RunAsync(
            new("127.0.0.1", 1, LineSecurity.None, "", "", "desk@example.com", "https://desk.example.com", "Ada"), Stop));
        var save = scope.ServiceProvider.GetRequiredService<SaveBridge>();
        Assert.IsType<Result<BridgeSettings>.Done>(await save.RunAsync(
            new("tickets@other.example", AnswersBecome.Replies, "@other.example",
                null, null, null, LineSecurity.Tls, null, null, null, "Ada"), Stop));
        return Assert.IsType<Result<string>.Done>(await save.NewTokenAsync("Ada", Stop)).Value;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
