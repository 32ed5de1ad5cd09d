using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Tests.Data;

namespace Engagement.Tests.Conversations.Tickets;

/// <summary>
/// Each view of the inbox is read in its order from an index of the unsolved: at a million tickets anything else is seconds.
/// </summary>
public sealed class InboxPlanTests
{
    private static readonly Dictionary<string, (Sql View, string Index)> Views = new()
    {
        ["open"] = (TicketSql.List.Where(TicketSql.IsUnsolved, TicketSql.IsAwake), "IX_Tickets_Unsolved"),
        ["of a person"] = (TicketSql.List.Where(TicketSql.IsUnsolved, TicketSql.IsAssignedTo, TicketSql.IsAwake),
            "IX_Tickets_UnsolvedAssignee"),
        ["unassigned"] = (TicketSql.List.Where(TicketSql.IsUnsolved, TicketSql.IsUnassigned, TicketSql.IsAwake),
            "IX_Tickets_UnsolvedAssignee"),
        ["of a queue"] = (TicketSql.List.Where(TicketSql.IsUnsolved, TicketSql.InQueue, TicketSql.IsAwake), "IX_Tickets_UnsolvedQueue"),
        ["all"] = (TicketSql.List.Where(), "IX_Tickets_Activity"),
    };

    public static TheoryData<string> Names => [.. Views.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_read_in_its_order_from_an_index(string view)
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var (sql, index) = Views[view];

        var plan = await QueryPlan.OfAsync(database, sql);

        Assert.Contains(plan, line => line.Contains($" t USING INDEX {index}", StringComparison.Ordinal));
        var tickets = plan.TakeWhile(
            line => !line.StartsWith("SCAN t", StringComparison.Ordinal) || line.Contains(index, StringComparison.Ordinal));
        Assert.DoesNotContain(tickets, line => line.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }
}
