using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Accounts;
using Engagement.Web.Text;
using Hangfire;

namespace Engagement.Features.Conversations.Listening;

/// <summary>
/// The recurring alarm: tells people of each account that has fallen silent, once, and takes it back when it is heard again. That we cannot
/// hear and that nobody writes are two alarms, because they ask for different things.
/// </summary>
[AutomaticRetry(Attempts = 0)]
internal sealed class NotifyInactivity(Db db, FindInactiveAccounts find, DomainEvents events)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var silent = await find.RunAsync(ct);
        foreach (var account in await db.QueryAsync<AccountRow>(AccountSql.ReadAll, ct: ct))
        {
            var silence = silent.GetValueOrDefault(account.Id);
            foreach (var kind in Enum.GetValues<InactivityKind>().Where(k => k != silence?.Kind))
            {
                await events.RaiseAsync(new NoticeMended(KeyOf(account.Id, kind)), ct);
            }

            if (silence is not null)
            {
                await events.RaiseAsync(new NoticeDue(new Notice(
                    NoticeKinds.AccountSilent,
                    silence.Kind == InactivityKind.CannotHear
                        ? Sentence.Of($"{account.Name} cannot be heard")
                        : Sentence.Of($"{account.Name} is unusually quiet"),
                    $"Since {silence.Since.UtcDateTime:d MMMM yyyy HH:mm} UTC. {silence.Words}",
                    "/accounts",
                    KeyOf(account.Id, silence.Kind))), ct);
            }
        }
    }

    public static string KeyOf(Guid account, InactivityKind kind) => $"silence:{account:N}:{kind}";
}
