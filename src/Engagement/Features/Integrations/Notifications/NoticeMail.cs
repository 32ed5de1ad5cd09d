using Engagement.Data;
using Engagement.Features.Content.Templates;
using Engagement.Features.Integrations.Mail;
using Engagement.Features.People.Team;
using MimeKit;

namespace Engagement.Features.Integrations.Notifications;

/// <summary>A notice as a mail to one person: not when it is mended, read or theirs no more by then.</summary>
internal sealed class NoticeMail(Db db, MailWords words) : IMakeMail
{
    public const string Kind = "notice";

    public async Task<MimeMessage?> MakeAsync(MailRow mail, MailSettings settings, CancellationToken ct)
    {
        var reader = await db.OneAsync<UserRow>(UserSql.Read, new { Id = mail.UserId }, ct);
        var notice = await db.OneAsync<NoticeView>(NoticeSql.Read, new { Id = mail.RefId, Me = mail.UserId }, ct);
        if (reader is not { DisabledAt: null } || notice is not { ReadAt: null, ResolvedAt: null })
        {
            return null;
        }

        var (subject, text) = await words.RunAsync("notice", TemplateKinds.Of(TemplateKinds.Notice).Start, s => s with
        {
            Kind = TemplateKinds.Notice,
            ReaderName = reader.Name,
            Notice = new NoticeFields(notice.Title, notice.Body, settings.Portal + notice.Link),
        }, ct);
        return MailParts.Of(settings, reader.Name, reader.Email, subject, text);
    }
}
