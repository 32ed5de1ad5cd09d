using System.Text.Json.Nodes;
using Engagement.Data;

namespace Engagement.Features.Conversations.Listening;

/// <summary>What became of items, before it is written. First of all that waits: no other node waits for it.</summary>
internal sealed class WaitingItems : WaitingRows
{
    private static readonly Sql Settle = Sql.For(
        sqlServer: """
            update i set State = r.State, Outcome = r.Outcome, FailedStep = r.FailedStep, Attempts = i.Attempts + 1, ProcessedAt = r.Now
            from {rows Rows (Id uniqueidentifier, State nvarchar(20), Outcome nvarchar(1000), FailedStep nvarchar(100),
                Now datetime2(3))} r
            join InboundItems i on i.Id = r.Id
            """,
        sqlite: """
            update InboundItems as i set State = r.State, Outcome = r.Outcome, FailedStep = r.FailedStep, Attempts = i.Attempts + 1,
                ProcessedAt = r.Now
            from {rows Rows (Id uniqueidentifier, State nvarchar(20), Outcome nvarchar(1000), FailedStep nvarchar(100),
                Now datetime2(3))} r
            where i.Id = r.Id
            """);

    // Apart: of most items it stays as it is, and it is long. JSON within JSON goes as it is, with nothing in it to be escaped again.
    private static readonly Sql Keep = Sql.For(
        sqlServer: """
            update i set ItemJson = r.ItemJson
            from openjson(@Rows) with (Id uniqueidentifier '$.Id', ItemJson nvarchar(max) '$.Item' as json) r
            join InboundItems i on i.Id = r.Id
            """,
        sqlite: """
            update InboundItems as i set ItemJson = r.ItemJson
            from (select value ->> 'Id' as Id, value ->> 'Item' as ItemJson from json_each(@Rows)) r where i.Id = r.Id
            """);

    private readonly List<Settled> _settled = [];
    private readonly Dictionary<Guid, string> _changed = [];

    public override int Turn => 1;

    public void Add(Settled item) => _settled.Add(item);

    /// <summary>Something was found out that belongs to the item.</summary>
    public void Change(Guid itemId, string itemJson) => _changed[itemId] = itemJson;

    public override async Task WriteAsync(Tx tx, CancellationToken ct)
    {
        if (_changed.Count > 0)
        {
            var rows = _changed.Select(c => new { Id = c.Key, Item = JsonNode.Parse(c.Value) });
            await tx.ExecuteAsync(Keep, new { Rows = Json.Rows(rows) }, ct);
            _changed.Clear();
        }

        if (_settled.Count > 0)
        {
            await tx.ExecuteAsync(Settle, new { Rows = Json.Rows(_settled) }, ct);
            _settled.Clear();
        }
    }

    internal sealed record Settled(Guid Id, string State, string? Outcome, string? FailedStep, DateTimeOffset Now);
}
