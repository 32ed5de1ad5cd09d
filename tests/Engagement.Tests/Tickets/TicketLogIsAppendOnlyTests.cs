using System.Text.RegularExpressions;
using Engagement.Data;
using Engagement.Tests.Data.TSqlCheck;

namespace Engagement.Tests.Tickets;

/// <summary>The log of a ticket can be added to, and nothing else can be done to it: no statement of the program does.</summary>
public sealed partial class TicketLogIsAppendOnlyTests
{
    [Fact]
    public void No_statement_of_the_program_changes_or_removes_an_event()
    {
        var texts = KnownStatements.In(typeof(Db).Assembly).SelectMany(k => new[] { k.Sql.Text(Dialect.Sqlite), k.Sql.Text(Dialect.SqlServer) }).ToList();

        Assert.Contains(texts, t => t.Contains("insert into TicketEvents ", StringComparison.Ordinal));
        Assert.DoesNotContain(texts, t => ChangesEvents().IsMatch(t));
    }

    [Theory]
    [InlineData("update TicketEvents set After = @After where Id = @Id")]
    [InlineData("delete from TicketEvents where TicketId = @Id")]
    [InlineData("delete e from TicketEvents e join Tickets t on t.Id = e.TicketId")]
    [InlineData("update e set Actor = '' from TicketEvents e")]
    [InlineData("truncate table TicketEvents")]
    public void It_would_notice_one(string statement) => Assert.Matches(ChangesEvents(), statement);

    // An alias hides the table's name: whatever updates or deletes and names the events at all is looked at.
    [GeneratedRegex(@"\A\s*(update|delete|truncate)\b.*\bTicketEvents\b", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex ChangesEvents();
}
