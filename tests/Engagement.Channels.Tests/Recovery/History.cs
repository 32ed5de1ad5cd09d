using CsCheck;

namespace Engagement.Channels.Tests.Recovery;

/// <summary>What happens to one account, in order: words on its network, and processes that read it and die.</summary>
internal sealed record History(IReadOnlyList<Step> Steps)
{
    /// <param name="steps">How many.</param>
    /// <param name="burst">The most that is said at once.</param>
    /// <param name="deletes">Can clients take back what they said?</param>
    public static Gen<History> Any(int steps, int burst, bool deletes)
    {
        var fault = Gen.OneOfConst(Enum.GetValues<ReadFault>());
        var somewhere = Gen.Int[0, 999];
        var kinds = new List<(int, Gen<Step>)>
        {
            (4, Gen.Int[1, burst].Select(n => (Step)new Step.Says(n))),
            (1, Gen.Const((Step)new Step.Mentions())),
            (6, fault.List[0, 4].Select(faults => (Step)new Step.Reads(faults))),
            (2, Gen.Int[1, 60].Select(most => (Step)new Step.Takes(most))),
            (1, Gen.Int[24, 72].Select(hours => (Step)new Step.Outage(hours))),
        };
        if (deletes)
        {
            kinds.Add((2, somewhere.Select(which => (Step)new Step.TakesBack(which))));
        }

        return Gen.Frequency([.. kinds]).List[2, steps].Select(all => new History(all));
    }

    // As a failed property prints it.
    public override string ToString() => string.Join(", ", Steps);
}

/// <summary>One thing that happens.</summary>
internal abstract record Step
{
    private Step() { }

    /// <summary>Clients answer our post.</summary>
    internal sealed record Says(int Count) : Step;

    /// <summary>A client names us.</summary>
    internal sealed record Mentions : Step;

    /// <summary>One of what clients said is deleted.</summary>
    internal sealed record TakesBack(int Which) : Step;

    /// <summary>The host's turn to read, in which its first calls go like this.</summary>
    internal sealed record Reads(IReadOnlyList<ReadFault> Faults) : Step
    {
        public override string ToString() => $"Reads [{string.Join(' ', Faults)}]";
    }

    /// <summary>Some of what was stored goes through the chain; the rest waits, as when the process dies over it.</summary>
    internal sealed record Takes(int Most) : Step;

    /// <summary>Nobody reads for so long.</summary>
    internal sealed record Outage(int Hours) : Step;
}

/// <summary>What happens around one call for a page.</summary>
internal enum ReadFault
{
    None,

    /// <summary>The network says to come later.</summary>
    RateLimited,

    /// <summary>The network is not up to it.</summary>
    Unavailable,

    /// <summary>The page comes with repeats and in another order.</summary>
    Disturbed,

    /// <summary>A client says something just before this page is told.</summary>
    SaidMeanwhile,

    /// <summary>The page came, and the process is dead before it could keep it.</summary>
    Dies,
}
