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
    /// <summary>A queue that its workers look into first; null for none. It has no workers of its own.</summary>
    public JobQueue? First { get; private init; }

    /// <summary>Those that its workers take jobs from, in this order.</summary>
    /// <remarks>In memory that is the order given, on SQL Server the alphabet's (docs.hangfire.io, "Configuring job queues"): a name of
    /// <see cref="First"/> comes before in both.</remarks>
    public string[] Names => First is null ? [Name] : [First.Name, Name];

    /// <summary>What goes out on networks. Its jobs wait for networks, not for the processor.</summary>
    public static readonly JobQueue Publishing = new("publishing", 20, 400);

    /// <summary>
    /// What a dead node had in hand of the work that is done many at once. It does not stand behind what a living node has before it: a
    /// client's reply has waited for a lease already.
    /// </summary>
    public static readonly JobQueue Lapsed = new("lapsed", 0, 1);

    /// <summary>
    /// What came in becomes tickets, some hundred at a time. One worker: each transaction holds its clients and then the ticket numbers, so
    /// more at once get nothing done sooner and wait in the database, for what a dead node had too. Of sixty (three nodes of twenty) some
    /// waited longer than a command may, failed, and came back to wait again, until hardly any got through.
    /// </summary>
    public static readonly JobQueue Listening = new("listening", 1, 2) { First = Lapsed };

    /// <summary>
    /// Webhooks: other people's servers, which may take their time to fail. No more wait than the workers can take within a lease.
    /// </summary>
    public static readonly JobQueue Webhooks = new("webhooks", 8, 8);

    /// <summary>Mails: one server of ours, which may hang.</summary>
    public static readonly JobQueue Mails = new("mails", 2, 2);

    /// <summary>Recurring jobs, and what is in no hurry. The name is Hangfire's own.</summary>
    public static readonly JobQueue Default = new("default", 10, 100);

    /// <summary>Those with workers, beside <see cref="Default"/>.</summary>
    public static readonly IReadOnlyList<JobQueue> Others = [Publishing, Listening, Webhooks, Mails];
}
