using System.Text.Json.Serialization;

namespace Engagement.Sandbox;

/// <summary>How the network can misbehave.</summary>
internal enum FaultKind
{
    /// <summary>Takes <see cref="Fault.DelayMs"/> before it does anything; a caller who leaves meanwhile is not served.</summary>
    [JsonStringEnumMemberName("slow")]
    Slow,

    /// <summary>Too many requests, with Retry-After.</summary>
    [JsonStringEnumMemberName("429")]
    TooMany,

    /// <summary>Says that the account may not.</summary>
    [JsonStringEnumMemberName("403")]
    Forbids,

    /// <summary>Says that it has this already.</summary>
    [JsonStringEnumMemberName("409")]
    HasIt,

    /// <summary>Says that the text is too long.</summary>
    [JsonStringEnumMemberName("422")]
    TooLong,

    /// <summary>Fails and has done nothing.</summary>
    [JsonStringEnumMemberName("500-before")]
    FailsBefore,

    /// <summary>Does it, then fails.</summary>
    [JsonStringEnumMemberName("500-after")]
    FailsAfter,

    /// <summary>Cuts the connection and has done nothing.</summary>
    [JsonStringEnumMemberName("lost-before")]
    LostBefore,

    /// <summary>Does it, then cuts the connection.</summary>
    [JsonStringEnumMemberName("lost-after")]
    LostAfter,

    /// <summary>Ends the caller's access token, as time would.</summary>
    [JsonStringEnumMemberName("expired-token")]
    ExpiredToken,

    /// <summary>Leaves a page of mentions out for good; only the thread still shows them.</summary>
    [JsonStringEnumMemberName("drop-reply")]
    DropReply,

    /// <summary>Tells every mention of a page twice.</summary>
    [JsonStringEnumMemberName("repeat")]
    Repeat,

    /// <summary>Tells a page of mentions newest first.</summary>
    [JsonStringEnumMemberName("reorder")]
    Reorder,
}

/// <summary>A rule: on the next calls of this sort, misbehave like this.</summary>
/// <param name="On">publish, reply, delete, find, mentions, thread, profile, followers, metrics, refresh, revoke, or any.</param>
/// <param name="Kind">How.</param>
/// <param name="Times">How often; used up one call at a time.</param>
/// <param name="RetryAfter">Seconds, with 429.</param>
/// <param name="DelayMs">Milliseconds, with slow.</param>
/// <param name="Handle">Only for this account; null for every one.</param>
internal sealed record Fault(string On, FaultKind Kind, int Times = 1, int RetryAfter = 30, int DelayMs = 3000, string? Handle = null);

/// <summary>The rules waiting, oldest first. In memory: a network that is started again behaves.</summary>
internal sealed class SandboxFaults
{
    public static readonly IReadOnlyList<string> Calls =
        ["publish", "reply", "delete", "find", "mentions", "thread", "profile", "followers", "metrics", "refresh", "revoke", "any"];

    private readonly Lock _turn = new();
    private readonly List<Fault> _waiting = [];

    public IReadOnlyList<Fault> Waiting
    {
        get
        {
            lock (_turn)
            {
                return [.. _waiting];
            }
        }
    }

    public void Add(Fault fault)
    {
        lock (_turn)
        {
            _waiting.Add(fault);
        }
    }

    public void Clear()
    {
        lock (_turn)
        {
            _waiting.Clear();
        }
    }

    /// <summary>The rule for this call, if there is one; it has then happened once.</summary>
    public Fault? Take(string on, string handle, bool reading = false)
    {
        lock (_turn)
        {
            var at = _waiting.FindIndex(f =>
                (f.On == on || f.On == "any")
                && ChangesAPage(f.Kind) == reading
                && (f.Handle is null || f.Handle.TrimStart('@').Equals(handle, StringComparison.OrdinalIgnoreCase)));
            if (at < 0)
            {
                return null;
            }

            var fault = _waiting[at];
            if (fault.Times <= 1)
            {
                _waiting.RemoveAt(at);
            }
            else
            {
                _waiting[at] = fault with { Times = fault.Times - 1 };
            }

            return fault;
        }
    }

    /// <summary>A page of mentions as the rules want it told. An empty page uses up no rule.</summary>
    public SandboxPage<SandboxPost> Distort(SandboxPage<SandboxPost> page, string handle) =>
        page.Items.Count == 0 ? page : Take("mentions", handle, reading: true)?.Kind switch
        {
            FaultKind.DropReply => page with { Items = [] },
            FaultKind.Repeat => page with { Items = [.. page.Items.SelectMany(p => new[] { p, p })] },
            FaultKind.Reorder => page with { Items = [.. page.Items.Reverse()] },
            _ => page,
        };

    private static bool ChangesAPage(FaultKind kind) => kind is FaultKind.DropReply or FaultKind.Repeat or FaultKind.Reorder;
}
