using Engagement.Data;
using Engagement.Features.Conversations.Tickets.Queues;

namespace Engagement.Features.Conversations.Tickets;

internal sealed partial class TicketLog
{
    private static readonly Sql AddTag = Sql.Portable(
        """
        insert into TicketTags (TicketId, Tag) select @TicketId, @Tag
        where not exists (select 1 from TicketTags where TicketId = @TicketId and Tag = @Tag)
        """);

    private static readonly Sql RemoveTag = Sql.Portable("delete from TicketTags where TicketId = @TicketId and Tag = @Tag");

    private static readonly Sql ReadValue = Sql.Portable(
        "select Value from TicketFieldValues where TicketId = @TicketId and FieldId = @FieldId");

    private static readonly Sql UpdateValue = Sql.Portable(
        "update TicketFieldValues set Value = @Value where TicketId = @TicketId and FieldId = @FieldId");

    private static readonly Sql InsertValue = Sql.Portable(
        "insert into TicketFieldValues (TicketId, FieldId, Value) values (@TicketId, @FieldId, @Value)");

    private static readonly Sql DeleteValue = Sql.Portable(
        "delete from TicketFieldValues where TicketId = @TicketId and FieldId = @FieldId");

    /// <param name="tx">The caller's.</param>
    /// <param name="ticketId">Whose.</param>
    /// <param name="add">As <see cref="TagWords.Of"/> makes them.</param>
    /// <param name="remove">Likewise.</param>
    /// <param name="actor">Who.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>How many came or went; a tag that was there already is none.</returns>
    public async Task<int> TagAsync(
        Tx tx, Guid ticketId, IEnumerable<string> add, IEnumerable<string> remove, Actor actor, CancellationToken ct)
    {
        var changes = 0;
        foreach (var (tag, sql, what) in add.Select(t => (t, AddTag, new TicketEvent("tag", null, t)))
            .Concat(remove.Select(t => (t, RemoveTag, new TicketEvent("tag", t, null)))))
        {
            if (await tx.ExecuteAsync(sql, new { TicketId = ticketId, Tag = tag }, ct) == 1)
            {
                changes++;
                await AddEventAsync(tx, ticketId, what, actor, ct);
            }
        }

        return changes;
    }

    /// <summary>Sets one field of the queue's own. Its words stand beside the log: people write names and numbers into fields.</summary>
    /// <param name="tx">The caller's.</param>
    /// <param name="ticketId">Whose.</param>
    /// <param name="field">Which.</param>
    /// <param name="value">As <see cref="TicketField.Check"/> gives it; null empties it.</param>
    /// <param name="actor">Who.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>False when it had that value.</returns>
    public async Task<bool> SetFieldAsync(Tx tx, Guid ticketId, TicketField field, string? value, Actor actor, CancellationToken ct)
    {
        var row = new { TicketId = ticketId, FieldId = field.Id, Value = value };
        var before = await tx.ScalarAsync<string>(ReadValue, row, ct);
        if (before == value)
        {
            return false;
        }

        await tx.ExecuteAsync(value is null ? DeleteValue : before is null ? InsertValue : UpdateValue, row, ct);
        await AddEventAsync(
            tx, ticketId, new TicketEvent("field", null, field.Name) { AfterId = field.Id, Words = (before, value) }, actor, ct);
        return true;
    }
}
