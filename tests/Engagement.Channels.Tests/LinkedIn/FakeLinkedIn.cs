using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Engagement.Channels.Tests.Contract;

namespace Engagement.Channels.Tests.LinkedIn;

/// <summary>LinkedIn's versioned API as learn.microsoft.com tells it, as far as our adapter may use it. Nobody can run the real one.</summary>
internal sealed partial class FakeLinkedIn : FakeServer
{
    public const string Us = "urn:li:organization:4711";

    private const string Urn = "^urn:li:";

    private static readonly Shape NewMedia = new() { ["id"] = new(JsonValueKind.String, Required: true, Pattern: "^urn:li:image:"), ["altText"] = new(JsonValueKind.String) };

    private static readonly Shape NewPost = new()
    {
        ["author"] = new(JsonValueKind.String, Required: true, Pattern: "^urn:li:(organization|person):"),
        ["commentary"] = new(JsonValueKind.String, Required: true),
        ["visibility"] = new(JsonValueKind.String, Required: true, Pattern: "^(PUBLIC|CONNECTIONS|LOGGED_IN)$"),
        ["distribution"] = new(JsonValueKind.Object, Required: true, Inner: new()
        {
            ["feedDistribution"] = new(JsonValueKind.String, Required: true, Pattern: "^(MAIN_FEED|NONE)$"),
            ["targetEntities"] = new(JsonValueKind.Array),
            ["thirdPartyDistributionChannels"] = new(JsonValueKind.Array),
        }),
        ["lifecycleState"] = new(JsonValueKind.String, Required: true, Pattern: "^PUBLISHED$"),
        ["isReshareDisabledByAuthor"] = new(JsonValueKind.True),
        ["content"] = new(JsonValueKind.Object, Inner: new()
        {
            ["media"] = new(JsonValueKind.Object, Inner: NewMedia),
            ["multiImage"] = new(JsonValueKind.Object, Inner: new() { ["images"] = new(JsonValueKind.Array, Required: true, Inner: NewMedia) }),
            ["article"] = new(JsonValueKind.Object, Inner: new()
            {
                ["source"] = new(JsonValueKind.String, Required: true, Pattern: "^https?://"),
                ["title"] = new(JsonValueKind.String, Required: true),
                ["description"] = new(JsonValueKind.String),
                ["thumbnail"] = new(JsonValueKind.String, Pattern: "^urn:li:image:"),
            }),
        }),
    };

    private static readonly Shape NewComment = new()
    {
        ["actor"] = new(JsonValueKind.String, Required: true, Pattern: "^urn:li:(organization|person):"),
        ["object"] = new(JsonValueKind.String, Required: true, Pattern: Urn),
        ["message"] = new(JsonValueKind.Object, Required: true, Inner: new() { ["text"] = new(JsonValueKind.String, Required: true) }),
        ["parentComment"] = new(JsonValueKind.String, Pattern: @"^urn:li:comment:\("),
    };

    private static readonly Shape Upload = new()
    {
        ["initializeUploadRequest"] = new(JsonValueKind.Object, Required: true, Inner: new() { ["owner"] = new(JsonValueKind.String, Required: true, Pattern: Urn) }),
    };

    private readonly List<Said> _said = [];
    private readonly List<Dictionary<string, object?>> _notifications = [];
    private readonly Dictionary<string, bool> _images = [];
    private long _lastId = 7_000_000_000_000_000_000;
    private int _people;

    public string AccessToken { get; private set; } = "access-1";

    public string RefreshToken { get; private set; } = "refresh-1";

    /// <summary>Only approved partners get refresh tokens.</summary>
    public bool IsPartner { get; set; } = true;

    public bool Disturb { get; set; }

    /// <summary>What it dates notifications by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public IReadOnlyList<Said> Everything => _said;

