using System.Collections.Concurrent;
using System.Reflection;
using Engagement.Data;
using Engagement.Tests.Data.Recorded;
using Engagement.Tests.Data.TSqlCheck;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(RecordedRun))]
[assembly: CountClasses]

namespace Engagement.Tests.Data.Recorded;

/// <summary>
/// Listens to every statement of this run, and fails it at its end: for each that SQL Server would not take as it was executed; and,
/// when the whole
/// suite ran, for each statement of the program that never ran and is not in <c>never-ran.txt</c>, or is there and ran.
/// </summary>
public sealed class RecordedRun : IDisposable
{
    private static readonly AsyncLocal<ExecutionCheck?> Instead = new();
    private static readonly AsyncLocal<Action<Sql>?> Also = new();
    private readonly ExecutionCheck _check = new(ServerSchema.Read());

    public RecordedRun()
    {
        DbSession.Observer = (sql, args, row) =>
        {
            Also.Value?.Invoke(sql);
            Everything?.Invoke(sql);
            (Instead.Value ?? _check).Saw(sql, args, row);
        };
    }

    /// <summary>Told of every statement, whoever runs it.</summary>
    internal static event Action<Sql>? Everything;

    /// <summary>What runs from here on is told to this one and not to the run: for statements that are meant to be wrong.</summary>
    internal static void TellInstead(ExecutionCheck check) => Instead.Value = check;

    /// <summary>What this test runs from here on is told to it too, in order.</summary>
    internal static void TellAlso(Action<Sql> listener) => Also.Value = listener;

    public void Dispose()
    {
        DbSession.Observer = null;
        var wrong = _check.Problems.ToList();
        if (CountClassesAttribute.IsWholeRun)
        {
            wrong.AddRange(NeverRan.Problems(NeverRan.Read(), KnownStatements.Held(typeof(Db).Assembly), _check.Ran));
        }

        if (wrong.Count > 0)
        {
            throw new InvalidOperationException($"{wrong.Count} faults that only SQL Server shows:\n{string.Join('\n', wrong)}");
        }
    }
}

/// <summary>Tells a whole run from one of some tests: nearly every class had a test that ran.</summary>
/// <remarks>Not by the command line: editors choose tests without one. Classes whose tests are all skipped here are the rest.</remarks>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class CountClassesAttribute : BeforeAfterTestAttribute
{
    private static readonly ConcurrentDictionary<Type, byte> Seen = new();

    public static bool IsWholeRun
    {
        get
        {
            var all = typeof(RecordedRun).Assembly.GetTypes()
                .Count(t => !t.IsAbstract && t.GetMethods().Any(m => m.GetCustomAttributes<FactAttribute>().Any()));
            return Seen.Count >= all * 0.95;
        }
    }

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => Seen.TryAdd(test.TestCase.TestMethod.TestClass.Class, 0);
}
