using Engagement.Common.Retry;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Integrations.MailBridge;
using Engagement.Features.Integrations.Notifications;
using Engagement.Outbox;

namespace Engagement.Features.Integrations.Mail;

/// <summary>
/// Sends one mail. A process that ends between the server's yes and our row sends it again, with the same Message-ID; so does a lease that
/// ends. Nothing else does.
/// </summary>
internal sealed class SendMail(Db db, OutboxTable outbox, SmtpLine line, IServiceProvider makers, RaiseNotice raise,
    ResolveNotice resolve, MailComesBack comesBack, TimeProvider clock) : IOutboxWork
{
    public const string Work = "mail-send";

    public const string FailingKey = "mail";

    // About two days: a mail server that is away for a weekend's night loses nothing.
    private static readonly RetrySchedule Schedule = new(
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(3),
        TimeSpan.FromHours(6),
        TimeSpan.FromHours(12),
        TimeSpan.FromHours(24));

    // A database that is away longer than this has the mail sent again, with the same Message-ID.
    private static readonly TimeSpan Insists = TimeSpan.FromMinutes(1);

    // So often it may fail before administrators are told: a server that restarts is no news.
    private const int TellAfter = 3;

    public async Task RunAsync(Guid refId, CancellationToken ct)
    {
        var mail = await db.OneAsync<MailRow>(MailSql.Read, new { Id = refId }, ct);
        if (mail is not { State: "Waiting" })
        {
            await outbox.DropAsync(db, Work, refId, ct);
            return;
        }

        var settings = await MailSettings.ReadAsync(db, ct);
        using var message = settings is null
            ? null
            : await makers.GetRequiredKeyedService<IMakeMail>(mail.Kind).MakeAsync(mail, settings, ct);
        if (settings is null || message is null)
        {
            await EndAsync(mail, "Nothing", null, ct);
            return;
        }

        message.Headers.Add(MimeKit.HeaderId.AutoSubmitted, "auto-generated");
        message.MessageId = await IdAsync(mail, message, settings, ct);
        var end = await line.SendAsync(settings, message, ct);

        // From here on what happened must be written down even if the node is stopping.
        if (end.Problem is null)
        {
            await EndAsync(mail, "Sent", null, CancellationToken.None);
            await resolve.RunAsync(FailingKey, CancellationToken.None);
        }
        else
        {
            await FailAsync(mail, end, CancellationToken.None);
        }
    }

    // Made at the first try and kept: a server that took it before we heard so takes it for the same.
    private async Task<string> IdAsync(MailRow mail, MimeKit.MimeMessage message, MailSettings settings, CancellationToken ct)
    {
        if (mail.MessageId is not null)
        {
            return mail.MessageId;
        }

        var id = mail.Kind == BridgeMail.Kind ? message.MessageId! : $"{mail.Id:N}@{settings.Domain}";
        if (id.Length > Fit.Id)
        {
            id = $"{mail.Id:N}@localhost"; // of a domain longer than there are
        }

        await db.ExecuteAsync(MailSql.KeepId, new { mail.Id, MessageId = id }, ct);
        return id;
    }

    private Task EndAsync(MailRow mail, string state, string? error, CancellationToken ct) => db.WriteDownAsync(async tx =>
    {
        await tx.ExecuteAsync(MailSql.End,
            new { mail.Id, Seen = mail.Attempts, State = state, Error = Fit.Shorten(error, Fit.Error), SentAt = state == "Sent"
                ? clock.Now() : (DateTimeOffset?)null }, ct);
        await outbox.DropAsync(tx, Work, mail.Id, ct);
        return true;
    }, Insists);

    private async Task FailAsync(MailRow mail, HandedIn end, CancellationToken ct)
    {
        if (end.IsFinal || Schedule.AfterOrNever(mail.Attempts + 1) is not { } wait)
        {
            await EndAsync(mail, "Failed", end.Problem, ct);
            await comesBack.TellAsync(mail, (await BridgeSettings.ReadAsync(db, ct))?.Desk, "", end.IsFinal ? "was refused"
                : "was given up", end.Problem ?? "", ct);
        }
        else
        {
            await db.WriteDownAsync(async tx =>
            {
                if (await tx.ExecuteAsync(MailSql.End,
                    new { mail.Id, Seen = mail.Attempts, State = "Waiting",
                        Error = Fit.Shorten(end.Problem, Fit.Error), SentAt = (DateTimeOffset?)null }, ct) == 0)
                {
                    return false;
                }

                await outbox.PutAsync(tx, Work, mail.Id, clock.Now() + wait, ct);
                return true;
            }, Insists);
        }

        if (!end.IsFinal && mail.Attempts + 1 >= TellAfter)
        {
            await raise.RunAsync(new(NoticeKinds.MailFailing, "E-mail cannot be sent", $"{end.Problem} It is tried again by itself for two "
                + $"days. Look at the settings, and send a test mail.", "/settings/mail", FailingKey), ct);
        }
    }
}
