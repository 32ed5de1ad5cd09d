using System.Text.RegularExpressions;
using Dapper;
using Engagement.Channels.Sandbox;
using Microsoft.Data.Sqlite;

namespace Engagement.Sandbox;

/// <summary>What is said on the network: posts, replies, likes, and who is told of them.</summary>
internal sealed partial class SandboxPosts(SandboxFile file, SandboxWebhooks webhooks, TimeProvider clock)
{
    private const int MaxImageBytes = 1_000_000;

    private const string Select =
        $"""
        select s.Seq, s.Id, s.AuthorId, s.Text, s.CreatedMs, s.ParentId, s.RootId, s.Language, s.ContentWarning,
          s.CardUrl, s.CardTitle, s.CardDescription, s.CardImageId, s.Deleted,
          (select count(*) from Likes where PostId = s.Id) as Likes,
          (select count(*) from Posts r where r.ParentId = s.Id and r.Deleted = 0) as Replies,
          p.Id as Split, {SandboxProfiles.Columns}
        """;

    private static readonly string[] ImageTypes = ["image/jpeg", "image/png", "image/webp", "image/gif"];

    /// <summary>Stores a post or a reply. The same key twice is two posts: that is what a network without idempotency does.</summary>
    public SandboxAnswer<SandboxPost> Publish(SandboxProfile author, NewSandboxPost wanted)
    {
        if (Problem(wanted) is { } problem)
        {
            return problem;
        }

        var told = new List<string>();
        var answer = file.Write<SandboxAnswer<SandboxPost>>(db =>
        {
            Place? parent = null;
            if (wanted.InReplyTo is not null)
            {
                parent = db.QueryFirstOrDefault<Place>("""
                    select s.Id, s.AuthorId, s.RootId, r.AuthorId as RootAuthorId from Posts s join Posts r on r.Id = s.RootId
                    where s.Id = @id and s.Deleted = 0
                    """,
                    new { id = wanted.InReplyTo });
                if (parent is null)
                {
                    return new SandboxError(404, "not_found", "inReplyTo: that post is not here, or was deleted.");
                }
            }

            var id = SandboxProfiles.NewId();
            Insert(db, id, author, wanted, parent);
            told.AddRange(Tell(db, id, author, wanted.Text!, parent));
            return One(db, id)!;
        });
        webhooks.Push(told, answer.Value);
        return answer;
    }

    public SandboxPost? Find(string id) => file.Read(db => One(db, id));

    /// <summary>Takes a post back. What answered it stays; those who were told of it are told again, with <c>deleted</c>.</summary>
    public SandboxAnswer<SandboxPost> Delete(SandboxProfile author, string id) => file.Write<SandboxAnswer<SandboxPost>>(db =>
    {
        if (One(db, id) is not { Deleted: false } post)
        {
            return new SandboxError(404, "not_found", "That post is not here.");
        }

        if (post.Author.Id != author.Id)
        {
            return new SandboxError(403, "forbidden", "That post is somebody else's.");
        }

        db.Execute("update Posts set Deleted = 1, Text = '', CardUrl = null where Id = @id", new { id });
        db.Execute("delete from Images where PostId = @id", new { id });
        db.Execute("insert into Inbox (ProfileId, PostId, Kind) select ProfileId, PostId, Kind from Inbox where PostId = @id", new { id });
        return post;
    });

    /// <returns>False when that was so already.</returns>
    public bool Like(SandboxProfile by, string id) => file.Write(db => db.Execute(
        "insert into Likes (PostId, ProfileId) select Id, @by from Posts where Id = @id and Deleted = 0 on conflict do nothing",
        new { by = by.Id, id }) == 1);

    public void Unlike(SandboxProfile by, string id) => file.Write(db => db.Execute(
        "delete from Likes where PostId = @id and ProfileId = @by", new { by = by.Id, id }));

    /// <summary>Which of these posts somebody likes.</summary>
    public IReadOnlySet<string> LikedBy(SandboxProfile? by, IEnumerable<SandboxPost> posts) => by is null
        ? new HashSet<string>()
        : file.Read(db =>
            db.Query<string>("select PostId from Likes where ProfileId = @by and PostId in @ids",
                new { by = by.Id, ids = posts.Select(p => p.Id) }).ToHashSet());

    /// <summary>A whole thread, oldest first, from any post of it. Deleted posts are there, without words.</summary>
    public IReadOnlyList<SandboxPost> Thread(string id) => file.Read(db => Many(db,
        $"{Select} from Posts s join Profiles p on p.Id = s.AuthorId where s.RootId = (select RootId from Posts where "
            + $"Id = @id) order by s.Seq", new { id }));

