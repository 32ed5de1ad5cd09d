using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Engagement.Channels.Tests.Contract;

namespace Engagement.Channels.Tests.LinkedIn;

/// <summary>The Posts and Images APIs: a post, what of its "little text" a reader sees, and its pictures.</summary>
internal sealed partial class FakeLinkedIn
{
    private static readonly Shape NewMedia = new()
        { ["id"] = new(JsonValueKind.String, Required: true, Pattern: "^urn:li:image:"), ["altText"] = new(JsonValueKind.String) };

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
            ["multiImage"] = new(JsonValueKind.Object,
                Inner: new() { ["images"] = new(JsonValueKind.Array, Required: true, Inner: NewMedia) }),
            ["article"] = new(JsonValueKind.Object, Inner: new()
            {
                ["source"] = new(JsonValueKind.String, Required: true, Pattern: "^https?://"),
                ["title"] = new(JsonValueKind.String, Required: true),
                ["description"] = new(JsonValueKind.String),
                ["thumbnail"] = new(JsonValueKind.String, Pattern: "^urn:li:image:"),
            }),
        }),
    };

    private static readonly Shape Upload = new()
    {
        ["initializeUploadRequest"] = new(JsonValueKind.Object, Required: true,
            Inner: new() { ["owner"] = new(JsonValueKind.String, Required: true, Pattern: Urn) }),
    };

    private readonly Dictionary<string, bool> _images = [];

    public JsonElement LastContent { get; private set; }

    /// <summary>
    /// What a reader sees of a post's "little text": cut, without a word, at the first thing that is not written as it must be.
    /// </summary>
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
            return new Answer(422, new { status = 422, code = "UNPROCESSABLE_ENTITY", message = $"Content is a duplicate of {same.Urn}",
                errorDetails = new { inputErrors = new[] { new { code = "DUPLICATE_POST" } } } });
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
        if (call.Arg("q") != "author" || call.Arg("author") != Us || call.Header("X-RestLi-Method") != "FINDER"
            || call.Arg("sortBy") is not ("CREATED" or "LAST_MODIFIED"))
        {
            throw new No(400, "ILLEGAL_ARGUMENT", "Unknown finder");
        }

        var page = _said.Where(s => s.Author == Us && s.Object.Length == 0).Reverse()
            .Take(int.Parse(call.Arg("count")!, CultureInfo.InvariantCulture));
        return new Answer(200, new { paging = new { start = 0, count = 50 }, elements = page.Select(PostBody) });
    }

    // By its own urn only: an activity is none ("Posts API", "Get Posts by URN").
    private Answer Post(Call call, string urn)
    {
        Query(call);
        return _said.Find(s => s.Urn == urn && s.Object.Length == 0) is { } post
            ? new Answer(200, PostBody(post))
            : throw new No(404, "NOT_FOUND", $"{urn} was not found");
    }

    private static object PostBody(Said p) =>
        new { id = p.Urn, author = p.Author, commentary = p.Raw, createdAt = p.AtMs, publishedAt = p.AtMs, lifecycleState = "PUBLISHED" };

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
        return new Answer(200, new { value = new { uploadUrlExpiresAt = 1_900_000_000_000,
            uploadUrl = new Uri(Address, $"dms-uploads/{id}").AbsoluteUri, image = "urn:li:image:" + id } });
    }

    // What LinkedIn makes a link of stays as it is written, up to an escape or the end of a sentence.
    [GeneratedRegex(@"(?<![\p{L}\p{N}])https?://[^\s<>""\\|{}]*[^\s<>""\\|{}.,;:!?'…»”’]", RegexOptions.IgnoreCase)]
    private static partial Regex Link();

    [GeneratedRegex(@"\{hashtag\|\\#\|((?:[^\\|{}]|\\.)+)\}")]
    private static partial Regex Hashtag();
}
