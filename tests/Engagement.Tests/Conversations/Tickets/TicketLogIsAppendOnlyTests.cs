using System.Text.RegularExpressions;
using Engagement.Data;
using Engagement.Features.Settings.Retention;
using Engagement.Tests.Data.TSqlCheck;

namespace Engagement.Tests.Conversations.Tickets;

/// <summary>The log of a ticket can be added to, and nothing else can be done to it: no statement of the program does.</summary>
public sealed partial class TicketLogIsAppendOnlyTests
{
    [Fact]
    public void No_statement_of_the_program_changes_or_removes_an_event()
    {
        var texts = KnownStatements.In(typeof(Db).Assembly)
            .SelectMany(k => new[] { k.Sql.Text(Dialect.Sqlite), k.Sql.Text(Dialect.SqlServer) }).ToList();

        Assert.Contains(texts, t => t.Contains("insert into TicketEvents ", StringComparison.Ordinal));
        // A log goes as a whole, with its ticket, where Settings give closed tickets an end: by one statement, beside the one for the
        // ticket itself.
        var whole = RetentionRules.Statements.Values.Single(
            s => s.Text(Dialect.SqlServer).StartsWith("delete from TicketEvents where TicketId in", StringComparison.Ordinal));
        Assert.Contains(TicketRetention.Rule.Steps,
            s => s.Text(Dialect.Sqlite).StartsWith("delete from Tickets where Id in", StringComparison.Ordinal));
        Assert.DoesNotContain(texts.Except([whole.Text(Dialect.Sqlite), whole.Text(Dialect.SqlServer)]), t => ChangesEvents().IsMatch(t));
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
