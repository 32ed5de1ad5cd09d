namespace Engagement.Channels;

/// <summary>
/// How a send ended. There is no fifth way: an adapter that cannot tell whether the network took the words
/// answers <see cref="Unknown"/>, and the publisher then asks the network before anything is sent again.
/// </summary>
public abstract record SendOutcome
{
    private SendOutcome() { }

    /// <summary>What the network's headers said of our budget on this call, where it says anything.</summary>
    public RateReading? Rate { get; init; }

    /// <summary>The network took it and gave it an id.</summary>
    public sealed record Accepted(string RemoteId, Uri? Url) : SendOutcome;

    /// <summary>The network took it and is still working on it (a video being encoded, say).</summary>
    /// <param name="Token">What to show the network when asking how it went.</param>
    public sealed record Processing(string Token) : SendOutcome;

    /// <summary>The network said no, or we knew beforehand that it would. Nothing was published.</summary>
    public sealed record Refused(Refusal Refusal) : SendOutcome;

    /// <summary>
    /// No answer, or one that leaves doubt: a time-out, a connection cut after the body left, a 5xx after the
    /// body was sent. The words may be out. Never "try again".
    /// </summary>
    public sealed record Unknown(string Reason) : SendOutcome;

    /// <summary>Short for a refusal.</summary>
    public static Refused No(RefusalKind kind, string reason, TimeSpan? retryAfter = null, string? networkWords = null) =>
        new(new Refusal(kind, reason, retryAfter, networkWords));
}

/// <summary>Why a network said no.</summary>
/// <param name="Kind">What sort of no; decides whether a later try makes sense.</param>
/// <param name="Reason">A sentence for the person who has to act on it.</param>
/// <param name="RetryAfter">How long the network asks us to wait, from now; null when it did not say.</param>
/// <param name="NetworkWords">The network's own words, verbatim and shortened, never with a token in them.</param>
public sealed record Refusal(RefusalKind Kind, string Reason, TimeSpan? RetryAfter = null, string? NetworkWords = null)
{
    /// <summary>True for a passing fault: the same call may succeed later without a person doing anything.</summary>
    public bool IsPassing => Kind is RefusalKind.RateLimited or RefusalKind.Unavailable;
}

/// <summary>The sorts of no. Each network's error table (<c>&lt;Name&gt;Errors.cs</c>) maps onto these.</summary>
public enum RefusalKind
{
    /// <summary>Too many calls; wait for <see cref="Refusal.RetryAfter"/>.</summary>
    RateLimited,

    /// <summary>The access we hold is dead: expired beyond refresh, revoked, or wrong. A person must reconnect.</summary>
    BadToken,

    /// <summary>The network will not take the same words twice.</summary>
    Duplicate,

    /// <summary>Over the network's length limit.</summary>
    TooLong,

    /// <summary>The account may not do this (a missing permission, a reply we were not summoned to, a suspended account).</summary>
    Forbidden,

    /// <summary>What we answer to or ask for is not there any more.</summary>
    NotFound,

    /// <summary>The network could not be reached, or is certain that it did nothing: safe to try later.</summary>
    Unavailable,

    /// <summary>The network does not accept this as it is (bad media, a malformed field).</summary>
    Invalid,
}

/// <summary>What a network's headers said of a rate limit.</summary>
/// <param name="Bucket">Which limit, in the network's terms, e.g. <c>POST /2/tweets</c>.</param>
/// <param name="Limit">Calls allowed in the window.</param>
/// <param name="Remaining">Calls left.</param>
/// <param name="ResetsAt">When the window starts anew.</param>
public sealed record RateReading(string Bucket, int Limit, int Remaining, DateTimeOffset ResetsAt);
