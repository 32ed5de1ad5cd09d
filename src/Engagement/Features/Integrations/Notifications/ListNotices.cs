using Engagement.Data;
using Engagement.Web.Api;

namespace Engagement.Features.Integrations.Notifications;

/// <summary>Which of a person's notices: what is null does not narrow.</summary>
internal sealed record NoticeFilter(bool Unread, string? Kind = null, string? Words = null);

/// <summary>What one person was told, the newest first, a page at a time by key.</summary>
internal sealed class ListNotices(Db db)
{
    public async Task<Page<NoticeView>> RunAsync(Guid me, NoticeFilter filter, Cursor? after, int take, CancellationToken ct)
    {
        List<Sql> conditions = [NoticeSql.IsMine];
        if (filter.Unread)
        {
            conditions.Add(NoticeSql.IsUnread);
        }

        if (!string.IsNullOrEmpty(filter.Kind))
        {
            conditions.Add(NoticeSql.OfKind);
        }

        if (!string.IsNullOrWhiteSpace(filter.Words))
        {
            conditions.Add(NoticeSql.HasWords);
        }

        if (after is not null)
        {
            conditions.Add(NoticeSql.Before);
        }

        var rows = await db.QueryAsync<NoticeView>(NoticeSql.List.Where(conditions), new
        {
            Me = me,
            Take = take + 1,
            filter.Kind,
            Like = LikePattern.Containing(filter.Words),
            AfterTime = after?.Time,
            AfterId = after?.Id,
        }, ct);
        return Page<NoticeView>.Of(rows, take, row => row, row => new Cursor(row.CreatedAt, row.Id));
    }
}
