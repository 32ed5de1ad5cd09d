using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Content.Templates;
using Engagement.Features.Integrations.Mail;
using Engagement.Features.People.Team;
using Engagement.Features.Publishing.Deliveries.Foresight;
using Engagement.Web.Security;
using MimeKit;

namespace Engagement.Features.Integrations.Notifications;

/// <summary>
/// One person's day: what they wanted to be told together, and what will fail unless something is done. Not sent when there is nothing of
/// either.
/// </summary>
internal sealed class DigestMail(Db db, MailWords words, Foresee foresee, TimeProvider clock) : IMakeMail
{
    public const string Kind = "digest";

    private const int Most = 30;

    // A notice is dated before it is committed: one digest ends a little before its time and the next begins there, so none falls
    // between two.
    private static readonly TimeSpan Settles = TimeSpan.FromMinutes(2);

    private const string Fallback = "{{ digest.notices.size }} notices and {{ digest.foreseen.size }} posts that will fail\n\n"
        + "{{ for n in digest.notices }}{{ n.title }}\n{{ n.link }}\n\n{{ end }}{{ for f in digest.foreseen }}{{ f.title }}: {{ f.why }}\n"
        + "{{ f.link }}\n\n{{ end }}";

    private static readonly Sql Unread = Sql.Portable(
        """
        select n.Id, n.Kind, n.Title, n.Body, n.Link, n.CreatedAt
        from NoticeReaders r join Notices n on n.Id = r.NoticeId
        where r.UserId = @Me and r.ReadAt is null and n.ResolvedAt is null and r.CreatedAt > @Since and r.CreatedAt <= @Until
        order by r.CreatedAt desc, r.NoticeId desc {page}
        """);

    private static readonly Sql LastDigest = Sql.Portable(
        "select max(CreatedAt) from Mails where UserId = @Me and Kind = 'digest' and Id <> @Id");

    public async Task<MimeMessage?> MakeAsync(MailRow mail, MailSettings settings, CancellationToken ct)
    {
        if (await db.OneAsync<UserRow>(UserSql.Read, new { Id = mail.UserId }, ct) is not { DisabledAt: null } reader)
        {
            return null;
        }

        var now = clock.Now();
        var since = (await db.ScalarAsync<DateTimeOffset?>(LastDigest, new { Me = reader.Id, mail.Id }, ct) ?? now.AddDays(-1)) - Settles;
        var wishes = await Wishes.ReadAsync(db, reader.Id, ct);
        var asked = new { Me = reader.Id, Since = since, Until = mail.CreatedAt - Settles, Take = 500 };
        var notices = (await db.QueryAsync<NoticeView>(Unread, asked, ct))
            .Where(n => wishes.Of(NoticeCatalog.Of(n.Kind)) == How.Digest).Take(Most).ToList();

        // Whoever cannot mend a post is not told of it every morning.
        var area = Area.All.Single(a => a.Name == Area.Posts);
        var foreseen = area.Allows(reader.Role, "POST") && wishes.Of(NoticeCatalog.Of(NoticeKinds.DeliveryWillFail)) != How.Portal
            ? (await foresee.RunAsync(null, int.MaxValue, ct)).Items.Where(f => f.IsPressing(now)).Take(Most).ToList()
            : [];
        if (notices.Count == 0 && foreseen.Count == 0)
        {
            return null;
        }

        TimeZoneInfo.TryFindSystemTimeZoneById(reader.TimeZone, out var zone);
        var (subject, text) = await words.RunAsync("daily-digest", Fallback, s => s with
        {
            Kind = TemplateKinds.Digest,
            ReaderName = reader.Name,
            Zone = zone ?? TimeZoneInfo.Utc,
            Digest = new DigestFields(since, now)
            {
                Notices = [.. notices.Select(n => new NoticeFields(n.Title, n.Body, settings.Portal + n.Link))],
                Foreseen = 
                [
                    .. foreseen.Select(f => new DigestPreflight(
                        f.Title, Local(f.DueAt, zone), f.AccountName, f.First.Why, settings.Portal + f.First.MendLink)),
                ],
            },
        }, ct);
        return MailParts.Of(settings, reader.Name, reader.Email, subject, text);
    }

    private static string Local(DateTimeOffset at, TimeZoneInfo? zone) =>
        TimeZoneInfo.ConvertTime(at, zone ?? TimeZoneInfo.Utc)
            .ToString("ddd d MMM HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
