using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Integrations.Notifications;
using Engagement.Features.People.Team;
using Engagement.Web.Text;

namespace Engagement.Features.Integrations.Mail;

/// <summary>A mail did not reach whom it was for: refused by the server, given up, or returned. Administrators are told who that
/// is.</summary>
internal sealed class MailComesBack(Db db, RaiseNotice raise, TimeProvider clock)
{
    private static readonly Sql Return = Sql.Portable(
        "update Mails set State = 'Bounced', LastError = @Error where Id = @Id and State = 'Sent'");

    private static readonly Sql TitleOf = Sql.Portable("select Title from Notices where Id = @Id");

    /// <summary>Marks a mail that was sent as returned.</summary>
    /// <param name="mail">Of ours.</param>
    /// <param name="desk">The address of the desk beyond the bridge, for a mail to it.</param>
    /// <param name="recipient">Whom the server names.</param>
    /// <param name="why">In the server's words.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<(string To, string Reason)> RunAsync(MailRow mail, string? desk, string recipient, string why, CancellationToken ct)
    {
        await db.ExecuteAsync(Return, new { mail.Id, Error = Fit.Shorten($"It came back. {why}".Trim(), Fit.Error) }, ct);
        return (await TellAsync(mail, desk, recipient, "came back", why, ct), why);
    }

    /// <returns>Whom it was for.</returns>
    public async Task<string> TellAsync(MailRow mail, string? desk, string recipient, string what, string why, CancellationToken ct)
    {
        var user = mail.UserId is { } id ? await db.OneAsync<UserRow>(UserSql.Read, new { Id = id }, ct) : null;
        var to = user is not null ? Sentence.Of($"{user.Name} <{user.Email}>") : desk ?? (recipient.Length > 0 ? recipient : "somebody");
        var about = mail is { RefId: { } notice, UserId: not null }
            && await db.ScalarAsync<string>(TitleOf, new { Id = notice }, ct) is { } title ? Sentence.Of($" It said: “{title}”.") : "";

        var next = user is null ? "Look at the address of the other desk." : "Look at the address, and tell them in another way.";

        // A mailbox that is gone returns everything: one notice for it a day.
        var key = $"mail-back:{mail.UserId?.ToString("N") ?? "desk"}:{clock.Now():yyyyMMdd}";
        await raise.RunAsync(new(
            NoticeKinds.MailReturned, $"A mail to {to} {what}",
            Sentence.Of($"{why}{about} {next}").Trim(),
            user is null ? "/settings/bridge" : "/settings/mail", key), ct);
        return to;
    }
}
