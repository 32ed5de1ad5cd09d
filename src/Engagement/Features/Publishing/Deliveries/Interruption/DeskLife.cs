using Engagement.Data;

namespace Engagement.Features.Publishing.Deliveries.Interruption;

/// <summary>Why publishing began paused.</summary>
internal enum PausedBecause
{
    /// <summary>Nothing of this desk had run for so long that the database may be a copy that was put back.</summary>
    Silence,

    /// <summary>The database is a copy that was put back.</summary>
    Copy,
}

/// <summary>When anything of this desk last ran, and what was made of it when it did not. One row, kept by every node.</summary>
internal sealed record DeskLife
{
    private const string Columns = "AliveAt, PutBackAt, SilentFrom, SilentUntil, PausedBecause, PausedAt, ResumedAt, ResumedBy, "
        + "EndedAt, CheckedAt, BackedUpAt";

    public static readonly Sql Read = Sql.Portable($"select {Columns} from DeskLife where Name = 'desk'");

    public static readonly Sql Begin = Sql.Portable("""
        insert into DeskLife (Name, AliveAt, CheckedAt) select 'desk', @AliveAt, @CheckedAt
        where not exists (select 1 from DeskLife where Name = 'desk')
        """);

    /// <summary>Last sign of life of any node.</summary>
    public DateTimeOffset AliveAt { get; init; }

    /// <summary>Somebody said that this is a copy; not taken up yet.</summary>
    public DateTimeOffset? PutBackAt { get; init; }

    /// <summary>The last interruption: nothing ran from here on, or the copy is of this moment.</summary>
    public DateTimeOffset? SilentFrom { get; init; }

    /// <summary>When a start found that out.</summary>
    public DateTimeOffset? SilentUntil { get; init; }

    public PausedBecause? PausedBecause { get; init; }

    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>Null while publishing is paused.</summary>
    public DateTimeOffset? ResumedAt { get; init; }

    public string? ResumedBy { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public DateTimeOffset? CheckedAt { get; init; }

    public DateTimeOffset? BackedUpAt { get; init; }

    public bool IsPaused => PausedAt is not null && ResumedAt is null;

    /// <summary>How long after the end of a pause.</summary>
    public static readonly TimeSpan AsksAfterPause = TimeSpan.FromDays(1);

    /// <summary>How long any start catches up.</summary>
    public static readonly TimeSpan AsksAfterStart = TimeSpan.FromMinutes(10);

    /// <summary>
    /// From when what programs make anew is asked about as well, because they make again what they do not remember (an automatic answer to
    /// a message that is read again): while publishing is paused and for a day after (resumed after <c>@ResumedAfter</c>), and for the
    /// minutes in which any start catches up (begun after <c>@SilentAfter</c>). Null: there is no need.
    /// </summary>
    public const string AskSince =
        """
        (select l.SilentFrom from DeskLife l where l.Name = 'desk' and (l.SilentUntil > @SilentAfter
            or (l.PausedAt is not null and (l.ResumedAt is null or l.ResumedAt > @ResumedAfter))))
        """;
}
