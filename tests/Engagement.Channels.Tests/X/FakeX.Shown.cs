using System.Globalization;
using System.Text;
using Engagement.Channels.Tests.Contract;
using Engagement.Channels.X;

namespace Engagement.Channels.Tests.X;

/// <summary>How posts and people are told: only what was asked for, under the names of the document it keeps to.</summary>
internal sealed partial class FakeX
{
    // Stored as X stores it: links shortened, three characters as HTML, those answered named in front.
    private Dictionary<string, object> Shown(Tweet tweet)
    {
        var text = XText.Normalize(tweet.Text);
        var urls = new List<object>();
        foreach (var (start, length) in XLinks.Find(text).Reverse())
        {
            var written = text.Substring(start, length);
            var shortened = "https://t.co/"
                + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(written)))[..10];
            text = text[..start] + shortened + text[(start + length)..];
            urls.Add(new { url = shortened, expanded_url = written.Contains("://", StringComparison.Ordinal)
                ? written : "http://" + written });
        }

        text = text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        if (tweet.Alt.Count > 0)
        {
            text += " https://t.co/image00000";
            urls.Add(new { url = "https://t.co/image00000", expanded_url = "https://x.com/desk/status/1/photo/1", media_key = "3_1" });
        }

        var shown = new Dictionary<string, object>
        {
            ["id"] = tweet.Id,
            ["text"] = tweet.Author == Us && tweet.ParentAuthor is { } answered ? $"@{Name(answered)} {text}" : text,
            ["author_id"] = tweet.Author,
            ["conversation_id"] = tweet.Conversation,
            ["created_at"] = tweet.At.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["lang"] = "en",
            ["entities"] = new { urls },
            ["public_metrics"] = new { retweet_count = 0, reply_count = _tweets.Count(t => t.Parent == tweet.Id),
                like_count = tweet.Likes, quote_count = 0, bookmark_count = 0, impression_count = 7 },
        };
        if (tweet.Pictures.Count > 0)
        {
            shown["attachments"] = new { media_keys = tweet.Pictures.Select(p => p.Key) };
        }

        if (tweet.ParentAuthor is not null)
        {
            shown["in_reply_to_user_id"] = tweet.ParentAuthor;
        }

        if (tweet.Parent is not null || tweet.Quotes is not null)
        {
            shown["referenced_tweets"] = new[] { new { type = tweet.Parent is null ? "quoted" : "replied_to",
                id = tweet.Parent ?? tweet.Quotes! } };
        }

        return shown;
    }

    // Only what was asked for, under the names of its document.
    private Dictionary<string, object> Told(Call call, Tweet tweet)
    {
        var (fields, expansions) = ((call.Arg(Fields) ?? "").Split(','), (call.Arg("expansions") ?? "").Split(','));
        string[] expanded = Document == 2166 ? [] :
        [
            .. expansions.Contains("author_id") ? ["author_id"] : Array.Empty<string>(),
            .. expansions.Contains("in_reply_to_user_id") ? ["in_reply_to_user_id"] : Array.Empty<string>(),
            .. expansions.Contains("referenced_posts") ? ["referenced_tweets"] : Array.Empty<string>(),
        ];
        return Shown(tweet)
            .Where(f => f.Key is "id" or "text" || fields.Contains(f.Key) || expanded.Contains(f.Key))
            .ToDictionary(f => Document == 2167 && f.Key == "referenced_tweets" ? "referenced_posts" : f.Key, f => f.Value);
    }

    private Dictionary<string, object> Included(Call call, IReadOnlyList<Tweet> page)
    {
        var expansions = (call.Arg("expansions") ?? "").Split(',');
        var included = new Dictionary<string, object>();
        if (expansions.Contains("author_id"))
        {
            included["users"] = page.Select(t => t.Author).Distinct().Select(User);
        }

        if (expansions.Contains(Document == 2166 ? "referenced_tweets.id" : "referenced_posts"))
        {
            included[Document == 2166 ? "tweets" : "posts"] =
                page.SelectMany(t => new[] { t.Parent, t.Quotes }).OfType<string>().Distinct()
                    .Select(id => _tweets.Find(t => t.Id == id)).OfType<Tweet>().Select(t => Told(call, t));
        }

        if (expansions.Contains("attachments.media_keys") && call.Arg("media.fields") is { } media)
        {
            included["media"] = page.SelectMany(t => t.Pictures).Select(p => new Dictionary<string, object>
                { ["media_key"] = p.Key, ["type"] = "photo", ["url"] = p.Url, ["alt_text"] = p.Alt }
                .Where(f => f.Key is "media_key" or "type" || media.Split(',').Contains(f.Key)).ToDictionary());
        }

        return included;
    }

    private static object User(string id) => new
    {
        id,
        username = Name(id),
        name = id == Us ? "Service Desk" : "A Client",
        created_at = "2020-01-01T00:00:00.000Z",
        description = "",
        profile_image_url = "https://pbs.twimg.com/profile_images/1/a_normal.jpg",
        public_metrics = new { followers_count = 3, following_count = 1, tweet_count = 9, listed_count = 0 },
    };

    private static string Name(string id) => id == Us ? "desk" : $"client{id[^4..]}";
}
