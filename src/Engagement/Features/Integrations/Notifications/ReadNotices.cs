using Engagement.Data;

namespace Engagement.Features.Integrations.Notifications;

/// <summary>A person's own marks: what they have read. Nobody can mark for another.</summary>
internal sealed class ReadNotices(Db db, TimeProvider clock)
{
    /// <summary>Marks it read and says where it leads.</summary>
    public async Task<Result<string>> OpenAsync(Guid id, Guid me, CancellationToken ct)
    {
        if (await db.OneAsync<NoticeView>(NoticeSql.Read, new { Id = id, Me = me }, ct) is not { } notice)
        {
            return new Result<string>.Missing("There is no such notice.");
        }

        await db.ExecuteAsync(NoticeSql.MarkRead, new { Id = id, Me = me, Now = clock.Now() }, ct);
        return notice.Link;
    }

    public async Task MarkAsync(Guid id, Guid me, bool read, CancellationToken ct) =>
        await db.ExecuteAsync(read ? NoticeSql.MarkRead : NoticeSql.MarkUnread, new { Id = id, Me = me, Now = clock.Now() }, ct);

    /// <summary>All that the reader can have seen.</summary>
    /// <param name="until">The newest on the page; what came after stays unread.</param>
    public Task<int> MarkAllAsync(Guid me, DateTimeOffset until, CancellationToken ct) =>
        db.ExecuteAsync(NoticeSql.MarkAllRead, new { Me = me, Until = until, Now = clock.Now() }, ct);
}
