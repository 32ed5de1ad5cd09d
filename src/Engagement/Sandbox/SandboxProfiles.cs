using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Engagement.Sandbox;

/// <summary>Who is on the network: joining, access, followers.</summary>
internal sealed partial class SandboxProfiles(SandboxFile file, TimeProvider clock)
{
    /// <summary>How long an access token lasts. Short enough that a demo meets a refresh now and then.</summary>
    public static readonly TimeSpan AccessLasts = TimeSpan.FromDays(7);

    internal const string Columns = "p.Id, p.Handle, p.Name, p.About, p.JoinedMs";

    // Counting an account's posts takes longer the more it has, so it is done only where somebody looks at the profile.
    private const string Counted =
        $"""
        {Columns},
        (select count(*) from Follows where ProfileId = p.Id) as Followers,
        (select count(*) from Follows where FollowerId = p.Id) as Following,
        (select count(*) from Posts where AuthorId = p.Id and Deleted = 0) as Posts
        """;

    private static readonly NewSandboxProfile[] FirstPeople =
    [
        new("mia_torres", "Mia Torres", "Office manager. Fixes the printer by glaring at it."),
        new("jonas_weber", "Jonas Weber", "Field engineer, mostly on trains."),
        new("amara_okafor", "Amara Okafor", "Finance team lead."),
        new("li_wen", "Li Wen", "Architect. Three monitors, two keyboards."),
        new("sofia_rossi", "Sofia Rossi", "Runs a dental practice with eleven laptops."),
        new("dev_patel", "Dev Patel", "Works from wherever the Wi-Fi is."),
    ];

    private static readonly TimeSpan RefreshLasts = TimeSpan.FromDays(90);

    /// <summary>
    /// Makes a profile and gives access to it. Anybody may: nothing here is worth guarding. A profile whose access was given back is joined
    /// again by its handle.
    /// </summary>
    public SandboxAnswer<SandboxAccess> Join(NewSandboxProfile wanted) => Add(wanted) switch
    {
        { Value: { } profile } => file.Write(db => Grant(db, profile.Id)),
        { Error: { Code: "duplicate" } taken } =>
            file.Write<SandboxAnswer<SandboxAccess>>(db => Left(db, wanted.Handle!) is { } id ? Grant(db, id) : taken),
        var refused => refused.Error!,
    };

    /// <summary>Makes a profile that nobody holds a token of: the timeline page speaks for it.</summary>
    public SandboxAnswer<SandboxProfile> Add(NewSandboxProfile wanted)
    {
        var handle = wanted.Handle?.Trim().TrimStart('@') ?? "";
        var name = wanted.Name?.Trim() is { Length: > 0 } given ? given : handle;
        if (!HandleRule().IsMatch(handle))
        {
            return new SandboxError(400, "invalid", "handle: 2 to 30 letters, digits or underscores.");
        }

        if (name.Length > 60 || wanted.About is { Length: > 300 })
        {
            return new SandboxError(400, "invalid", "name: at most 60 characters; about: at most 300.");
        }

        return file.Write<SandboxAnswer<SandboxProfile>>(db =>
        {
            var id = NewId();
            var made = db.Execute("""
                insert into Profiles (Id, Handle, Name, About, JoinedMs) values (@id, @handle, @name, @about, @now) on conflict do nothing
                """,
                new { id, handle, name, about = wanted.About?.Trim() ?? "", now = NowMs });
            return made == 0 ? new SandboxError(409, "duplicate", $"handle: @{handle} is taken.") : One(db, id);
        });
    }

    /// <summary>By handle, with or without the @, or by id.</summary>
    public SandboxProfile? Find(string handleOrId) => file.Read(db => db.QueryFirstOrDefault<SandboxProfile>(
        $"select {Counted} from Profiles p where p.Handle = @handle or p.Id = @handle", new { handle = handleOrId.TrimStart('@') }));

    /// <summary>Those the timeline page may speak for: nobody holds a token of theirs.</summary>
    public IReadOnlyList<SandboxProfile> People(int take) => file.Read(db => db.Query<SandboxProfile>($"""
        select {Columns} from Profiles p where not exists (select 1 from Tokens t where t.ProfileId = p.Id) order by p.Name limit @take
        """, new { take }).AsList());

    /// <summary>Whose token this is.</summary>
    public SandboxAnswer<SandboxProfile> ByToken(string token) => file.Read<SandboxAnswer<SandboxProfile>>(db =>
    {
        var known = db.QueryFirstOrDefault<Token>(
            "select ProfileId, ExpiresMs from Tokens where Hash = @hash and IsRefresh = 0", new { hash = Hash(token) });
        return known switch
        {
            null => new SandboxError(401, "bad_token", "This access token is unknown."),
            _ when known.ExpiresMs <= NowMs => new SandboxError(401, "expired_token", "This access token has expired. Refresh it."),
            _ => One(db, known.ProfileId),
        };
    });

    /// <summary>Ends an access token's time at once; the refresh token still works.</summary>
    public void Expire(string token) => file.Write(db => db.Execute(
        "update Tokens set ExpiresMs = 0 where Hash = @hash and IsRefresh = 0", new { hash = Hash(token) }));

