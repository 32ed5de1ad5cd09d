namespace Engagement.Jobs;

/// <summary>
/// A queue of Hangfire's with workers of its own on each node, so that one sort of work never stands behind another: a post and an answer
/// to a client go out on time however many replies wait to become tickets, and however long a program that is told by webhook takes to
/// answer.
/// </summary>
/// <param name="Name">As Hangfire's dashboard shows it.</param>
/// <param name="Workers">Jobs run at once on a node.</param>
/// <param name="MostWaiting">Jobs handed over and not begun, of all nodes: some seconds of work, so that what is in a node's hands is
/// soon done, or free again.</param>
internal sealed record JobQueue(string Name, int Workers, int MostWaiting)
{
    /// <summary>What goes out on networks. Its jobs wait for networks, not for the processor.</summary>
    public static readonly JobQueue Publishing = new("publishing", 20, 400);

    /// <summary>
    /// What came in becomes tickets, some hundred at a time. One worker: each transaction takes the lock of the ticket numbers, so more at
    /// once get nothing done sooner and wait in the database. Of sixty (three nodes of twenty) some waited longer than a command may,
    /// failed, and came back to wait again, until hardly any got through.
    /// </summary>
    public static readonly JobQueue Listening = new("listening", 1, 2);

    /// <summary>
    /// What a dead node had in hand of the work that is done many at once. It does not stand behind what a living node has before it: a
    /// client's reply has waited for a lease already.
    /// </summary>
    public static readonly JobQueue Lapsed = new("lapsed", 1, 1);

    /// <summary>
    /// Webhooks: other people's servers, which may take their time to fail. No more wait than the workers can take within a lease.
    /// </summary>
    public static readonly JobQueue Webhooks = new("webhooks", 8, 8);

    /// <summary>Mails: one server of ours, which may hang.</summary>
    public static readonly JobQueue Mails = new("mails", 2, 2);

    /// <summary>Recurring jobs, and what is in no hurry. The name is Hangfire's own.</summary>
    public static readonly JobQueue Default = new("default", 10, 100);

    /// <summary>Those beside <see cref="Default"/>.</summary>
    public static readonly IReadOnlyList<JobQueue> Others = [Publishing, Listening, Lapsed, Webhooks, Mails];
}
