using System.Reflection;
using Engagement.Data;
using Xunit.Sdk;
using Xunit.v3;

namespace Engagement.Tests.Data;

/// <summary>
/// Runs a theory on SQLite always, and on SQL Server when <c>ENGAGEMENT_TEST_SQLSERVER</c> holds a connection string;
/// otherwise that run shows as skipped with its reason. The test takes a <see cref="Dialect"/> and makes a <see cref="TestDatabase"/> of
/// it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnEachDatabaseAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([
            new TheoryDataRow<Dialect>(Dialect.Sqlite),
            new TheoryDataRow<Dialect>(Dialect.SqlServer)
            {
                Skip = TestDatabase.SqlServer is null ? "ENGAGEMENT_TEST_SQLSERVER names no SQL Server." : null,
            },
        ]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
