using System.Diagnostics;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>
/// Says which step of publishing was just passed. Traces show it, and the crash tests kill the process there:
/// every boundary a crash could fall on has a name.
/// </summary>
internal static class PublishingSteps
{
    public const string Source = "Engagement.Publishing";

    public const string Claimed = "claimed";
    public const string IntentWritten = "intent-written";
    public const string NetworkAnswered = "network-answered";
    public const string OutcomeWritten = "outcome-written";
    public const string ReconcileAsked = "reconcile-asked";
    public const string ReconcileWritten = "reconcile-written";

    private static readonly DiagnosticListener Listener = new(Source);

    public static void Passed(string step, Guid deliveryId)
    {
        if (Listener.IsEnabled(step))
        {
            Listener.Write(step, deliveryId);
        }
    }
}
