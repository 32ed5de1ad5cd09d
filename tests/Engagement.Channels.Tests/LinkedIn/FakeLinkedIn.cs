using System.Globalization;
using System.Text.Json;
using Engagement.Channels.Tests.Contract;

namespace Engagement.Channels.Tests.LinkedIn;

/// <summary>
/// LinkedIn's versioned API as learn.microsoft.com tells it, as far as our adapter may use it. Nobody can run the real one.
/// </summary>
internal sealed partial class FakeLinkedIn : FakeServer
{
    public const string Us = "urn:li:organization:4711";

    private const string Urn = "^urn:li:";

    private readonly List<Said> _said = [];
    private readonly List<Dictionary<string, object?>> _notifications = [];
    private long _lastId = 7_000_000_000_000_000_000;
    private int _people;

    /// <summary>What it dates notifications by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public IReadOnlyList<Said> Everything => _said;

    /// <summary>Its numbers are of any length and in no order.</summary>
    public bool GivesStrangeIds { get; set; }

    /// <summary>A member says something under a post or comment, or, with neither, in a post that mentions us.</summary>
    public Said Say(string text, string? under, string? who = null)
    {
        who ??= $"urn:li:person:p{++_people}";
        var said = under is null ? new Said($"urn:li:share:{NextId()}", "", who, text, null, text, []) : CommentOn(under, who, text);
        _said.Add(said);
        Notify(under is null ? "SHARE_MENTION" : "COMMENT", said, deleted: false);
        return said;
    }

    public void TakeBack(string urn)
    {
        var said = _said.Single(s => s.Urn == urn);
        _said.Remove(said);
        _notifications.RemoveAll(n => (string?)n["generatedActivity"] == urn);
        Notify("COMMENT_DELETE", said, deleted: true);
    }

    public void Like(string urn) => _said.Single(s => s.Urn == urn).Likes++;

    public static Answer Problem(int status, string code, string message) => new(status, new { status, code, message });

    protected override string Sort(Call call) => (call.Method, call.Path) switch
    {
        ("POST", "/rest/posts") => "send",
        ("POST", "/oauth/v2/accessToken") => "token",
        ("GET", "/rest/organizationalEntityNotifications") => "mentions",
        ("GET", var path) when path.StartsWith("/rest/organizations/", StringComparison.Ordinal) => "profile",
        var (method, path) => $"{method} {path}",
    };

    protected override Answer Refuse(No no) => Problem(no.Status, no.Code, no.Message);

    protected override Answer Handle(Call call)
    {
        if (call.Path == "/oauth/v2/accessToken")
        {
            return Token(call);
        }

        if (call.Path == "/oauth/v2/revoke")
        {
            return Revoke(call);
        }

        Authorised(call);
        if (call is { Method: "PUT" } && call.Path.StartsWith("/dms-uploads/", StringComparison.Ordinal))
        {
            _images["urn:li:image:" + call.Path["/dms-uploads/".Length..]] = call.Body.Length > 0;
            return new Answer(201, null);
        }

        Versioned(call);
        return (call.Method, call.Path.Split('/')[2..]) switch
        {
            ("POST", ["posts"]) => Create(call),
            ("GET", ["posts"]) => OwnPosts(call),
            ("GET", ["posts", var urn]) => Post(call, urn),
            ("DELETE", ["posts", var urn]) => Delete(call, urn),
            ("POST", ["socialActions", var target, "comments"]) => Comment(call, target),
            ("GET", ["socialActions", var target, "comments"]) => Comments(call, target),
            ("GET", ["socialActions", var target, "comments", var id]) => Shown(Existing($"urn:li:comment:({target},{id})")),
            ("DELETE", ["socialActions", var target, "comments", var id]) => Delete(call, $"urn:li:comment:({target},{id})"),
            ("GET", ["socialMetadata", var urn]) => Metadata(urn),
            ("GET", ["organizationalEntityNotifications"]) => Notifications(call),
            ("GET", ["organizations", "4711"]) =>
                new Answer(200, new { id = 4711, localizedName = "Service Desk", vanityName = "service-desk" }),
            ("GET", ["organizationAcls"]) => Roles(call),
            ("POST", ["images"]) => BeginUpload(call),
            _ => throw new No(404, "RESOURCE_NOT_FOUND", $"No virtual resource found: {call.Path}"),
        };
    }

    private Answer Delete(Call call, string urn)
    {
        Query(call, "actor");
        _said.RemoveAll(s => s.Urn == urn && s.Author == Us);
        return new Answer(204, null);
    }

    private string NextId() =>
        GivesStrangeIds ? StrangeIds.Number((int)(++_lastId % 1_000_000)) : (++_lastId).ToString(CultureInfo.InvariantCulture);

    private Said Existing(string urn) => _said.Find(s => s.Urn == urn || (s.Object.Length == 0 && Activity(s.Urn) == urn))
        ?? throw new No(404, "NOT_FOUND", $"{urn} was not found");

    // A post goes by another name where people act on it.
    private static string Activity(string share) => share.Replace("urn:li:share:", "urn:li:activity:", StringComparison.Ordinal);

    private static JsonElement Body(Call call, Shape shape)
    {
        if (!call.ContentType.StartsWith("application/json", StringComparison.Ordinal))
        {
            throw new No(415, "", "Content-Type must be application/json.");
        }

        var body = call.Json();
        return shape.Problem(body) is { } problem ? throw new No(400, "INVALID_REQUEST", problem) : body;
    }

    private static void Query(Call call, params string[] allowed)
    {
        if (call.StrangerInQuery(allowed) is { } stranger)
        {
            throw new No(400, "QUERY_PARAM_NOT_ALLOWED", $"Unpermitted fields present in PARAMETER: {stranger}");
        }
    }

    /// <param name="Object">What a comment hangs on; empty for a post.</param>
    /// <param name="Raw">As it was sent.</param>
    internal sealed record Said(
        string Urn, string Object, string Author, string Text, string? Parent, string Raw, IReadOnlyList<string> Alt)
    {
        public int Likes { get; set; }

        public long AtMs { get; } = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    }
}