    /// <summary>One's own posts with this key, oldest first.</summary>
    public IReadOnlyList<SandboxPost> ByKey(SandboxProfile author, string key) => file.Read(db => Many(db,
        $"{Select} from Posts s join Profiles p on p.Id = s.AuthorId where s.AuthorId = @author and s.Key = @key and "
            + $"s.Deleted = 0 order by s.Seq", new { author = author.Id, key }));

    /// <summary>One's own posts with these very words, newest first.</summary>
    public IReadOnlyList<SandboxPost> ByText(SandboxProfile author, string text) => file.Read(db => Many(db,
        $"{Select} from Posts s join Profiles p on p.Id = s.AuthorId where s.AuthorId = @author and s.Text = @text and s.Deleted = 0 order "
            + $"by s.Seq desc limit 50", new { author = author.Id, text }));

    /// <summary>Threads, newest first, before a cursor.</summary>
    public SandboxPage<IReadOnlyList<SandboxPost>> Threads(long before, int take, SandboxProfile? of = null) => file.Read(db =>
    {
        var starts = db.Query<(string Id, long Seq)>(
            of is null
                ? "select Id, Seq from Posts where ParentId is null and Seq < @before order by Seq desc limit @take"
                : "select RootId, max(Seq) from Posts where AuthorId = @of and Seq < @before group by RootId order by 2 desc limit @take",
            new { before, take = take + 1, of = of?.Id }).AsList();
        var shown = starts.Take(take).ToList();
        var posts = Many(db, $"{Select} from Posts s join Profiles p on p.Id = s.AuthorId where s.RootId in @roots order by s.Seq",
            new { roots = shown.Select(s => s.Id) })
            .ToLookup(p => p.Root);
        return new SandboxPage<IReadOnlyList<SandboxPost>>(
            [.. shown.Select(s => posts[s.Id].ToList()).Where(thread => thread.Exists(p => !p.Deleted))],
            shown is [.., var last] ? $"{last.Seq}" : null,
            starts.Count > take);
    });

    /// <summary>What was said to somebody since a cursor, oldest first; without one, the newest page.</summary>
    public SandboxPage<SandboxPost> Mentions(SandboxProfile of, long? since, int take) => file.Read(db =>
    {
        var seqs = db.Query<(long Seq, string PostId, string Kind)>(
            since is null
                ? "select Seq, PostId, Kind from Inbox where ProfileId = @of order by Seq desc limit @take"
                : "select Seq, PostId, Kind from Inbox where ProfileId = @of and Seq > @since order by Seq limit @take",
            new { of = of.Id, since, take = take + 1 }).AsList();
        var page = seqs.Take(take).OrderBy(i => i.Seq).ToList();
        var posts = Many(db, $"{Select} from Posts s join Profiles p on p.Id = s.AuthorId where s.Id in @ids",
            new { ids = page.Select(i => i.PostId) })
            .ToDictionary(p => p.Id);
        return new SandboxPage<SandboxPost>(
            [.. page.Select(i => posts[i.PostId] with { Kind = i.Kind })],
            page is [.., var last] ? $"{last.Seq}" : $"{since ?? 0}",
            since is not null && seqs.Count > take);
    });

    /// <summary>An image's bytes.</summary>
    public (string MediaType, byte[] Bytes)? Image(string id) => file.Read(db =>
        db.Query<(string, byte[])>("select MediaType, Bytes from Images where Id = @id", new { id })
            .Select(i => ((string, byte[])?)i).FirstOrDefault());

