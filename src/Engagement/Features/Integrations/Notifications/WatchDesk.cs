using Engagement.Channels;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Deliveries.Foresight;
using Engagement.Features.Publishing.Deliveries.Obstacles;
using Engagement.Web.Text;

namespace Engagement.Features.Integrations.Notifications;

/// <summary>
/// Troubles that are states rather than happenings: what is so now and nobody has been told is told, what is so no more is mended. It can
/// be run at any time and any number of times.
/// </summary>
internal sealed class WatchDesk(Db db, Foresee foresee, FindObstacles obstacles, ChannelCatalog channels, RaiseNotice raise,
    ResolveNotice resolve, TimeProvider clock)
{
    /// <summary>So long before access ends that nobody can renew but a person.</summary>
    public static readonly TimeSpan ExpiryWarning = TimeSpan.FromDays(7);

    private static readonly Sql OpenKeys = Sql.Portable(
        "select DedupeKey from Notices where ResolvedAt is null and DedupeKey like 'watch:%'");

    private static readonly Sql SetAside = Sql.Portable("select count(*) from InboundItems where State = 'Failed'");

    public async Task RunAsync(CancellationToken ct)
    {
        var troubles = await TroublesAsync(ct);
        var open = (await db.QueryAsync<string>(OpenKeys, ct: ct)).ToHashSet(StringComparer.Ordinal);
        foreach (var trouble in troubles.Where(t => !open.Contains(t.Key!)))
        {
            await raise.RunAsync(trouble, ct);
        }

        foreach (var mended in open.Except(troubles.Select(t => t.Key!)))
        {
            await resolve.RunAsync(mended, ct);
        }
    }

    private async Task<IReadOnlyList<Notice>> TroublesAsync(CancellationToken ct)
    {
        var now = clock.Now();
        var troubles = new List<Notice>();
        foreach (var account in await db.QueryAsync<AccountRow>(AccountSql.ReadAll, ct: ct))
        {
            if (account.State == AccountState.NeedsReconnect)
            {
                troubles.Add(new(NoticeKinds.AccountStopped, $"{account.Name} must be connected again",
                    $"The network no longer accepts our access. What is scheduled waits, and nothing is heard. "
                        + $"{account.PublishLastError ?? account.ListenLastError}",
                    $"/accounts/{account.Id}", $"watch:account:{account.Id}"));
            }
            else if (account.State == AccountState.Active && channels.Find(account.Network) is null)
            {
                var words = $"{GoneChannel.Words(account.Network)} What falls due is held, and nothing is heard.";
                troubles.Add(new(NoticeKinds.AccountStopped, $"{account.Name} can neither send nor hear",
                    words, $"/accounts/{account.Id}", $"watch:gone:{account.Id}"));
            }
            else if (obstacles.AccessEnd(account) is { } ends && ends > now && ends - now <= ExpiryWarning)
            {
                troubles.Add(new(NoticeKinds.AccessExpires, $"The access to {account.Name} ends on {ends:d MMM HH:mm} UTC",
                    "It cannot be renewed by us. Connect the account again before that, and nothing is missed.",
                    $"/accounts/{account.Id}", $"watch:expires:{account.Id}"));
            }
        }

        if (await db.ScalarAsync<int>(SetAside, ct: ct) is > 0 and var count)
        {
            troubles.Add(new(NoticeKinds.InboundSetAside, $"{count} {(count == 1 ? "message" : "messages")} could not be made into tickets",
                "Nothing is lost. See the cause, and replay them once it is mended.", "/tickets/attention", "watch:attention"));
        }

        // One cause, one notice, however many wait for it.
        foreach (var cause in (await foresee.RunAsync(null, int.MaxValue, ct)).Items.Where(f => f.IsPressing(now))
            .SelectMany(f => f.Reasons.Where(r => r is { IsFatal: true, IsConsequence: false }).Select(r => (Foreseen: f, Reason: r)))
                .GroupBy(x => (x.Reason.Code, x.Reason.Subject)))
        {
            var (first, reason) = cause.First();
            var many = cause.Count();
            troubles.Add(new(
                NoticeKinds.DeliveryWillFail,
                many == 1 ? Sentence.Of($"“{first.Title}” will not go out on {first.AccountName}")
                    : Sentence.Of($"{many} posts will not go out, the first on {first.AccountName}"),
                $"{reason.Why} {(many == 1 ? "It is" : "The first is")} due {first.DueAt:d MMM HH:mm} UTC.",
                many == 1 ? $"/deliveries/{first.Id}" : $"/posts/foresight?reason={reason.Code}",
                $"watch:foreseen:{reason.Code}:{reason.Subject}"));
        }

        return troubles;
    }
}
