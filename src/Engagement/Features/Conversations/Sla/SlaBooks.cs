using Engagement.Data;

namespace Engagement.Features.Conversations.Sla;

/// <summary>The books as they stand in the database. Rows are only ever added.</summary>
internal static class SlaBooks
{
    private const string Books = """
        select b.Version, b.InForceAt, b.PoliciesJson, b.CalendarsJson, b.Change, b.CreatedBy, a.AppliedAt, a.AppliedBy from SlaBooks b
        left join SlaApplied a on a.Version = b.Version
        """;

    public static readonly Sql Newest = Sql.Portable(
        $"{Books} where b.Version = (select max(Version) from SlaBooks)");

    public static readonly Sql Insert = Sql.Portable(
        """
        insert into SlaBooks (Version, InForceAt, PoliciesJson, CalendarsJson, Change, CreatedBy, CreatedById)
        values (@Version, @Now, @PoliciesJson, @CalendarsJson, @Change, @By, @ById)
        """);

    private static readonly Sql All = Sql.Portable(
        $"{Books} order by b.Version");

    /// <summary>All of them, the oldest first.</summary>
    public static async Task<IReadOnlyList<SlaBook>> ReadAsync(DbSession db, CancellationToken ct) =>
        [.. (await db.QueryAsync<SlaBookRow>(All, ct: ct)).Select(r => r.Book())];

    /// <summary>The same together with other reads: they are there once those have been read.</summary>
    public static Func<IReadOnlyList<SlaBook>> In(Reads reads)
    {
        var rows = reads.Add<SlaBookRow>(All);
        return () => [.. rows.Rows.Select(r => r.Book())];
    }

    /// <summary>What was changed and by whom, the newest first.</summary>
    public static async Task<IReadOnlyList<SlaBookRow>> HistoryAsync(DbSession db, CancellationToken ct) =>
        [.. (await db.QueryAsync<SlaBookRow>(All, ct: ct)).Reverse()];

    public static async Task<SlaBook> NewestAsync(DbSession db, CancellationToken ct) =>
        (await db.OneAsync<SlaBookRow>(Newest, ct: ct))?.Book() ?? SlaBook.None;
}

internal sealed record SlaBookRow
{
    public int Version { get; init; }

    public DateTimeOffset InForceAt { get; init; }

    public string PoliciesJson { get; init; } = "";

    public string CalendarsJson { get; init; } = "";

    public string Change { get; init; } = "";

    public string CreatedBy { get; init; } = "";

    /// <summary>To tickets that were open then.</summary>
    public DateTimeOffset? AppliedAt { get; init; }

    public string? AppliedBy { get; init; }

    public SlaBook Book() => new(Version, InForceAt, Json.Read<List<SlaPolicy>>(PoliciesJson), Json.Read<List<SlaCalendar>>(CalendarsJson))
        { AppliedAt = AppliedAt };
}
