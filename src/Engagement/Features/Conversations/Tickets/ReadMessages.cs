using Engagement.Data;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>Some of a ticket's messages, in the order they were said.</summary>
/// <param name="HasEarlier">There are more before them.</param>
/// <param name="HasLater">There are more after them.</param>
internal sealed record MessagePart(IReadOnlyList<MessageRow> Items, bool HasEarlier, bool HasLater)
{
    /// <summary>When the message before them was said: what happened from then on is shown with them.</summary>
    public DateTimeOffset? From { get; init; }
}

/// <summary>
/// A ticket's messages, and those of tickets that were merged into it, the newest first and a part at a time: a thread of twenty thousand
/// is read no slower than one of twenty. Parts are told by a message, not by a number of them, so that what comes in between moves nothing.
/// </summary>
internal static class ReadMessages
{
    /// <summary>As many as a page begins with, and as each step back shows.</summary>
    public const int Part = 50;

    /// <summary>As many as a page keeps in sight while it is open.</summary>
    public const int MostAtOnce = 500;

    private const string Columns =
        """
        m.Seq, m.Id, m.TicketId, m.Kind, m.AuthorId, m.AuthorName, h.Handle, h.AvatarUrl,
            coalesce(m.RemoteId, d.RemoteId) as RemoteId, m.Body, m.Url, m.DeliveryId,
            d.State as DeliveryState, d.RemoteUrl as DeliveryUrl, d.LastError as DeliveryError, d.ReadBackAt, m.SaidAt, m.EditedAt,
            m.RemovedAt
        """;

    private const string Earlier = "m.SaidAt <= @At and (m.SaidAt < @At or m.Seq < @Seq) order by m.SaidAt desc, m.Seq desc {page}";

    // Its own by their index and only as many as are asked for; those of tickets merged into it, of which there are few, beside them.
    private static readonly Sql Before = Sql.Portable(
        $$"""
        select {{Columns}}
        from (
            select o.Id from (select m.Id, m.SaidAt, m.Seq from Messages m where m.TicketId = @Id and {{Earlier}}) o
            union all
            select j.Id from (
                select m.Id, m.SaidAt, m.Seq from Messages m
                where m.TicketId in (select s.Id from Tickets s where s.MergedIntoId = @Id) and {{Earlier}}) j
        ) p
        join Messages m on m.Id = p.Id
        left join Handles h on h.Id = m.HandleId
        left join Deliveries d on d.Id = m.DeliveryId
        order by m.SaidAt desc, m.Seq desc {page}
        """);

    private static readonly Sql PlaceOf = Sql.Portable(
        """
        select m.SaidAt, m.Seq from Messages m
        where m.Id = @MessageId and m.TicketId in (
            select s.Id from Tickets s where s.Id = @Id union all select s.Id from Tickets s where s.MergedIntoId = @Id)
        """);

    // Later than anything that is said, on both databases.
    private static readonly Place Now = new() { SaidAt = new DateTimeOffset(9999, 12, 30, 0, 0, 0, TimeSpan.Zero), Seq = long.MaxValue };

    /// <summary>The newest.</summary>
    public static async Task<MessagePart> NewestAsync(DbSession db, Guid ticketId, int take, CancellationToken ct) =>
        await BeforeAsync(db, ticketId, Now, take, hasLater: false, ct);

    /// <summary>The newest, together with other reads: they are there once those have been read.</summary>
    public static Func<MessagePart> NewestIn(Reads reads, Guid ticketId, int take)
    {
        var rows = reads.Add<MessageRow>(Before, Asked(ticketId, Now, take));
        return () => PartOf(rows.Rows, take, hasLater: false);
    }

    /// <summary>From this one to the newest; null where that is more than is shown at once.</summary>
    public static async Task<MessagePart?> SinceAsync(DbSession db, Guid ticketId, Guid messageId, CancellationToken ct)
    {
        var all = await NewestAsync(db, ticketId, MostAtOnce, ct);
        var first = all.Items.ToList().FindIndex(m => m.Id == messageId);
        return first < 0 ? null
            : first == 0 ? all
            : all with { Items = [.. all.Items.Skip(first)], HasEarlier = true, From = all.Items[first - 1].SaidAt };
    }

    /// <summary>Those before this one; null: it is no message of the ticket.</summary>
    public static async Task<MessagePart?> BeforeAsync(DbSession db, Guid ticketId, Guid messageId, int take, CancellationToken ct) =>
        await db.OneAsync<Place>(PlaceOf, new { MessageId = messageId, Id = ticketId }, ct) is { } place
            ? await BeforeAsync(db, ticketId, place, take, hasLater: true, ct)
            : null;

    /// <summary>A part that has this one in it: the newest where it is one of them, or else what led to it. Null: it is no message of the
    /// ticket.</summary>
    public static async Task<MessagePart?> AroundAsync(DbSession db, Guid ticketId, Guid messageId, CancellationToken ct) =>
        await AroundAsync(db, ticketId, messageId, await NewestAsync(db, ticketId, Part, ct), ct);

    /// <summary>The same where the newest have been read already.</summary>
    public static async Task<MessagePart?> AroundAsync(
        DbSession db, Guid ticketId, Guid messageId, MessagePart newest, CancellationToken ct)
    {
        if (newest.Items.Any(m => m.Id == messageId))
        {
            return newest;
        }

        if (await db.OneAsync<Place>(PlaceOf, new { MessageId = messageId, Id = ticketId }, ct) is not { } place)
        {
            return null;
        }

        return await BeforeAsync(db, ticketId, place with { Seq = place.Seq + 1 }, Part, hasLater: true, ct);
    }

    // One more than was asked for only says that there is more.
    private static async Task<MessagePart> BeforeAsync(DbSession db, Guid ticketId, Place place, int take, bool hasLater,
        CancellationToken ct)
    {
        return PartOf(await db.QueryAsync<MessageRow>(Before, Asked(ticketId, place, take), ct), take, hasLater);
    }

    private static object Asked(Guid ticketId, Place place, int take) =>
        new { Id = ticketId, At = place.SaidAt, place.Seq, Take = take + 1 };

    private static MessagePart PartOf(IReadOnlyList<MessageRow> rows, int take, bool hasLater) =>
        new([.. rows.Take(take).Reverse()], rows.Count > take, hasLater) { From = rows.Count > take ? rows[take].SaidAt : null };

    private sealed record Place
    {
        public DateTimeOffset SaidAt { get; init; }

        public long Seq { get; init; }
    }
}
