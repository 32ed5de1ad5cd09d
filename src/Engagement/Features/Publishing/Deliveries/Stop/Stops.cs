using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Interruption;
using Engagement.Features.Publishing.Deliveries.Obstacles;
using Engagement.Web.Text;

namespace Engagement.Features.Publishing.Deliveries.Stop;

/// <summary>Nothing may be sent: from one account, or from any.</summary>
internal sealed record Stopped
{
    public string Scope { get; init; } = "";

    /// <summary>Null: everything is stopped.</summary>
    public Guid? AccountId { get; init; }

    public string? AccountName { get; init; }

    public string Reason { get; init; } = "";

    public DateTimeOffset StoppedAt { get; init; }

    public string StoppedBy { get; init; } = "";

    /// <summary>Set by a start after an interruption, not by a person.</summary>
    public bool IsPause => Scope == LookBack.Scope;

    /// <summary>For a delivery it stops.</summary>
    public Obstacle Obstacle => IsPause
        ? Obstacles.Obstacle.Held(Stops.Kind, Sentence.Of($"Publishing is paused: {Reason}.")) with
        {
            Then = "Nothing was sent. It goes out when a person resumes publishing, unless it is too late by then.",
        }
        : Obstacles.Obstacle.Held(Stops.Kind,
            Sentence.Of(
                $"{AccountName ?? "Everything"} was stopped by {StoppedBy}{(Reason.Length > 0 ? $": {Reason.TrimEnd('.')}" : "")}.")) with
        {
            Then = "Nothing was sent. It goes out when a person lets sending go on, unless it is too late by then.",
        };
}

/// <summary>What is stopped just now. Read anew before every send, on every node, so that pressing the button works at once.</summary>
internal static class Stops
{
    public const string Everything = "all";

    /// <summary>The error kind of a delivery that was stopped.</summary>
    public const string Kind = "Stopped";

    private const string Columns = "s.Scope, s.AccountId, a.Name as AccountName, s.Reason, s.StoppedAt, s.StoppedBy from Stops s left join "
        + "Accounts a on a.Id = s.AccountId";

    // Everything first: of two stops the larger one is what people must know.
    public static readonly Sql Read = Sql.Portable(
        $"select {Columns} order by case when s.AccountId is null then 0 else 1 end, a.Name, s.Scope");

    // Held to the transaction's end on SQL Server: a stop that is being written is waited for, and one that comes now waits for this send
    // to be written down.
    private static readonly Sql ForAccount = Sql.For(
        sqlServer: """
            select s.Scope, s.AccountId, a.Name as AccountName, s.Reason, s.StoppedAt, s.StoppedBy from Stops s with (holdlock)
            left join Accounts a on a.Id = s.AccountId where s.Scope in ('all', 'paused', @Scope)
            """,
        sqlite: $"select {Columns} where s.Scope in ('all', 'paused', @Scope)");

    public static string ScopeOf(Guid? accountId) => accountId?.ToString("D") ?? Everything;

    /// <returns>What stops this account; null: nothing does.</returns>
    public static async Task<Stopped?> OfAsync(DbSession db, Guid accountId, CancellationToken ct) =>
        (await db.QueryAsync<Stopped>(ForAccount, new { Scope = ScopeOf(accountId) }, ct))
            .OrderBy(s => s.AccountId is not null).FirstOrDefault();
}
