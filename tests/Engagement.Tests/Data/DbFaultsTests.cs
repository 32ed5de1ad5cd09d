using Engagement.Data;
using Microsoft.Data.Sqlite;

namespace Engagement.Tests.Data;

public sealed class DbFaultsTests
{
    [Theory]
    [InlineData(1205)] // deadlock victim
    [InlineData(1222)] // lock time-out
    [InlineData(1204)]
    [InlineData(3960)]
    [InlineData(40613)] // fail-over
    [InlineData(40501)] // throttled
    [InlineData(49918)]
    [InlineData(49919)]
    [InlineData(49920)]
    [InlineData(10928)]
    [InlineData(10929)]
    [InlineData(4060)]
    [InlineData(4221)]
    [InlineData(976)] // the group changes roles
    [InlineData(983)]
    [InlineData(6005)]
    public void What_the_server_refused_passes_and_was_not_done(int number) =>
        Assert.Equal(DbFault.Undone, DbFaults.Of(SqlErrors.Of(number)));

    [Theory]
    [InlineData(-2)] // no answer in time: it may have been done
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(53)]
    [InlineData(20)]
    [InlineData(64)]
    [InlineData(121)]
    [InlineData(233)]
    [InlineData(10053)]
    [InlineData(10054)]
    [InlineData(10060)]
    [InlineData(10061)]
    [InlineData(40143)]
    [InlineData(40197)]
    [InlineData(40540)]
    public void A_line_that_broke_passes_but_what_was_asked_may_have_been_done(int number) =>
        Assert.Equal(DbFault.Passing, DbFaults.Of(SqlErrors.Of(number)));

    [Theory]
    [InlineData(547)] // a reference
    [InlineData(515)] // null where none may be
    [InlineData(8152)] // too long
    [InlineData(2628)]
    [InlineData(8114)] // a type that does not convert
    [InlineData(207)] // no such column
    [InlineData(208)]
    [InlineData(229)] // no right
    [InlineData(262)]
    [InlineData(18456)] // log-in
    [InlineData(1105)] // the disk is full
    [InlineData(9002)]
    [InlineData(0)] // cancelled by ourselves
    public void What_would_be_the_same_again_does_not_pass(int number)
    {
        Assert.Equal(DbFault.Lasting, DbFaults.Of(SqlErrors.Of(number)));
        Assert.False(DbFaults.Passes(SqlErrors.Of(number)));
    }

    [Theory]
    [InlineData(2627)]
    [InlineData(2601)]
    public void A_key_that_is_taken_is_a_race_that_was_lost_and_does_not_pass_by_waiting(int number)
    {
        Assert.Equal(DbFault.Raced, DbFaults.Of(SqlErrors.Of(number)));
        Assert.False(DbFaults.Passes(SqlErrors.Of(number)));
    }

    [Fact]
    public void A_severity_that_ends_the_connection_is_a_broken_line_whatever_its_number()
    {
        Assert.Equal(DbFault.Passing, DbFaults.Of(SqlErrors.WithClass(20, 0)));
        Assert.Equal(DbFault.Passing, DbFaults.Of(SqlErrors.WithClass(24, 823)));
        Assert.Equal(DbFault.Undone, DbFaults.Of(SqlErrors.WithClass(20, 6005)));
    }

    [Fact]
    public void Of_several_errors_the_one_that_may_hide_a_success_decides()
    {
        Assert.Equal(DbFault.Undone, DbFaults.Of(SqlErrors.Of(3621, 1205)));
        Assert.Equal(DbFault.Passing, DbFaults.Of(SqlErrors.Of(1205, 10054)));
        Assert.Equal(DbFault.Raced, DbFaults.Of(SqlErrors.Of(2627, 3621)));
        Assert.Equal(DbFault.Lasting, DbFaults.Of(SqlErrors.Of(2627, 547)));
    }

    [Fact]
    public void An_error_is_found_inside_another_and_a_locked_file_passes()
    {
        Assert.Equal(DbFault.Undone, DbFaults.Of(new InvalidOperationException("outer", SqlErrors.Of(1205))));
        Assert.Equal(DbFault.Undone, DbFaults.Of(new SqliteException("busy", 5)));
        Assert.Equal(DbFault.Lasting, DbFaults.Of(new SqliteException("constraint", 19)));
        Assert.Equal(DbFault.Lasting, DbFaults.Of(new InvalidOperationException("Expected one row, found 2.")));
        Assert.Equal(DbFault.Passing, DbFaults.Of(
            new InvalidOperationException("Invalid operation. The connection is closed.") { Source = "Microsoft.Data.SqlClient" }));
    }

    /// <summary>SqlClient says that its list may change; should it learn of a fault that we take for lasting, this says so.</summary>
    [Fact]
    public void Every_fault_that_SqlClient_itself_would_try_again_passes()
    {
        Assert.NotEmpty(Microsoft.Data.SqlClient.SqlConfigurableRetryFactory.BaselineTransientErrors);
        Assert.All(Microsoft.Data.SqlClient.SqlConfigurableRetryFactory.BaselineTransientErrors,
            number => Assert.True(DbFaults.Passes(SqlErrors.Of(number)), $"{number}"));
    }
}
