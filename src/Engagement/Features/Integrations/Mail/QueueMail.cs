using Engagement.Data;
using Engagement.Outbox;

namespace Engagement.Features.Integrations.Mail;

/// <summary>A mail is to be sent: its row and its outbox row, in the caller's transaction.</summary>
internal sealed class QueueMail(OutboxTable outbox, TimeProvider clock)
{
    /// <param name="tx">The caller's.</param>
    /// <param name="kind">Which <see cref="IMakeMail"/> makes it.</param>
    /// <param name="userId">To whom; null: to nobody here.</param>
    /// <param name="refId">What it is about.</param>
    /// <param name="day">A digest's: there is one for a person and a day.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>False when that person's digest of that day is there already.</returns>
    public async Task<bool> RunAsync(Tx tx, string kind, Guid? userId, Guid? refId, DateOnly? day, CancellationToken ct)
    {
        var now = clock.Now();
        var id = Ids.New(now);
        var made = await tx.ExecuteAsync(MailSql.Insert, new
        {
            Id = id,
            Kind = kind,
            UserId = userId,
            RefId = refId,
            Day = day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            State = "Waiting",
            Now = now,
        }, ct);
        if (made == 1)
        {
            await outbox.PutAsync(tx, SendMail.Work, id, now, ct);
        }

        return made == 1;
    }
}
