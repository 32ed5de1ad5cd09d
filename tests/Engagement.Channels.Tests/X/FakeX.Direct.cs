using System.Globalization;
using System.Text.Json;
using Engagement.Channels.Tests.Contract;

namespace Engagement.Channels.Tests.X;

/// <summary>Direct messages as docs.x.com tells them: newest first, a page at a time, no "since".</summary>
internal sealed partial class FakeX
{
    private static readonly string[] DirectFields = ["attachments", "created_at", "dm_conversation_id",
        "entities", "event_type", "id", "participant_ids", "referenced_tweets", "sender_id", "text"];

    private static readonly Shape NewDirect = new() { ["text"] = new(JsonValueKind.String, Required: true) };

    private readonly List<DirectMessage> _direct = [];

    /// <summary>False: the access was given without dm.read and dm.write.</summary>
    public bool MayReadDirect { get; set; } = true;

    public IReadOnlyList<DirectMessage> Direct => _direct;

    public DirectMessage Write(string sender, string conversation, string text)
    {
        var message = new DirectMessage(NextId(), sender, conversation, text, DateTimeOffset.UtcNow);
        _direct.Add(message);
        return message;
    }

    private Answer DirectEvents(Call call, string? conversation = null)
    {
        Query(call, "event_types", "max_results", "pagination_token", "dm_event.fields", "expansions", "user.fields", "media.fields");
        CheckScope();
        if (call.Arg("event_types") != "MessageCreate")
        {
            throw new No(400, "invalid-request", "event_types");
        }

        const int PageSize = 3; // so that a test needs no hundred messages to see a second page
        var all = _direct.Where(m => conversation is null || m.Conversation == conversation).Reverse().ToList();
        var from = int.Parse((call.Arg("pagination_token") ?? "0").TrimStart('P'), CultureInfo.InvariantCulture);
        var page = all.Skip(from).Take(PageSize).ToList();
        object meta = from + PageSize < all.Count
            ? new { result_count = page.Count, next_token = $"P{(from + PageSize).ToString("D15", CultureInfo.InvariantCulture)}" }
            : new { result_count = page.Count };
        return page.Count == 0 ? new Answer(200, new { meta }) : new Answer(200, new
        {
            data = page.Select(m => new
            {
                id = m.Id, event_type = "MessageCreate", text = m.Text, sender_id = m.Sender, dm_conversation_id = m.Conversation,
                created_at = m.At.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            }),
            includes = new { users = page.Select(m => m.Sender).Distinct().Select(User) },
            meta,
        });
    }

    private Answer SayDirectly(Call call, string conversation)
    {
        Query(call);
        CheckScope();
        var text = Body(call, NewDirect).GetProperty("text").GetString()!;
        var message = Write(Us, conversation, text);
        return new Answer(201, new { data = new { dm_conversation_id = conversation, dm_event_id = message.Id } });
    }

    private void CheckScope()
    {
        if (!MayReadDirect)
        {
            throw new No(403, "", "Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.");
        }
    }

    internal sealed record DirectMessage(string Id, string Sender, string Conversation, string Text, DateTimeOffset At);
}
