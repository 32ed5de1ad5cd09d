using Engagement.Data;

namespace Engagement.Tests.Data;

/// <summary>One fault, at the n-th step that the database takes from now on; 0: none, and the steps are only counted.</summary>
internal sealed class FaultAt
{
    private readonly Db _db;
    private readonly int _n;
    private readonly Func<Exception> _fault;
    private int _taken;

    private FaultAt(Db db, int n, Func<Exception> fault) => (_db, _n, _fault) = (db, n, fault);

    public int Taken => _taken;

    /// <summary>At which kind of step it struck; null: it was not reached.</summary>
    public DbStep? Struck { get; private set; }

    public static FaultAt Strike(Db db, int n, Func<Exception> fault)
    {
        var at = new FaultAt(db, n, fault);
        db.OnStep = at.Step;
        return at;
    }

    public void End() => _db.OnStep = null;

    private void Step(DbStep step, int attempt)
    {
        // Who is told "not done" has not been answered "done" before.
        if (step == DbStep.Answer && DbFaults.Of(_fault()) == DbFault.Undone)
        {
            return;
        }

        if (Interlocked.Increment(ref _taken) == _n)
        {
            Struck = step;
            throw _fault();
        }
    }
}
