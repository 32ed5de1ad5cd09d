namespace Engagement.Channels.Tests.Servers;

/// <summary>Says what was hoped for and, when it was something else, what it was.</summary>
internal static class Outcomes
{
    public static SendOutcome.Accepted IsAccepted(this SendOutcome outcome) =>
        outcome as SendOutcome.Accepted ?? throw Xunit.Sdk.FailException.ForFailure($"Not accepted: {outcome}");

    public static Refusal IsRefused(this SendOutcome outcome, RefusalKind kind)
    {
        var refused = outcome as SendOutcome.Refused ?? throw Xunit.Sdk.FailException.ForFailure($"Not refused: {outcome}");
        Assert.Equal(kind, refused.Refusal.Kind);
        return refused.Refusal;
    }

    public static T IsGot<T>(this Reading<T> reading) =>
        reading is Reading<T>.Got got ? got.Value : throw Xunit.Sdk.FailException.ForFailure($"Not read: {reading}");

    public static Refusal IsRefused<T>(this Reading<T> reading, RefusalKind kind)
    {
        var refused = reading as Reading<T>.Refused ?? throw Xunit.Sdk.FailException.ForFailure($"Not refused: {reading}");
        Assert.Equal(kind, refused.Refusal.Kind);
        return refused.Refusal;
    }
}
