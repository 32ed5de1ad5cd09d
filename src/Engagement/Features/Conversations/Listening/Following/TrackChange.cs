using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Listening.Following;

/// <summary>
/// What became of a message at its network: new words, or none any more. The message on its ticket is marked; the words it had before go
/// into the ticket's log. What a person was promised to be forgotten is not taken up again.
/// </summary>
internal sealed class TrackChange(TicketLog log, TimeProvider clock)
{
    public const string Edited = "edited";

    public const string Removed = "removed";

    public const string Restored = "restored";

    private static readonly Sql ReadStored = Sql.Portable(
        "select Id, ItemJson, RemovedAt from InboundItems where AccountId = @AccountId and RemoteId = @RemoteId");

    private static readonly Sql ReadMessage = Sql.Portable(
        """
        select m.Id, m.TicketId, m.Body, c.ErasedAt from Messages m
        left join Handles h on h.Id = m.HandleId left join Clients c on c.Id = h.ClientId
        where m.AccountId = @AccountId and m.RemoteId = @RemoteId and m.Kind = 'inbound'
        """);

    private static readonly Sql SetItem = Sql.Portable("update InboundItems set ItemJson = @ItemJson, RawJson = @RawJson where Id = @Id");

    private static readonly Sql SetRemoved = Sql.Portable(
        "update InboundItems set RemovedAt = @At, NextCheckAt = case when @At is null then NextCheckAt else null end where Id = @Id");

    private static readonly Sql EditMessage = Sql.Portable("update Messages set Body = @Body, EditedAt = @At where Id = @Id");

    private static readonly Sql RemoveMessage = Sql.Portable("update Messages set RemovedAt = @At where Id = @Id");

    /// <param name="tx">The caller's.</param>
    /// <param name="accountId">Whose network told it.</param>
    /// <param name="item">As it was told; <see cref="InboundItem.Deleted"/> when it is gone.</param>
    /// <param name="isCurrent">It was asked for now. Otherwise it may be an older version, told again.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>True when something was other than we knew.</returns>
    public async Task<bool> RunAsync(Tx tx, Guid accountId, InboundItem item, bool isCurrent, CancellationToken ct)
    {
        var name = new { AccountId = accountId, item.RemoteId };
        if (await tx.OneAsync<Stored>(ReadStored, name, ct) is not { } stored)
        {
            return false;
        }

        var known = Json.Read<InboundItem>(stored.ItemJson);
        var message = await tx.OneAsync<OnTicket>(ReadMessage, name, ct);
        if (message is { ErasedAt: not null })
        {
            return false;
        }

        if (item.Deleted)
        {
            return stored.RemovedAt is null && await RemoveAsync(tx, stored, message, ct);
        }

        var isBack = isCurrent && stored.RemovedAt is not null && await RestoreAsync(tx, stored, message, ct);
        var isNewer = isCurrent || VersionOf(item) > VersionOf(known);
        return (isNewer && item.Text != known.Text && await EditAsync(tx, stored, known, item, message, ct)) || isBack;
    }

    private async Task<bool> RemoveAsync(Tx tx, Stored stored, OnTicket? message, CancellationToken ct)
    {
        var now = clock.Now();
        await tx.ExecuteAsync(SetRemoved, new { stored.Id, At = now }, ct);
        if (message is not null)
        {
            await tx.ExecuteAsync(RemoveMessage, new { message.Id, At = now }, ct);
            await log.AddEventAsync(tx, message.TicketId, new TicketEvent(Removed, null, null) { AfterId = message.Id }, Them(now), ct);
        }

        return true;
    }

    // Hidden for a while, or an account that was closed and is open again.
    private async Task<bool> RestoreAsync(Tx tx, Stored stored, OnTicket? message, CancellationToken ct)
    {
        await tx.ExecuteAsync(SetRemoved, new { stored.Id, At = (DateTimeOffset?)null }, ct);
        if (message is not null)
        {
            await tx.ExecuteAsync(RemoveMessage, new { message.Id, At = (DateTimeOffset?)null }, ct);
            await log.AddEventAsync(tx, message.TicketId,
                new TicketEvent(Restored, null, null) { AfterId = message.Id }, Them(clock.Now()), ct);
        }

        return true;
    }

    private async Task<bool> EditAsync(Tx tx, Stored stored, InboundItem known, InboundItem item, OnTicket? message, CancellationToken ct)
    {
        var now = clock.Now();
        await tx.ExecuteAsync(SetItem,
            new { stored.Id, ItemJson = Json.Write(known with { Text = item.Text, EditedAt = item.EditedAt ?? now, RawJson = "" }),
                item.RawJson }, ct);
        if (message is not null && message.Body != item.Text)
        {
            await tx.ExecuteAsync(EditMessage, new { message.Id, Body = item.Text, At = item.EditedAt ?? now }, ct);
            await log.AddEventAsync(tx, message.TicketId,
                new TicketEvent(Edited, null, null) { AfterId = message.Id, Words = (message.Body, item.Text) }, Them(now), ct);
        }

        return true;
    }

    private static Actor Them(DateTimeOffset now) => new(TicketLog.Client, null, now);

    private static DateTimeOffset VersionOf(InboundItem item) => item.EditedAt ?? item.CreatedAt;

    private sealed record Stored
    {
        public Guid Id { get; init; }

        public string ItemJson { get; init; } = "";

        public DateTimeOffset? RemovedAt { get; init; }
    }

    private sealed record OnTicket
    {
        public Guid Id { get; init; }

        public Guid TicketId { get; init; }

        public string Body { get; init; } = "";

        public DateTimeOffset? ErasedAt { get; init; }
    }
}
