using Engagement.Data;
using Engagement.Host;
using Engagement.Tests.Web.Proxy;
using Microsoft.Extensions.Configuration;

namespace Engagement.Tests.Data;

public sealed class WaitForDatabaseTests
{
    [Fact]
    public async Task A_server_that_is_not_up_yet_is_tried_again_with_a_sentence_each_and_named_at_the_end()
    {
        var nobody = $"127.0.0.1,{Nginx.FreePort()}";
        var database = new DatabaseOptions(
            Dialect.SqlServer, $"Server={nobody};Database=Engagement;User Id=engagement;Password=x;Encrypt=false;Connect Timeout=2", ".");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Database:WaitSeconds", "4")]).Build();
        await using var said = new StringWriter();

        var end = await Assert.ThrowsAsync<StartException>(
            () => WaitForDatabase.RunAsync(database, configuration, said, TestContext.Current.CancellationToken));

        Assert.StartsWith($"SQL Server at {nobody} does not answer yet (try 1); trying again until ",
            said.ToString(), StringComparison.Ordinal);
        Assert.StartsWith($"SQL Server at {nobody} has not answered within 4 s (Database__WaitSeconds)",
            end.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Password", said + end.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory, OnEachDatabase]
    internal async Task One_that_answers_is_not_waited_for(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        await using var said = new StringWriter();

        await WaitForDatabase.RunAsync(database.Db.Options,
            new ConfigurationBuilder().Build(), said, TestContext.Current.CancellationToken);

        Assert.Equal("", said.ToString());
    }
}
