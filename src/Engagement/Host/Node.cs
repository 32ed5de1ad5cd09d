namespace Engagement.Host;

/// <summary>
/// This process, as histories and leases name it. New with each start, so a restarted node is not mistaken for the one before.
/// </summary>
internal sealed record Node(string Name)
{
    public static Node ThisProcess() =>
        new($"{Environment.MachineName}-{Environment.ProcessId}-{Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()[..3])}");
}