    public JsonElement LastContent { get; private set; }

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
            ("GET", ["organizations", "4711"]) => new Answer(200, new { id = 4711, localizedName = "Service Desk", vanityName = "service-desk" }),
            ("GET", ["organizationAcls"]) => Roles(call),
            ("POST", ["images"]) => BeginUpload(call),
            _ => throw new No(404, "RESOURCE_NOT_FOUND", $"No virtual resource found: {call.Path}"),
        };
    }

    /// <summary>What a reader sees of a post's "little text": cut, without a word, at the first thing that is not written as it must be.</summary>
    public static string Little(string commentary)
    {
        var seen = new StringBuilder();
        for (var at = 0; at < commentary.Length; at++)
        {
            if (commentary[at] == '\\' && at + 1 < commentary.Length)
            {
                seen.Append(commentary[++at]);
            }
            else if (Link().Match(commentary, at) is { Success: true } link && link.Index == at)
            {
                seen.Append(link.Value);
                at += link.Length - 1;
            }
            else if (Hashtag().Match(commentary, at) is { Success: true } tag && tag.Index == at)
            {
                seen.Append('#').Append(tag.Groups[1].Value.Replace("\\", "", StringComparison.Ordinal));
                at += tag.Length - 1;
            }
            else if (@"\|{}@[]()<>#*_~".Contains(commentary[at], StringComparison.Ordinal))
            {
                break;
            }
            else
            {
                seen.Append(commentary[at]);
            }
        }

        return seen.ToString();
    }

    private void Authorised(Call call)
    {
        if (call.Header("Authorization") != $"Bearer {AccessToken}")
        {
            throw new No(401, "INVALID_ACCESS_TOKEN", "Invalid access token");
        }
    }

    private static void Versioned(Call call)
    {
        if (call.Header("X-Restli-Protocol-Version") != "2.0.0" || !Regex.IsMatch(call.Header("LinkedIn-Version"), "^20[0-9]{4}$"))
        {
            throw new No(400, "VERSION_MISSING", "A version must be present. Please specify a version by adding the LinkedIn-Version header.");
        }

        if (string.CompareOrdinal(call.Header("LinkedIn-Version"), "202512") < 0)
        {
            throw new No(426, "NONEXISTENT_VERSION", $"Requested version {call.Header("LinkedIn-Version")}01 is not active");
        }

        if (call.RawPath.AsSpan().IndexOfAny(':', '(', ')') >= 0)
        {
            throw new No(400, "ILLEGAL_ARGUMENT", "Syntax exception in path variables");
        }

        if (call.Method is "DELETE" && call.Header("X-RestLi-Method") != "DELETE")
        {
            throw new No(400, "", "X-RestLi-Method: DELETE expected");
        }
    }

    private Answer Create(Call call)
    {
        Query(call);
        var body = Body(call, NewPost);
        var commentary = body.GetProperty("commentary").GetString()!;
        var text = Little(commentary);
        if (body.GetProperty("author").GetString() != Us)
        {
            throw new No(403, "ACCESS_DENIED", "Not enough permissions to access: partnerApiPostsExternal.CREATE.20260701");
        }

        if (text.Length > 3000)
        {
            throw new No(422, "FIELD_LENGTH_TOO_LONG", "commentary is too long");
        }

        if (_said.Find(s => s.Author == Us && s.Object.Length == 0 && s.Text == text) is { } same)
        {
            return new Answer(422, new { status = 422, code = "UNPROCESSABLE_ENTITY", message = $"Content is a duplicate of {same.Urn}", errorDetails = new { inputErrors = new[] { new { code = "DUPLICATE_POST" } } } });
        }

        var alt = new List<string>();
        LastContent = default;
        if (body.TryGetProperty("content", out var content))
        {
            LastContent = content;
            if (content.EnumerateObject().Count() != 1)
            {
                throw new No(400, "INVALID_CONTENT", "content is a union: exactly one member must be set");
            }

            var media = content.TryGetProperty("multiImage", out var many) ? many.GetProperty("images").EnumerateArray().ToList()
                : content.TryGetProperty("media", out var one) ? [one] : [];
            if (many.ValueKind == JsonValueKind.Object && media.Count is < 2 or > 20)
            {
                throw new No(400, "INVALID_CONTENT", "multiImage takes 2 to 20 images");
            }

            if (media.Any(m => !_images.GetValueOrDefault(m.GetProperty("id").GetString()!)))
            {
                throw new No(400, "MEDIA_ASSET_WAITING_UPLOAD", "The image was not uploaded");
            }

            alt.AddRange(media.Select(m => m.GetProperty("altText").GetString()!));
        }

        var post = new Said($"urn:li:share:{NextId()}", "", Us, text, null, commentary, alt);
        _said.Add(post);
        return new Answer(201, null, ("x-restli-id", post.Urn));
    }

    private Answer OwnPosts(Call call)
    {
        Query(call, "q", "author", "count", "sortBy", "start");
        if (call.Arg("q") != "author" || call.Arg("author") != Us || call.Header("X-RestLi-Method") != "FINDER" || call.Arg("sortBy") is not ("CREATED" or "LAST_MODIFIED"))
        {
            throw new No(400, "ILLEGAL_ARGUMENT", "Unknown finder");
        }

        var page = _said.Where(s => s.Author == Us && s.Object.Length == 0).Reverse().Take(int.Parse(call.Arg("count")!, CultureInfo.InvariantCulture));
        return new Answer(200, new { paging = new { start = 0, count = 50 }, elements = page.Select(PostBody) });
    }

    // By its own urn only: an activity is none ("Posts API", "Get Posts by URN").
    private Answer Post(Call call, string urn)
    {
        Query(call);
        return _said.Find(s => s.Urn == urn && s.Object.Length == 0) is { } post ? new Answer(200, PostBody(post)) : throw new No(404, "NOT_FOUND", $"{urn} was not found");
    }

    private static object PostBody(Said p) => new { id = p.Urn, author = p.Author, commentary = p.Raw, createdAt = p.AtMs, publishedAt = p.AtMs, lifecycleState = "PUBLISHED" };

    private Answer Delete(Call call, string urn)
    {
        Query(call, "actor");
        _said.RemoveAll(s => s.Urn == urn && s.Author == Us);
        return new Answer(204, null);
    }

    private Answer Comment(Call call, string target)
    {
        Query(call);
        var body = Body(call, NewComment);
        var parent = body.TryGetProperty("parentComment", out var named) ? named.GetString() : null;
        var text = body.GetProperty("message").GetProperty("text").GetString()!;
        if (body.GetProperty("actor").GetString() != Us || text.Length > 1250 || (parent ?? body.GetProperty("object").GetString()) != target)
        {
            throw new No(400, "INVALID_COMMENT", "The comment's actor, length, object or parent is wrong");
        }

        if (Existing(target).Parent is not null)
        {
            throw new No(400, "INVALID_COMMENT", "Comments nest one level only");
        }

        var comment = CommentOn(target, Us, text);
        _said.Add(comment);
        return new Answer(201, Told(comment), ("x-restli-id", comment.Urn.Split(',')[1].TrimEnd(')')));
    }

    private Answer Comments(Call call, string target)
    {
        Query(call, "start", "count");
        var of = Existing(target);
        return new Answer(200, new { elements = _said.Where(s => s.Object.Length > 0 && (of.Object.Length > 0 ? s.Parent == target : s.Object == Activity(of.Urn) && s.Parent is null)).Select(Told) });
    }

    private Answer Metadata(string urn)
    {
        var post = Existing(urn);
        return new Answer(200, new
        {
            entity = urn,
            reactionSummaries = post.Likes == 0 ? [] : new Dictionary<string, object> { ["LIKE"] = new { reactionType = "LIKE", count = post.Likes } },
            commentSummary = new { count = _said.Count(s => s.Object == Activity(urn)), topLevelCount = 1 },
            commentsState = "OPEN",
        });
    }

    private Answer Notifications(Call call)
    {
        Query(call, "q", "actions", "organizationalEntity", "timeRange", "start", "count");
        var range = TimeRange().Match(call.Arg("timeRange") ?? "");
        if (call.Arg("q") != "criteria" || call.Arg("organizationalEntity") != Us || !range.Success || !Regex.IsMatch(call.Arg("actions")!, @"^List\([A-Z_,]+\)$"))
        {
            throw new No(400, "ILLEGAL_ARGUMENT", "Unknown finder");
        }

        var (from, to) = (long.Parse(range.Groups[1].Value, CultureInfo.InvariantCulture), long.Parse(range.Groups[2].Value, CultureInfo.InvariantCulture));
        var actions = call.Arg("actions")![5..^1].Split(',');
        var page = _notifications
            .Where(n => actions.Contains((string)n["action"]!) && (long)n["lastModifiedAt"]! >= from && (long)n["lastModifiedAt"]! <= to)
            .Reverse()
            .Skip(int.Parse(call.Arg("start")!, CultureInfo.InvariantCulture))
            .Take(int.Parse(call.Arg("count")!, CultureInfo.InvariantCulture))
            .ToList();
        if (Disturb)
        {
            Disturb = false;
            page = [.. page.AsEnumerable().Reverse(), .. page];
        }

        return new Answer(200, new { paging = new { start = 0, count = 50 }, elements = page });
    }

    private static Answer Roles(Call call)
    {
        Query(call, "q", "state", "count", "role");
        return new Answer(200, new
        {
            elements = new[]
            {
                new { role = "ADMINISTRATOR", state = "APPROVED", organization = Us, roleAssignee = "urn:li:person:me" },
                new { role = "ANALYST", state = "APPROVED", organization = "urn:li:organization:9", roleAssignee = "urn:li:person:me" },
            },
        });
    }

    private Answer BeginUpload(Call call)
    {
        Query(call, "action");
        Body(call, Upload);
        if (call.Arg("action") != "initializeUpload")
        {
            throw new No(400, "ILLEGAL_ARGUMENT", "Unknown action");
        }

        var id = $"C{++_lastId}";
        _images["urn:li:image:" + id] = false;
        return new Answer(200, new { value = new { uploadUrlExpiresAt = 1_900_000_000_000, uploadUrl = new Uri(Address, $"dms-uploads/{id}").AbsoluteUri, image = "urn:li:image:" + id } });
    }

    private Answer Token(Call call)
    {
        var form = call.ContentType == "application/x-www-form-urlencoded" ? call.Form() : new Dictionary<string, string>();
        var good = form.GetValueOrDefault("client_id") == "client" && form.GetValueOrDefault("client_secret") == "hush" && form.GetValueOrDefault("grant_type") switch
        {
            "refresh_token" => form.Count == 4 && form["refresh_token"] == RefreshToken,
            "authorization_code" => form.Count == 5 && form["code"] == "the-code" && form["redirect_uri"].StartsWith("https://", StringComparison.Ordinal),
            _ => false,
        };
        if (!good)
        {
            return new Answer(400, new { error = "invalid_request", error_description = "The provided authorization grant or refresh token is invalid, expired or revoked." });
        }

        AccessToken += "+";
        return !IsPartner
            ? new Answer(200, new { access_token = AccessToken, expires_in = 5_184_000, scope = "r_organization_social,w_organization_social" })
            : new Answer(200, new { access_token = AccessToken, expires_in = 5_184_000, refresh_token = RefreshToken, refresh_token_expires_in = 31_536_000, scope = "r_organization_social,w_organization_social" });
    }

    // RFC 7009, with the app's own name and secret.
    private Answer Revoke(Call call)
    {
        var form = call.ContentType == "application/x-www-form-urlencoded" ? call.Form() : new Dictionary<string, string>();
        if (form.GetValueOrDefault("client_id") != "client" || form.GetValueOrDefault("client_secret") != "hush")
        {
            return new Answer(401, new { error = "invalid_client", error_description = "Client authentication failed" });
        }

        AccessToken = form.GetValueOrDefault("token") == AccessToken ? "nobody's" : AccessToken;
        return new Answer(200, new { });
    }

    private string NextId() =>
        GivesStrangeIds ? StrangeIds.Number((int)(++_lastId % 1_000_000)) : (++_lastId).ToString(CultureInfo.InvariantCulture);

    private Said CommentOn(string target, string author, string text)
    {
        var on = Existing(target);
        var activity = on.Object.Length > 0 ? on.Object : Activity(on.Urn);
        var parent = on.Object.Length > 0 ? on.Parent ?? on.Urn : null; // one level only
        return new Said($"urn:li:comment:({activity},{NextId()})", activity, author, text, parent, text, []);
    }

    private void Notify(string action, Said said, bool deleted)
    {
        var post = _said.Find(s => s.Object.Length == 0 && Activity(s.Urn) == said.Object);
        var decorated = new { owner = said.Author, text = deleted ? null : said.Text, entity = said.Urn, parentComment = said.Parent };
        _notifications.Add(new()
        {
            ["notificationId"] = ++_lastId,
            ["organizationalEntity"] = Us,
            ["action"] = action,
            ["sourcePost"] = said.Object.Length > 0 ? said.Object : said.Urn,
            ["generatedActivity"] = said.Urn,
            ["lastModifiedAt"] = Clock.GetUtcNow().ToUnixTimeMilliseconds(),
            ["decoratedSourcePost"] = post is null ? null : new { owner = Us, entity = post.Urn, text = post.Text },
            ["decoratedGeneratedActivity"] = said.Object.Length > 0 ? new { comment = decorated } : new { share = decorated },
        });
    }

    private Said Existing(string urn) => _said.Find(s => s.Urn == urn || (s.Object.Length == 0 && Activity(s.Urn) == urn)) ?? throw new No(404, "NOT_FOUND", $"{urn} was not found");

    private static Answer Shown(Said comment) => new(200, Told(comment));

    private static object Told(Said comment) => new
    {
        id = comment.Urn.Split(',')[1].TrimEnd(')'),
        commentUrn = comment.Urn,
        actor = comment.Author,
        @object = comment.Object,
        message = new { attributes = Array.Empty<object>(), text = comment.Text },
        parentComment = comment.Parent,
        created = new { actor = comment.Author, time = comment.AtMs },
    };

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

    [GeneratedRegex(@"^\(start:(\d+),end:(\d+)\)$")]
    private static partial Regex TimeRange();

    // What LinkedIn makes a link of stays as it is written, up to an escape or the end of a sentence.
    [GeneratedRegex(@"(?<![\p{L}\p{N}])https?://[^\s<>""\\|{}]*[^\s<>""\\|{}.,;:!?'…»”’]", RegexOptions.IgnoreCase)]
    private static partial Regex Link();

    [GeneratedRegex(@"\{hashtag\|\\#\|((?:[^\\|{}]|\\.)+)\}")]
    private static partial Regex Hashtag();

    /// <param name="Object">What a comment hangs on; empty for a post.</param>
    /// <param name="Raw">As it was sent.</param>
    internal sealed record Said(string Urn, string Object, string Author, string Text, string? Parent, string Raw, IReadOnlyList<string> Alt)
    {
        public int Likes { get; set; }

        public long AtMs { get; } = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    }
}
