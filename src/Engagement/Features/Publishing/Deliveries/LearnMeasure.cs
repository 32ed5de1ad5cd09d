using System.Collections.Immutable;
using Engagement.Channels;
using Engagement.Data;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>
/// Keeps with an account what the end of a send tells of how its server counts, so that previews, forecasts and sends count so from then
/// on, and tells the person by how much the words are too long.
/// </summary>
internal sealed class LearnMeasure(Db db, ChannelCatalog channels, TimeProvider clock, ILogger<LearnMeasure> log)
{
    private static readonly Sql Read = Sql.Portable("select SettingsJson from Accounts where Id = @Id");

    private static readonly Sql Keep = Sql.Portable(
        "update Accounts set SettingsJson = @SettingsJson, UpdatedAt = @Now where Id = @Id and SettingsJson = @Before");

    /// <param name="part">The place in a thread; null for an answer.</param>
    /// <returns>The outcome; a refusal as too long says how long by the server's count.</returns>
    public async Task<SendOutcome> RunAsync(ChannelAccount account, OutgoingPost post, int? part, SendOutcome outcome)
    {
        if (!channels.TryGet<ILearnMeasure>(account.Network, out var channel) || channel.Learn(account, post, outcome) is not { } settings)
        {
            return outcome;
        }

        try
        {
            // Whoever changed a setting meanwhile keeps it; what was learnt is learnt again at the next refusal.
            var before = await db.ScalarAsync<string>(Read, new { account.Id }, CancellationToken.None);
            var merged = Merge(Json.Read<ImmutableDictionary<string, string>>(before!), account.Settings, settings);
            var kept = new { account.Id, SettingsJson = Json.Write(merged), Before = before, Now = clock.Now() };
            await db.ExecuteAsync(Keep, kept, CancellationToken.None);
        }
        catch (Exception e)
        {
            // The words have been answered for; what is learnt can wait.
            log.LogError(e, "What {Network} taught could not be kept for {AccountId}", account.Network, account.Id);
        }

        var learnt = channel.MeasurePart(post.Text, part, post.ContentWarning, account with { Settings = settings });
        if (outcome is not SendOutcome.Refused { Refusal: var refusal } refused || learnt.Left >= 0)
        {
            return outcome;
        }

        var byHowMuch = $"By its count it has {learnt.Length} of {learnt.Limit} characters, {-learnt.Left} too many; "
            + $"we count so from now on.";
        return refused with { Refusal = refusal with { Reason = $"{refusal.Reason} {byHowMuch}" } };
    }

    private static ImmutableDictionary<string, string> Merge(
        ImmutableDictionary<string, string> now, ImmutableDictionary<string, string> seen, ImmutableDictionary<string, string> learnt) =>
        now.RemoveRange(seen.Keys.Except(learnt.Keys)).SetItems(learnt.Where(l => seen.GetValueOrDefault(l.Key) != l.Value));
}
