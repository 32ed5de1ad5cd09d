using System.Globalization;
using Engagement.Data;

namespace Engagement.Features.Publishing.Calendar;

/// <summary>When posts are too close to each other. Shown in the calendar; nothing is kept from going out by it.</summary>
/// <param name="AccountMinutes">Two posts of one account; 0: never too close.</param>
/// <param name="ArticleDays">Two posts about one article, on whichever account; 0: never too close.</param>
internal sealed record Crowding(int AccountMinutes, int ArticleDays)
{
    public const string AccountMinutesName = "calendar.same-account-minutes";
    public const string ArticleDaysName = "calendar.same-article-days";

    // A follower sees both at once; a week is what readers remember.
    public static readonly Crowding Usual = new(30, 7);

    private static readonly Sql ReadBoth = Sql.Portable(
        $"select Name, Value from AppSettings where Name in ('{AccountMinutesName}', '{ArticleDaysName}')");

    public static async Task<Crowding> ReadAsync(DbSession db, CancellationToken ct)
    {
        var set = (await db.QueryAsync<Setting>(ReadBoth, ct: ct))
            .ToDictionary(s => s.Name, s => int.Parse(s.Value, CultureInfo.InvariantCulture));
        return new(set.GetValueOrDefault(AccountMinutesName, Usual.AccountMinutes),
            set.GetValueOrDefault(ArticleDaysName, Usual.ArticleDays));
    }

    private sealed record Setting
    {
        public string Name { get; init; } = "";

        public string Value { get; init; } = "";
    }
}