    private static SandboxError? Problem(NewSandboxPost wanted)
    {
        var measure = SandboxText.Measure(wanted.Text ?? "");
        if (measure.Explain() is { } problem)
        {
            return new SandboxError(measure.Left < 0 ? 422 : 400, measure.Left < 0 ? "too_long" : "invalid", $"text: {problem}");
        }

        if (wanted.Card is { } card && !(Uri.TryCreate(card.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            return new SandboxError(400, "invalid", "card.url: give an http or https address.");
        }

        if (wanted.Images is { Count: > 4 })
        {
            return new SandboxError(400, "invalid", "images: at most four.");
        }

        return AllImages(wanted).Any(i => i.Bytes is not { Length: > 0 and <= MaxImageBytes } || !ImageTypes.Contains(i.MediaType))
            ? new SandboxError(400, "invalid", $"images: each a {string.Join(", ", ImageTypes)} of at most {MaxImageBytes} bytes.")
            : null;
    }

    private static IEnumerable<NewSandboxImage> AllImages(NewSandboxPost wanted) =>
        (wanted.Images ?? []).Concat(wanted.Card?.Image is { } image ? [image] : []);

    private void Insert(SqliteConnection db, string id, SandboxProfile author, NewSandboxPost wanted, Place? parent)
    {
        var cardImage = wanted.Card?.Image is { } image ? InsertImage(db, id, -1, image) : null;
        db.Execute(
            """
            insert into Posts (Id, AuthorId, Key, Text, CreatedMs, ParentId, RootId, Language, ContentWarning, CardUrl, CardTitle,
                CardDescription, CardImageId)
            values (@id, @author, @Key, @Text, @now, @parent, @root, @Language, @ContentWarning, @cardUrl, @cardTitle, @cardDescription,
                @cardImage)
            """,
            new
            {
                id,
                author = author.Id,
                wanted.Key,
                wanted.Text,
                now = clock.GetUtcNow().ToUnixTimeMilliseconds(),
                parent = parent?.Id,
                root = parent?.RootId ?? id,
                wanted.Language,
                wanted.ContentWarning,
                cardUrl = wanted.Card?.Url,
                cardTitle = wanted.Card?.Title,
                cardDescription = wanted.Card?.Description,
                cardImage,
            });
        foreach (var (position, shown) in (wanted.Images ?? []).Index())
        {
            InsertImage(db, id, position, shown);
        }
    }

    private static string InsertImage(SqliteConnection db, string postId, int position, NewSandboxImage image)
    {
        var id = SandboxProfiles.NewId();
        db.Execute(
            "insert into Images (Id, PostId, Position, MediaType, Alt, Bytes) values (@id, @postId, @position, @MediaType, @alt, @Bytes)",
            new { id, postId, position, image.MediaType, alt = image.Alt ?? "", image.Bytes });
        return id;
    }

    /// <summary>
    /// Writes to the inbox of everybody concerned: whom it answers, who began the thread, whom it names. Never the author.
    /// </summary>
    private static List<string> Tell(SqliteConnection db, string id, SandboxProfile author, string text, Place? parent)
    {
        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        if (parent is not null)
        {
            told[parent.AuthorId] = "reply";
            told[parent.RootAuthorId] = "reply";
        }

        var handles = Mention().Matches(text).Select(m => m.Groups[1].Value).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (handles.Count > 0)
        {
            foreach (var named in db.Query<string>("select Id from Profiles where lower(Handle) in @handles",
                new { handles = handles.ConvertAll(h => h.ToLowerInvariant()) }))
            {
                told.TryAdd(named, "mention");
            }
        }

        told.Remove(author.Id);
        foreach (var (profile, kind) in told)
        {
            db.Execute("insert into Inbox (ProfileId, PostId, Kind) values (@profile, @id, @kind)", new { profile, id, kind });
        }

        return [.. told.Keys];
    }

    private static SandboxPost? One(SqliteConnection db, string id) =>
        Many(db, $"{Select} from Posts s join Profiles p on p.Id = s.AuthorId where s.Id = @id", new { id }) is [var post] ? post : null;

    private static List<SandboxPost> Many(SqliteConnection db, string sql, object args)
    {
        var rows = db.Query<SandboxPostRow, SandboxProfile, (SandboxPostRow Row, SandboxProfile Author)>(
            sql, (row, author) => (row, author), args, splitOn: "Split").AsList();
        var images = rows.Count == 0 ? null : db
            .Query<(string PostId, string Id, string Alt)>(
                "select PostId, Id, Alt from Images where PostId in @ids and Position >= 0 order by Position",
                new { ids = rows.ConvertAll(r => r.Row.Id) })
            .ToLookup(i => i.PostId, i => new SandboxImage($"/sandbox/media/{i.Id}", i.Alt));
        return rows.ConvertAll(r => r.Row.ToPost(r.Author, [.. images![r.Row.Id]]));
    }

    [GeneratedRegex(@"(?<![\w@])@([A-Za-z0-9_]{2,30})")]
    internal static partial Regex Mention();

    private sealed record Place
    {
        public string Id { get; init; } = "";

        public string AuthorId { get; init; } = "";

        public string RootId { get; init; } = "";

        public string RootAuthorId { get; init; } = "";
    }
}
