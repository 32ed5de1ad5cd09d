using Engagement.Data;
using Engagement.Features.Integrations.Mail;
using Engagement.Features.Integrations.Notifications;
using Engagement.Features.People.Team;
using Microsoft.AspNetCore.WebUtilities;
using MimeKit;

namespace Engagement.Features.Insights.Digest;

/// <summary>
/// The digest as a mail to one person, made when it is sent: HTML with the same in plain text beside. Not when it is read or theirs no more
/// by then.
/// </summary>
internal sealed class InsightsDigestMail(Db db, WriteDigest write, TimeProvider clock) : IMakeMail
{
    public const string Kind = "insights-digest";

    public async Task<MimeMessage?> MakeAsync(MailRow mail, MailSettings settings, CancellationToken ct)
    {
        var reader = await db.OneAsync<UserRow>(UserSql.Read, new { Id = mail.UserId }, ct);
        var notice = await db.OneAsync<NoticeView>(NoticeSql.Read, new { Id = mail.RefId, Me = mail.UserId }, ct);
        if (reader is not { DisabledAt: null } || notice is not { ReadAt: null, ResolvedAt: null }
            || PeriodOf(notice.Link) is not { } period)
        {
            return null;
        }

        var digest = await write.RunAsync(period, ct);
        return MailParts.Of(settings, reader.Name, reader.Email, digest.Title,
            $"{digest.Title}\n\n{digest.Text}\n\n{settings.Portal}{notice.Link}", DigestHtml.Of(digest, settings.Portal, reader.Name));
    }

    // What the notice leads to is what it is about.
    private Period? PeriodOf(string link)
    {
        var query = QueryHelpers.ParseQuery(link.Contains('?', StringComparison.Ordinal)
            ? link[link.IndexOf('?', StringComparison.Ordinal)..] : "");
        return Period.Read(null, query.GetValueOrDefault("from"), query.GetValueOrDefault("to"), query.GetValueOrDefault("zone"),
            TimeZoneInfo.Utc, clock.GetUtcNow()) is Result<Period>.Done { Value: var period } ? period : null;
    }
}
