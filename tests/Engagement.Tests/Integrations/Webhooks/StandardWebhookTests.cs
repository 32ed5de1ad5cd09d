using System.Text;
using Engagement.Data;
using Engagement.Features.Integrations.Webhooks;
using Engagement.Tests.Data;
using Microsoft.AspNetCore.Http;
using Theirs = StandardWebhooks.StandardWebhook;

namespace Engagement.Tests.Integrations.Webhooks;

/// <summary>
/// Our signatures, judged by others: the specification's own example, and a library by people who never saw ours (the project's own judges
/// the example, see ExampleTests).
/// </summary>
public sealed class StandardWebhookTests
{
    [Fact]
    public void The_example_of_the_specifications_own_tests_is_signed_the_same()
    {
        // github.com/standard-webhooks/standard-webhooks, libraries/javascript/src/index.test.ts: "sign function works".
        var signature = StandardWebhook.Sign(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
            DateTimeOffset.FromUnixTimeSeconds(1614265330), Encoding.UTF8.GetBytes("""{"test": 2432232314}"""));

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
    }

    [Theory, OnEachDatabase]
    internal async Task What_we_send_is_verified_by_somebody_elses_library_and_a_changed_letter_is_not(Dialect dialect)
    {
        await using var room = await WebhookRoom.OpenAsync(dialect);
        room.Desk.Clock.SetUtcNow(DateTimeOffset.UtcNow); // the library knows no clock but the machine's
        await room.EmitAsync(data: new { subject = "Drucker läuft nicht – „Stau“ 🖨" });
        await room.WorkAsync();

        var call = Assert.Single(room.Receiver.Calls);
        var library = new Theirs(room.Secret);
        library.Verify(call.Body, Headers(call));
        Assert.ThrowsAny<Exception>(() => library.Verify(call.Body.Replace("Stau", "Stav", StringComparison.Ordinal), Headers(call)));
        Assert.ThrowsAny<Exception>(() => library.Verify(call.Body, Headers(call with { Id = "evt_other" })));
        Assert.ThrowsAny<Exception>(() => new Theirs(StandardWebhook.NewSecret()).Verify(call.Body, Headers(call)));
    }

    private static HeaderDictionary Headers(Received call) => new()
    {
        ["webhook-id"] = call.Id,
        ["webhook-timestamp"] = call.Timestamp,
        ["webhook-signature"] = call.Signature,
    };
}
