using Engagement.Data;
using Engagement.Features.Integrations.Mail;
using Engagement.Features.Publishing.Posts;

namespace Engagement.Features.Integrations.Notifications;

/// <summary>
/// Whose digest is due: once a day at their time by their own clock, whatever the clock change does to it (<see cref="LocalMoment"/>), and
/// later that day where nobody was running then. A row for a person and a day is there once, so it is sent once.
/// </summary>
internal sealed class SendDigests(Db db, QueueMail put, TimeProvider clock)
{
    private static readonly Sql People = Sql.Portable(
        """
        select u.Id, u.TimeZone, u.CreatedAt, t.LocalTime, (select max(Day) from Mails m
            where m.UserId = u.Id and m.Kind = 'digest') as LastDay
        from Users u left join DigestTimes t on t.UserId = u.Id
        where u.DisabledAt is null
        """);

    /// <returns>How many it set going.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        if (await MailSettings.ReadAsync(db, ct) is null)
        {
            return 0;
        }

        var (count, now) = (0, clock.Now());
        foreach (var person in await db.QueryAsync<Person>(People, ct: ct))
        {
            if (DayDue(person, now) is { } day
                && await db.InTransactionAsync(tx => put.RunAsync(tx, DigestMail.Kind, person.Id, null, day, ct), ct))
            {
                count++;
            }
        }

        return count;
    }

    /// <summary>The day whose digest they should have by now and have not; null: none.</summary>
    internal static DateOnly? DayDue(Person person, DateTimeOffset now)
    {
        if (Wishes.TimeOf(person.LocalTime) is not { } at)
        {
            return null;
        }

        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(person.TimeZone, out var found) ? found : TimeZoneInfo.Utc;
        var today = LocalDay.Of(now, zone).Date;
        var due = LocalMoment.At(today.ToDateTime(at), zone).Instant;

        // Days compare as their words do. Somebody made this afternoon has missed no morning.
        return due <= now && person.CreatedAt <= due
            && string.CompareOrdinal(person.LastDay ?? "",
                today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)) < 0 ? today : null;
    }

    internal sealed record Person
    {
        public Guid Id { get; init; }

        public string TimeZone { get; init; } = "UTC";

        public DateTimeOffset CreatedAt { get; init; }

        public string? LocalTime { get; init; }

        public string? LastDay { get; init; }
    }
}
