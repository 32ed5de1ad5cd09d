using System.Globalization;
using Engagement.Common.Settings;
using Engagement.Data;

namespace Engagement.Features.Publishing.Deliveries.Guards;

/// <summary>What posts are guarded against; 0 switches one off. Agents' answers to clients are not meant.</summary>
/// <param name="DuplicateDays">The same words do not go out twice on an account within so many days.</param>
/// <param name="ArticleDays">The same article is not posted twice on an account within so many days.</param>
/// <param name="PostsPerHour">More than so many posts in an hour wait.</param>
internal sealed record GuardSettings(int DuplicateDays, int ArticleDays, int PostsPerHour)
{
    public const string DuplicateName = "guards.duplicate-days";
    public const string ArticleName = "guards.article-days";
    public const string HourName = "guards.posts-per-hour";

    // X and Mastodon servers take the same words for spam within weeks; readers unfollow who repeats itself or floods them.
    public static readonly GuardSettings Usual = new(DuplicateDays: 30, ArticleDays: 7, PostsPerHour: 6);

    private static readonly Sql ReadAll = Sql.Portable("select Name, Value from AppSettings where Name like 'guards.%'");

    public static async Task<GuardSettings> ReadAsync(DbSession db, CancellationToken ct) =>
        Of(await db.QueryAsync<Setting>(ReadAll, ct: ct));

    /// <summary>The same together with other reads: they are there once those have been read.</summary>
    public static Func<GuardSettings> In(Reads reads)
    {
        var rows = reads.Add<Setting>(ReadAll);
        return () => Of(rows.Rows);
    }

    private static GuardSettings Of(IEnumerable<Setting> rows)
    {
        var values = Setting.ByName(rows);
        int Of(string name, int usual) =>
            int.TryParse(values.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : usual;
        return new(Of(DuplicateName, Usual.DuplicateDays), Of(ArticleName, Usual.ArticleDays), Of(HourName, Usual.PostsPerHour));
    }
}
