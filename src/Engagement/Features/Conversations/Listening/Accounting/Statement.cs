using System.Globalization;
using Engagement.Common.Settings;
using Engagement.Data;

namespace Engagement.Features.Conversations.Listening.Accounting;

/// <summary>What was heard on one day, account by account, for somebody to put their name to. Once signed it is as it is.</summary>
internal sealed record Statement
{
    public Guid Id { get; init; }

    /// <summary>e.g. <c>2026-11-24</c>, in <see cref="TimeZone"/>.</summary>
    public string Day { get; init; } = "";

    public string TimeZone { get; init; } = "";

    public DateTimeOffset FromAt { get; init; }

    public DateTimeOffset ToAt { get; init; }

    public string FiguresJson { get; init; } = "[]";

    public int Unexplained { get; init; }

    public DateTimeOffset MadeAt { get; init; }

    public DateTimeOffset? SignedAt { get; init; }

    public string? SignedBy { get; init; }

    public string? Remark { get; init; }

    public DateOnly Date => DateOnly.ParseExact(Day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public IReadOnlyList<DayFigures> Figures => Json.Read<IReadOnlyList<DayFigures>>(FiguresJson);
}

internal static class DailyReportSql
{
    private const string Columns = "Id, Day, TimeZone, FromAt, ToAt, FiguresJson, Unexplained, MadeAt, SignedAt, SignedBy, Remark";

    public static readonly Sql OfDay = Sql.Portable($"select {Columns} from ListeningStatements where Day = @Day");

    public static readonly Sql List = Sql.Portable($"select {Columns} from ListeningStatements {{where}} order by Day desc {{page}}");

    public static readonly Sql Unsigned = Sql.Portable("SignedAt is null");

    public static readonly Sql Before = Sql.Portable("Day < @Before");

    public static readonly Sql Insert = Sql.Portable(
        """
        insert into ListeningStatements (Id, Day, TimeZone, FromAt, ToAt, FiguresJson, Unexplained, MadeAt)
        select @Id, @Day, @TimeZone, @From, @To, @FiguresJson, @Unexplained, @Now
        where not exists (select 1 from ListeningStatements where Day = @Day)
        """);

    public static readonly Sql CountAgain = Sql.Portable("""
        update ListeningStatements set FiguresJson = @FiguresJson, Unexplained = @Unexplained, MadeAt = @Now
        where Day = @Day and SignedAt is null
        """);

    // Only as it was read: who signs must not put their name to figures they did not see.
    public static readonly Sql Sign = Sql.Portable("""
        update ListeningStatements set SignedAt = @Now, SignedBy = @By, SignedById = @ById, Remark = @Remark
        where Day = @Day and SignedAt is null and MadeAt = @MadeAt
        """);
}

/// <summary>In whose time a day begins and ends.</summary>
internal static class DailyReportZone
{
    public const string Name = "listening.zone";

    public static async Task<TimeZoneInfo> ReadAsync(DbSession db, CancellationToken ct) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(await db.ScalarAsync<string>(AppSettings.Read, new { Name }, ct) ?? "UTC", out var zone)
            ? zone : TimeZoneInfo.Utc;
}
