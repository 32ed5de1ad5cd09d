using Engagement.Common.Settings;
using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>
/// Does a client who asks again under a post, and not under what was said since, get a ticket of their own for it? On unless an
/// administrator says otherwise: two matters in one ticket go to one queue, and one of them to the wrong one.
/// </summary>
internal static class OwnQuestions
{
    private const string Name = "tickets.own-questions";
    private const string No = "no";

    public static async Task<bool> ReadAsync(DbSession db, CancellationToken ct) =>
        await db.ScalarAsync<string>(AppSettings.Read, new { Name }, ct) != No;

    /// <summary>The same, read once in a transaction.</summary>
    public static async Task<bool> ReadOnceAsync(Tx tx, CancellationToken ct) =>
        (await tx.OnceAsync<string>(AppSettings.Read, new { Name }, ct)).SingleOrDefault() != No;

    public static Task SaveAsync(Tx tx, bool isOn, DateTimeOffset now, string by, CancellationToken ct) =>
        AppSettings.SetAsync(tx, Name, isOn ? "yes" : No, now, by, ct);
}
