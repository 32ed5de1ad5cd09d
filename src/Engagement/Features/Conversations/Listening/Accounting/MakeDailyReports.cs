using System.Globalization;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Publishing.Posts;
using Hangfire;

namespace Engagement.Features.Conversations.Listening.Accounting;

/// <summary>
/// Makes the statement of each day that is over, some hours after its end so that late counts are in, and tells whoever may sign it. Days
/// on which nothing ran are made up for.
/// </summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class MakeDailyReports(Db db, CountDay count, DomainEvents events, TimeProvider clock)
{
    // Networks' counts of the evening are read, and gaps looked into, by then.
    private static readonly TimeSpan After = TimeSpan.FromHours(2);

    private const int MostDays = 14;

    private static readonly Sql Latest = Sql.Portable("select max(Day) from ListeningStatements");

    private static readonly Sql FirstAccount = Sql.Portable("select min(CreatedAt) from Accounts");

    public async Task RunAsync(CancellationToken ct)
    {
        if (await db.ScalarAsync<DateTimeOffset?>(FirstAccount, ct: ct) is not { } began)
        {
            return;
        }

        var zone = await DailyReportZone.ReadAsync(db, ct);
        var yesterday = LocalDay.Of(clock.Now() - After, zone).Next(-1);
        var next = await db.ScalarAsync<string>(Latest, ct: ct) is { } latest
            ? new LocalDay(DateOnly.ParseExact(latest, "yyyy-MM-dd", CultureInfo.InvariantCulture), zone).Next(1)
            : LocalDay.Of(began, zone);
        for (var day = Later(next, yesterday.Next(1 - MostDays)); day.Date <= yesterday.Date; day = day.Next(1))
        {
            await MakeAsync(day, zone, ct);
        }
    }

    private async Task MakeAsync(LocalDay day, TimeZoneInfo zone, CancellationToken ct)
    {
        var (from, to, now) = (day.StartsAt, day.Next(1).StartsAt, clock.Now());
        var figures = await count.RunAsync(from, to, ct);
        var name = day.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var unexplained = figures.Sum(f => f.Unexplained);
        var made = await db.ExecuteAsync(DailyReportSql.Insert, new
        {
            Id = Ids.New(now), Day = name, TimeZone = zone.Id, From = from, To = to,
            FiguresJson = Json.Write(figures), Unexplained = unexplained, Now = now,
        }, ct);
        if (made == 1)
        {
            await events.RaiseAsync(new NoticeDue(new Notice(
                NoticeKinds.StatementDue,
                $"What was heard on {day.Date:d MMMM yyyy} waits to be signed",
                $"{figures.Sum(f => f.Captured)} messages, {figures.Sum(f => f.TicketsMade)} new tickets, "
                    + $"{unexplained} replies not accounted for.",
                $"/listening/days/{name}",
                KeyOf(name))), ct);
        }
    }

    public static string KeyOf(string day) => $"statement:{day}";

    private static LocalDay Later(LocalDay a, LocalDay b) => a.Date > b.Date ? a : b;
}
