using Engagement.Data;

namespace Engagement.Features.Mail;

/// <summary>What was sent is of no use after a month; the notices themselves stay.</summary>
internal sealed class ForgetMail(Db db, TimeProvider clock)
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public Task<int> RunAsync(CancellationToken ct) => db.ExecuteAsync(MailSql.Forget, new { Before = clock.Now() - Kept }, ct);
}
