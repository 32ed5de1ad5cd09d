using System.Data.Common;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Publishing.Posts;

namespace Engagement.Features.Publishing.Series;

/// <summary>
/// Makes the posts of series up to their horizon, through the same use case that people use, so approval, guards and ledger hold.
/// </summary>
/// <remarks>
/// An occurrence's row is written first, with the id its post will have; its key lets only one node in. Then the post is made under that
/// id, which makes it once however often it is tried. A process that dies in between leaves a planned row, and whoever comes next finishes
/// it.
/// </remarks>
internal sealed class MakePosts(
    Db db, CreatePost create, DomainEvents events, ZoneData zones, TimeProvider clock, ILogger<MakePosts> log)
{
    // Articles whose words do not fit are passed over, so many at a time.
    private const int MostTries = 20;

    // So close to its time nobody fills the queue any more: it is written down as skipped.
    private static readonly TimeSpan TooLate = TimeSpan.FromMinutes(2);

    /// <summary>All active series; one that fails does not keep the others from theirs.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var series in await db.QueryAsync<SeriesRow>(SeriesSql.Active, ct: ct))
        {
            try
            {
                await RunAsync(series, ct);
            }
            catch (Exception e) when (e is DbException or TimeoutException)
            {
                // It is looked at again in a minute.
                log.LogWarning(e, "Series {SeriesId} could not be looked after", series.Id);
            }
        }
    }

    /// <returns>How many posts were made.</returns>
    public async Task<int> RunAsync(SeriesRow series, CancellationToken ct)
    {
        var made = 0;
        foreach (var left in await db.QueryAsync<OccurrenceRow>(OccurrenceSql.Planned, new { SeriesId = series.Id }, ct))
        {
            made += await FinishAsync(series, left, ct) is null ? 1 : 0;
        }

        if (zones.Find(series.TimeZone) is not { } zone)
        {
            await StuckAsync(series, $"This system does not know the time zone {series.TimeZone}.", ct);
            return made;
        }

        var now = clock.Now();
        var last = await db.ScalarAsync<DateTimeOffset?>(OccurrenceSql.Last, new { SeriesId = series.Id }, ct);
        var from = last >= now ? last.Value.AddMilliseconds(1) : now;
        foreach (var occurrence in Occurrences.From(series.Slots, zone, from, series.Starts, series.Ends)
            .TakeWhile(o => o.Instant <= now.AddDays(series.HorizonDays)))
        {
            var tooLate = occurrence.Instant - now <= TooLate;
            var problem = await MakeAsync(series, occurrence, tooLate, ct);
            if (problem is null)
            {
                made++;
                continue;
            }

            await StuckAsync(series, problem, ct);
            if (!tooLate)
            {
                return made;
            }
        }

        await WellAsync(series, ct);
        return made;
    }

    // Null: it is made, or somebody else makes it.
    private async Task<string?> MakeAsync(SeriesRow series, Occurrence occurrence, bool tooLate, CancellationToken ct)
    {
        var (planned, none) = await db.InTransactionAsync(tx => PlanAsync(tx, series, occurrence, tooLate, ct), ct);
        return planned is null ? none : await FinishAsync(series, planned, ct);
    }

    // The article is chosen in the transaction that writes it down, under the series' row, so that two nodes do not choose the same one for
    // two times.
    private async Task<(OccurrenceRow? Planned, string? None)> PlanAsync(
        Tx tx, SeriesRow series, Occurrence occurrence, bool tooLate, CancellationToken ct)
    {
        await tx.ExecuteAsync(SeriesSql.Lock, new { series.Id }, ct);
        if (await tx.ScalarAsync<int>(OccurrenceSql.Exists, new { SeriesId = series.Id, LocalTime = occurrence.Key }, ct) == 1)
        {
            return (null, null);
        }

        var article = await NextArticle.OfAsync(tx, series, occurrence.Instant, 1, ct) is [var first, ..] ? first.Id : (Guid?)null;
        var none = article is null ? NextArticle.None(series) : null;
        if (none is not null && !tooLate)
        {
            return (null, none);
        }

        var templates = await tx.QueryAsync<Guid>(SeriesSql.Templates, new { series.Id }, ct);
        var turn = await tx.ScalarAsync<int>(OccurrenceSql.Count, new { SeriesId = series.Id }, ct);
        var now = clock.Now();
        var row = new OccurrenceRow
        {
            SeriesId = series.Id, LocalTime = occurrence.Key, DueAt = occurrence.Instant, State = none is null
                ? "Planned" : "Skipped", PostId = Ids.New(now), ArticleId = article,
            TemplateId = templates[turn % templates.Count], Note = none ?? occurrence.Note,
        };
        await tx.ExecuteAsync(OccurrenceSql.Insert,
            new { row.SeriesId, row.LocalTime, row.DueAt, row.State, row.PostId, row.ArticleId, row.TemplateId, row.Note, Now = now }, ct);
        return none is null ? (row, null) : (null, none);
    }

    // Null: its post is there.
    private async Task<string?> FinishAsync(SeriesRow series, OccurrenceRow planned, CancellationToken ct)
    {
        var key = new { planned.SeriesId, planned.LocalTime };
        if (await MadeAsync(planned, ct))
        {
            return null;
        }

        var accounts = (await db.QueryAsync<Guid>(SeriesSql.Accounts, new { series.Id }, ct))
            .Select(id => new CreatePost.AccountWords(id)).ToList();
        var candidates = (await NextArticle.OfAsync(db, series, planned.DueAt, MostTries, ct)).Select(a => a.Id).ToList();
        if (planned.ArticleId is { } chosen)
        {
            candidates.Remove(chosen);
            candidates.Insert(0, chosen);
        }

        string? problem = null;
        foreach (var article in candidates.Take(MostTries))
        {
            await db.ExecuteAsync(OccurrenceSql.TryAnother, new { planned.SeriesId, planned.LocalTime, ArticleId = article }, ct);
            var answer = await create.RunAsync(new(article, null, planned.TemplateId, null, accounts,
                Now: false, planned.LocalTime, series.TimeZone, null, $"Series {series.Name}", null)
            {
                PostId = planned.PostId,
                SeriesId = series.Id,
                Late = series.Late,
            }, ct);
            if (answer is Result<CreatePost.Created>.Done)
            {
                await MadeAsync(planned, ct);
                return null;
            }

            problem = answer is Result<CreatePost.Created>.Invalid { Errors: [var error, ..] }
                ? error.Message : "Its post could not be made.";
        }

        await db.ExecuteAsync(OccurrenceSql.GiveUp, key, ct);
        return problem ?? NextArticle.None(series);
    }

    // With its article counted as used, in one transaction: once, whoever comes first.
    private Task<bool> MadeAsync(OccurrenceRow planned, CancellationToken ct) => db.InTransactionAsync(async tx =>
    {
        if (await tx.ExecuteAsync(OccurrenceSql.Made, new { planned.SeriesId, planned.LocalTime }, ct) == 0)
        {
            return await tx.ScalarAsync<int>(MadeAlready, new { planned.SeriesId, planned.LocalTime }, ct) == 1;
        }

        await tx.ExecuteAsync(Used, new { planned.SeriesId, planned.LocalTime }, ct);
        return true;
    }, ct);

    private static readonly Sql MadeAlready = Sql.Portable(
        "select count(*) from SeriesOccurrences where SeriesId = @SeriesId and LocalTime = @LocalTime and State = 'Made'");

    private static readonly Sql Used = Sql.Portable(
        """
        update SeriesArticles set UsedCount = UsedCount + 1
        where SeriesId = @SeriesId and ArticleId = (select o.ArticleId from SeriesOccurrences o where o.SeriesId = @SeriesId
            and o.LocalTime = @LocalTime)
        """);

    private static string NoticeKey(SeriesRow series) => $"series:{series.Id}";

    private async Task StuckAsync(SeriesRow series, string problem, CancellationToken ct)
    {
        if (problem != series.LastProblem)
        {
            await db.ExecuteAsync(SeriesSql.SetProblem, new { series.Id, Problem = Fit.Shorten(problem, 1000) }, ct);
        }

        await events.RaiseAsync(new NoticeDue(new Notice(
            NoticeKinds.DeliveryWillFail, $"The series “{series.Name}” finds nothing to post",
            $"{problem} It looks again by itself.", $"/series/{series.Id}", NoticeKey(series))), ct);
    }

    private async Task WellAsync(SeriesRow series, CancellationToken ct)
    {
        if (series.LastProblem is not null)
        {
            await db.ExecuteAsync(SeriesSql.SetProblem, new { series.Id, Problem = (string?)null }, ct);
            await events.RaiseAsync(new NoticeMended(NoticeKey(series)), ct);
        }
    }
}