    /// <summary>New tokens for a refresh token, which is used up; the old access ends.</summary>
    public SandboxAnswer<SandboxAccess> Refresh(string refreshToken) => file.Write<SandboxAnswer<SandboxAccess>>(db =>
    {
        var known = db.QueryFirstOrDefault<Token>(
            "select ProfileId, ExpiresMs from Tokens where Hash = @hash and IsRefresh = 1", new { hash = Hash(refreshToken) });
        if (known is null || known.ExpiresMs <= NowMs)
        {
            return new SandboxError(401, "bad_token", "This refresh token is unknown or was used before.");
        }

        RevokeAll(db, known.ProfileId);
        return Grant(db, known.ProfileId);
    });

    /// <summary>Ends every token of a profile. They stay known as ended, so that whoever had the profile may join as it again.</summary>
    public void Revoke(SandboxProfile profile) =>
        file.Write(db => db.Execute("update Tokens set ExpiresMs = 0 where ProfileId = @id", new { id = profile.Id }));

    /// <returns>False when that was so already.</returns>
    public bool Follow(SandboxProfile follower, SandboxProfile profile) => follower.Id != profile.Id && file.Write(db => db.Execute(
        "insert into Follows (ProfileId, FollowerId) values (@profile, @follower) on conflict do nothing",
        new { profile = profile.Id, follower = follower.Id }) == 1);

    /// <summary>Followers in the order they came.</summary>
    public SandboxPage<SandboxProfile> Followers(SandboxProfile profile, long since, int take) => file.Read(db =>
    {
        var found = db.Query<SandboxProfile, long, (SandboxProfile Profile, long Seq)>($"""
            select {Counted}, f.Seq from Follows f join Profiles p on p.Id = f.FollowerId where f.ProfileId = @id and f.Seq > @since
            order by f.Seq limit @take
            """,
            (p, seq) => (p, seq), new { id = profile.Id, since, take = take + 1 }, splitOn: "Seq").AsList();
        var page = found.Take(take).ToList();
        return new SandboxPage<SandboxProfile>(
            [.. page.Select(f => f.Profile)], page is [.., var last] ? $"{last.Seq}" : null, found.Count > take);
    });

    /// <summary>Where a profile's replies and mentions are pushed; null ends it.</summary>
    public void SetWebhook(SandboxProfile profile, string? url, string? secret) => file.Write(db => db.Execute(
        "update Profiles set WebhookUrl = @url, WebhookSecret = @secret where Id = @id", new { url, secret, id = profile.Id }));

    /// <summary>A new network has a few people on it, so that somebody can answer at once.</summary>
    public void Settle()
    {
        if (!file.Read(db => db.ExecuteScalar<bool>("select exists (select 1 from Profiles)")))
        {
            foreach (var person in FirstPeople)
            {
                Add(person);
            }
        }
    }

    internal static string NewId() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private SandboxAccess Grant(SqliteConnection db, string profileId)
    {
        var access = "sbx_" + RandomNumberGenerator.GetHexString(40, lowercase: true);
        var refresh = "sbxr_" + RandomNumberGenerator.GetHexString(40, lowercase: true);
        var expires = DateTimeOffset.FromUnixTimeMilliseconds(NowMs) + AccessLasts;
        db.Execute("""
            insert into Tokens (Hash, ProfileId, IsRefresh, ExpiresMs) values (@access, @profileId, 0, @expiresMs),
                (@refresh, @profileId, 1, @refreshMs)
            """,
            new
            {
                access = Hash(access),
                refresh = Hash(refresh),
                profileId,
                expiresMs = expires.ToUnixTimeMilliseconds(),
                refreshMs = (clock.GetUtcNow() + RefreshLasts).ToUnixTimeMilliseconds(),
            });
        return new SandboxAccess(One(db, profileId), access, refresh, expires);
    }

    // Whoever had it gave its access back, and the tokens of before are of no use to anybody.
    private static string? Left(SqliteConnection db, string handle)
    {
        var id = db.QueryFirstOrDefault<string>(
            """
            select p.Id from Profiles p where p.Handle = @handle and exists (select 1 from Tokens t where t.ProfileId = p.Id)
                and not exists (select 1 from Tokens t where t.ProfileId = p.Id and t.ExpiresMs > 0)
            """,
            new { handle = handle.Trim().TrimStart('@') });
        if (id is not null)
        {
            RevokeAll(db, id);
        }

        return id;
    }

    private static int RevokeAll(SqliteConnection db, string profileId) =>
        db.Execute("delete from Tokens where ProfileId = @profileId", new { profileId });

    private static SandboxProfile One(SqliteConnection db, string id) =>
        db.QuerySingle<SandboxProfile>($"select {Columns} from Profiles p where p.Id = @id", new { id });

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    [GeneratedRegex(@"\A[A-Za-z0-9_]{2,30}\z")]
    private static partial Regex HandleRule();

    private sealed record Token
    {
        public string ProfileId { get; init; } = "";

        public long ExpiresMs { get; init; }
    }
}
