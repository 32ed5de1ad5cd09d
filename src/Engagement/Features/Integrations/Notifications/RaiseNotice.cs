using System.Globalization;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Integrations.Mail;
using Engagement.Features.Integrations.Webhooks;
using Engagement.Web.Security;

namespace Engagement.Features.Integrations.Notifications;

/// <summary>
/// Tells people something: a row each in their list, counted at the bell, and by e-mail as each of them wishes. Raised in the transaction
/// that makes it true, it is there exactly when that is.
/// </summary>
internal sealed class RaiseNotice(Db db, QueueMail put, EmitEvent emit, TimeProvider clock)
{
    /// <summary>As many of one kind as one person is told of within <see cref="FloodWindow"/>.</summary>
    public const int MostInFlood = 30;

    public static readonly TimeSpan FloodWindow = TimeSpan.FromMinutes(10);

    private static readonly Sql WishesOf = Sql.Portable("select UserId, How from NoticeWishes where Kind = @Kind");

    /// <inheritdoc cref="RunAsync(Tx, Notice, CancellationToken)"/>
    public Task<Guid?> RunAsync(Notice notice, CancellationToken ct) => db.InTransactionAsync(tx => RunAsync(tx, notice, ct), ct);

    /// <returns>The new notice, or null where one with this key is open already, or nobody is there to be told.</returns>
    /// <exception cref="ArgumentException">The kind is none of <see cref="NoticeKinds"/>, or the link leads out of the portal: a bug in the
    /// caller.</exception>
    public async Task<Guid?> RunAsync(Tx tx, Notice notice, CancellationToken ct)
    {
        var kind = NoticeCatalog.Find(notice.Kind)
            ?? throw new ArgumentException($"There is no kind of notice called {notice.Kind}.", nameof(notice));
        if (notice.Link is not ['/', .. var rest] || rest.StartsWith('/'))
        {
            throw new ArgumentException($"A notice leads to a page of the portal, not to {notice.Link}.", nameof(notice));
        }

        var now = clock.Now();
        if (notice.Key is not null && await tx.ScalarAsync<Guid?>(NoticeSql.OpenByKey, new { notice.Key }, ct) is { } open)
        {
            if (!notice.IsLatest
                || await tx.ExecuteAsync(NoticeSql.MoveUp, new { NoticeId = open, Now = now, Users = Json.Ids(Named(notice)) }, ct) > 0)
            {
                return null;
            }

            await tx.ExecuteAsync(NoticeSql.ResolveByKey, new { notice.Key, Now = now }, ct);
        }

        var readers = await ReadersAsync(tx, kind, notice, ct);
        readers = readers.Count == 0 ? readers : await HoldBackAsync(tx, kind, readers, now, ct);
        if (readers.Count == 0)
        {
            return null;
        }

        return await InsertAsync(tx, kind, notice, readers, now, ct);
    }

    // Thousands of tickets within minutes are thousands of notices to nobody: who was told of many already is told that there are more.
    private async Task<IReadOnlyList<Guid>> HoldBackAsync(Tx tx, NoticeKind kind, IReadOnlyList<Guid> readers, DateTimeOffset now,
        CancellationToken ct)
    {
        var told = new { Kind = kind.Key, Since = now - FloodWindow, Most = MostInFlood, Users = Json.Ids(readers) };
        var flooded = (await tx.QueryAsync<Guid>(NoticeSql.ToldMuch, told, ct)).ToHashSet();
        foreach (var reader in flooded)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"many:{kind.Key}:{reader:N}:{now.UtcDateTime:yyyyMMddHH}");
            if (await tx.ScalarAsync<Guid?>(NoticeSql.OpenByKey, new { Key = key }, ct) is null)
            {
                await InsertAsync(tx, kind, new Notice(
                    kind.Key, $"Many at once: {kind.Name.ToLowerInvariant()}",
                    $"You were told of {MostInFlood} within {FloodWindow.TotalMinutes:0} minutes. "
                    + "The others of this hour are in the lists and not told one by one.",
                    kind.Area == Area.Tickets ? "/tickets" : "/notices", key, reader), [reader], now, ct);
            }
        }

        return flooded.Count == 0 ? readers : [.. readers.Where(r => !flooded.Contains(r))];
    }

    private async Task<Guid> InsertAsync(Tx tx, NoticeKind kind, Notice notice, IReadOnlyList<Guid> readers, DateTimeOffset now,
        CancellationToken ct)
    {
        var id = Ids.New(now);
        await tx.ExecuteAsync(NoticeSql.Insert, new
        {
            Id = id,
            notice.Kind,
            Title = Fit.Shorten(notice.Title, 400),
            Body = Fit.Shorten(notice.Body, 2000),
            notice.Link,
            notice.Key,
            Now = now,
        }, ct);
        await tx.ExecuteAsync(NoticeSql.InsertReaders,
            new { NoticeId = id, Readers = Json.Rows(readers.Select(r => new { UserId = r })), Now = now }, ct);

        await TellBesidesAsync(tx, kind, notice, id, readers, ct);
        return id;
    }

    private async Task TellBesidesAsync(Tx tx, NoticeKind kind, Notice notice, Guid id, IReadOnlyList<Guid> readers, CancellationToken ct)
    {
        var mail = await MailSettings.ReadAsync(tx, ct);

        // That no mail can be sent is not sent by mail, nor that one came back.
        if (mail is not null && kind.Key is not (NoticeKinds.MailFailing or NoticeKinds.MailReturned))
        {
            var wishes = (await tx.OnceAsync<Wish>(WishesOf, new { Kind = kind.Key }, ct)).ToDictionary(w => w.UserId, w => w.How);
            foreach (var reader in readers.Where(r => wishes.GetValueOrDefault(r, kind.Usual) == How.AtOnce))
            {
                await put.RunAsync(tx, kind.Mail, reader, id, null, ct);
            }
        }

        await emit.RunAsync(tx, WebhookEvents.NoticeRaised, id,
            new { id, kind = kind.Key, title = notice.Title, text = notice.Body, link = mail?.Portal + notice.Link }, ct);
    }

    private static async Task<IReadOnlyList<Guid>> ReadersAsync(Tx tx, NoticeKind kind, Notice notice, CancellationToken ct)
    {
        var people = await tx.OnceAsync<Person>(NoticeSql.People, null, ct);
        var named = Named(notice);
        var area = Area.All.Single(a => a.Name == (notice.Area ?? kind.Area));
        return [.. people.Where(p => named.Count > 0 ? named.Contains(p.Id) : area.Allows(p.Role, "POST")).Select(p => p.Id)];
    }

    private static HashSet<Guid> Named(Notice notice) => [.. notice.ToUserIds, .. notice.ToUserId is { } one ? [one] : Array.Empty<Guid>()];

    private sealed record Wish
    {
        public Guid UserId { get; init; }

        public How How { get; init; }
    }

    private sealed record Person
    {
        public Guid Id { get; init; }

        public Role Role { get; init; }
    }
}
