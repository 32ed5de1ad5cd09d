using System.Diagnostics.CodeAnalysis;

namespace Engagement.Channels.Tests.Contract;

/// <summary>
/// A network as the contract suite meets it: an adapter under test, an account that works, and the powers that a test
/// needs over the other side. A new one for every test. What a network cannot be made to do, its world says with
/// <see cref="Cannot"/>, and the test shows as skipped with that reason.
/// </summary>
public abstract class ChannelWorld : IAsyncDisposable
{
    /// <summary>The adapter under test.</summary>
    public abstract IChannel Channel { get; }

    /// <summary>An account that works.</summary>
    public abstract ChannelAccount Account { get; }

    /// <summary>The same account on a network that is not there: nothing listens.</summary>
    public abstract (IChannel Channel, ChannelAccount Account) Unreachable();

    /// <summary>What the host goes by, and the network too where it is ours to drive; it can be set forward.</summary>
    public ShiftedClock Clock { get; } = new();

    /// <summary>
    /// Does our account hear only what is said in this world? Where tests share a server and its people, it hears other tests' words too.
    /// </summary>
    public virtual bool IsItsOwn => true;

    /// <summary>
    /// How many histories it is put through, and how much is said in them at once. Little where a real server takes its time over
    /// everything.
    /// </summary>
    public virtual (int Number, int Steps, int Burst) Histories => (8, 12, 30);

    /// <summary>Does the host hear of a client's deletion, by being told or by asking?</summary>
    public virtual bool TellsOfDeletions => true;

    /// <summary>Can a client's post be deleted here at all?</summary>
    public virtual bool StrangersCanDelete => true;

    /// <summary>
    /// From now on what is said gets ids of differing length and with letters and numbers in no order, as far as the network's own form
    /// allows; those that a server gives are changed on the line to it.
    /// </summary>
    public abstract void GiveStrangeIds();

    /// <summary>An id of the network's own form that no post has.</summary>
    public abstract string NobodysId { get; }

    /// <summary>How long the network may take to show what was just said. Zero for one that shows it at once.</summary>
    public virtual TimeSpan Patience => TimeSpan.Zero;

    /// <summary>Does this very server do what the network's facts say of repeats? Servers that forget keys exist.</summary>
    public virtual RepeatSafety Repeat => Channel.Facts.Repeat;

    /// <summary>How many posts and replies of ours with exactly these words stand on the network, read behind the adapter's back.</summary>
    public abstract Task<int> CountOwnAsync(string text);

    /// <summary>What a post or reply of ours answers, read behind the adapter's back; null for a post of its own.</summary>
    public abstract Task<string?> ParentOfAsync(string remoteId);

    /// <summary>The alt texts of a post's images, in order, read behind the adapter's back.</summary>
    public virtual Task<IReadOnlyList<string>> AltTextsAsync(string remoteId) =>
        Cannot<IReadOnlyList<string>>("The images of a post cannot be read back here.");

    /// <summary>Somebody else answers a post of ours; the id of their answer.</summary>
    public abstract Task<string> StrangerRepliesAsync(string to, string text);

    /// <summary>One and the same client answers anything in a thread of ours, each time it is called; the id of their answer.</summary>
    public abstract Task<string> ClientRepliesAsync(string to, string text);

    /// <summary>
    /// Somebody else answers a post of ours with a link, of which readers see a piece where the network cuts it, and with a picture; the id
    /// of their answer.
    /// </summary>
    public virtual Task<string> StrangerShowsAsync(string to, Uri link, string alt) => Cannot<string>("Nobody can send a picture here.");

    /// <summary>What a thread is asked for by: any message in it, unless the network wants its first.</summary>
    public virtual string ThreadOf(string first, string message) => message;

    /// <summary>Somebody else uses our name; the id of their post.</summary>
    public abstract Task<string> StrangerMentionsAsync(string text);

    /// <summary>Somebody else takes back what they said.</summary>
    public abstract Task StrangerDeletesAsync(string remoteId);

    /// <summary>Somebody else likes a post of ours.</summary>
    public abstract Task StrangerLikesAsync(string remoteId);

    /// <summary>This many people begin to follow us, now or by having been there all along.</summary>
    public abstract Task GainFollowersAsync(int count);

    /// <summary>The next read of mentions is told with repeats and in another order.</summary>
    public abstract Task DisturbNextReadAsync();

    /// <summary>The next call of this sort is refused in this way. The wait that the network then asks for, where it does.</summary>
    public abstract Task<TimeSpan?> RefuseNextAsync(Doing doing, RefusalKind kind);

    /// <summary>The answer to the next send is lost: the connection ends, after the post was stored or before.</summary>
    public abstract Task LoseNextAnswerAsync(bool stored);

    /// <summary>The next send is answered with a server fault, after the post was stored or before.</summary>
    public abstract Task FailNextSendAsync(bool stored);

    /// <summary>The next send is not answered within any patience.</summary>
    public abstract Task StallNextSendAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Says that this world cannot be made to do a thing, and why.</summary>
    [DoesNotReturn]
    protected static Task<T> Cannot<T>(string why)
    {
        Assert.Skip(why);
        throw new NotSupportedException(why);
    }

    /// <inheritdoc cref="Cannot{T}"/>
    [DoesNotReturn]
    protected static Task Cannot(string why) => Cannot<object>(why);
}

/// <summary>Sorts of calls that a world can be told to refuse.</summary>
public enum Doing
{
    /// <summary>Publishing or replying.</summary>
    Send,

    /// <summary>Reading our own profile.</summary>
    ReadProfile,

    /// <summary>Reading mentions and replies.</summary>
    ReadMentions,

    /// <summary>Renewing access.</summary>
    Refresh,
}
