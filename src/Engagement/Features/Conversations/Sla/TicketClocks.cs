using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Sla;

internal enum ClockKind
{
    /// <summary>From the client's first words to our first answer.</summary>
    FirstReply,

    /// <summary>From the client's next words to our answer.</summary>
    NextReply,

    /// <summary>From the client's first words until it is solved.</summary>
    Resolution,
}

/// <summary>One thing that happened to a ticket, as far as clocks care.</summary>
/// <param name="Kind">As in the event log.</param>
/// <param name="After">What it became: a status, a priority, a queue's id, "yes" or "no" for VIP.</param>
internal sealed record ClockEvent(DateTimeOffset At, string Kind, string? After)
{
    /// <summary>Words that were here stand in another ticket now.</summary>
    public const string WentAway = "went away";

    /// <summary>Which message (or the ticket taken over with its words); null in old logs.</summary>
    public Guid? Message { get; init; }
}

/// <summary>
/// A ticket's clocks, worked out from its event log alone. Nothing else is kept or believed, so the same log gives the same clocks at
/// any time. Each clock goes by the book that was in force when it started, or that a person
/// applied to it while it ran; any other edit changes clocks that start later. Within that book
/// the policy is the one for the ticket as it is (or was when the clock ended), counted from the clock's start.
/// </summary>
/// <remarks>No clock runs while a ticket is Pending: it is the client's turn. On hold is ours, and counts.</remarks>
internal sealed class TicketClocks
{
    private readonly List<Run> _runs = [];
    private SlaFacts _facts;

    // Those that can change still: of replies one runs at a time.
    private Run? _reply;
    private Run? _resolution;
    private TicketStatus _status = TicketStatus.New;

    // Answers on their way: not answers yet, but what they will end is not the client's turn meanwhile.
    private readonly HashSet<Guid> _coming = [];

    // The client's words that no answer of ours has followed.
    private readonly HashSet<Guid> _waiting = [];

    private TicketClocks(SlaFacts facts) => _facts = facts;

    /// <param name="opened">The ticket as it was opened.</param>
    /// <param name="log">Its events in the order of the log.</param>
    /// <param name="books">All books, the oldest first.</param>
    /// <param name="now">Up to when; later events are not looked at.</param>
    public static IReadOnlyList<Clock> Read(SlaFacts opened, IEnumerable<ClockEvent> log, IReadOnlyList<SlaBook> books, DateTimeOffset now)
    {
        var clocks = new TicketClocks(opened);
        foreach (var e in log.Where(e => e.At <= now))
        {
            clocks.Take(e);
        }

        return [.. clocks._runs.Select(run => run.Measure(books, clocks._facts, now))];
    }

    private void Take(ClockEvent e)
    {
        switch (e.Kind)
        {
            case MessageKind.Inbound:
                _waiting.Add(e.Message ?? Guid.Empty);
                ClientWrote(e.At);
                break;
            case MessageKind.Outbound:
                _coming.Add(e.Message ?? Guid.Empty);
                break;
            case TicketLog.Answered:
                _coming.Remove(e.Message ?? Guid.Empty);
                EndReplies(e.At, "answered");
                break;
            case TicketLog.Unsent:
                NotComing(e);
                break;
            case ClockEvent.WentAway when _waiting.Remove(e.Message ?? Guid.Empty) && _waiting.Count == 0:
                EndReplies(e.At, "split");
                break;
            case "status" when Enum.TryParse<TicketStatus>(e.After, out var status):
                StatusBecame(status, e.At);
                break;
            case "priority" when Enum.TryParse<TicketPriority>(e.After, out var priority):
                _facts = _facts with { Priority = priority };
                break;
            case "queue":
                _facts = _facts with { Queue = Guid.TryParse(e.After, out var queue) ? queue : null };
                break;
            case "vip":
                _facts = _facts with { Vip = e.After == "yes" };
                break;
            default:
                break; // nothing a clock goes by
        }
    }

    private void ClientWrote(DateTimeOffset at)
    {
        if (_resolution is null)
        {
            _runs.Add(_reply = new Run(ClockKind.FirstReply, at));
            _runs.Add(_resolution = new Run(ClockKind.Resolution, at));
        }
        else if (_reply is null)
        {
            _runs.Add(_reply = new Run(ClockKind.NextReply, at));
        }
    }

    private void EndReplies(DateTimeOffset at, string by)
    {
        _waiting.Clear();
        _reply?.End(at, by, _facts);
        _reply = null;
    }

    private void NotComing(ClockEvent e)
    {
        if (e.Message is { } message)
        {
            _coming.Remove(message);
        }
        else
        {
            _coming.Clear();
        }

        if (_coming.Count > 0)
        {
            return;
        }

        if (_status == TicketStatus.Closed)
        {
            EndReplies(e.At, "closed");
        }

        _reply?.Pause(_status == TicketStatus.Pending, wasPending: false, e.At);
    }

    private void StatusBecame(TicketStatus status, DateTimeOffset at)
    {
        var (before, wasDone) = (_status, IsDone(_status));
        _status = status;
        foreach (var run in new[] { _reply, _resolution }.OfType<Run>())
        {
            if (run.Kind != ClockKind.Resolution && _coming.Count > 0 && (IsDone(status) || status == TicketStatus.Pending))
            {
                continue; // left to the answer
            }

            if (IsDone(status) && !wasDone)
            {
                run.End(at, status == TicketStatus.Solved ? "solved" : "closed", _facts);
            }
            else if (!IsDone(status) && wasDone && run.Kind == ClockKind.Resolution)
            {
                run.Reopen(at);
            }

            if (run.EndedAt is null)
            {
                run.Pause(status == TicketStatus.Pending, before == TicketStatus.Pending, at);
            }
        }

        _reply = _reply?.EndedAt is null ? _reply : null;
    }

    private static bool IsDone(TicketStatus status) => status is TicketStatus.Solved or TicketStatus.Closed;

    /// <summary>One clock while the log is read: when it started, when it stood still, how it ended.</summary>
    private sealed class Run(ClockKind kind, DateTimeOffset startedAt)
    {
        // When it stood still, and why. The last one may still be open.
        private readonly List<(DateTimeOffset From, DateTimeOffset? To, StretchKind Kind)> _still = [];
        private string? _endedBy;
        private SlaFacts? _factsAtEnd;

        public ClockKind Kind { get; } = kind;

        public DateTimeOffset? EndedAt { get; private set; }

        public void End(DateTimeOffset at, string by, SlaFacts facts)
        {
            CloseStill(at);
            (EndedAt, _endedBy, _factsAtEnd) = (at, by, facts);
        }

        public void Resume() => (EndedAt, _endedBy, _factsAtEnd) = (null, null, null);

        public void Reopen(DateTimeOffset at)
        {
            if (EndedAt is { } ended)
            {
                _still.Add((ended, at, StretchKind.Solved));
                Resume();
            }
        }

        public void Pause(bool isPending, bool wasPending, DateTimeOffset at)
        {
            if (isPending && !wasPending && _still is not [.., { To: null }])
            {
                _still.Add((at, null, StretchKind.Pending));
            }
            else if (!isPending)
            {
                CloseStill(at);
            }
        }

        public Clock Measure(IReadOnlyList<SlaBook> books, SlaFacts factsNow, DateTimeOffset now)
        {
            var until = EndedAt ?? now;
            var book = SlaBook.Of(books, startedAt, until);
            var policy = book.For(_factsAtEnd ?? factsNow);
            var target = policy?.Target(Kind);
            var isPaused = EndedAt is null && _still is [.., { To: null }];
            if (policy is null || target is not { } promised)
            {
                return new Clock(Kind, startedAt, EndedAt, _endedBy, isPaused, policy?.Name,
                    book.Version, null, TimeSpan.Zero, null, null, [.. Pieces(null, until)]);
            }

            var hours = book.CalendarOf(policy).Hours();
            var pieces = Pieces(hours, until).ToList();
            var spent = TimeSpan.Zero;
            var warnAfter = promised * policy.WarnAt / 100;
            DateTimeOffset? warns = null, due = null;
            foreach (var piece in pieces.Where(p => p.Kind == StretchKind.Open))
            {
                warns ??= spent + piece.Length >= warnAfter ? piece.From + (warnAfter - spent) : null;
                due ??= spent + piece.Length >= promised ? piece.From + (promised - spent) : null;
                spent += piece.Length;
            }

            if (EndedAt is null && !isPaused)
            {
                warns ??= hours.Add(now, warnAfter - spent);
                due ??= hours.Add(now, promised - spent);
            }

            return new Clock(Kind, startedAt, EndedAt, _endedBy, isPaused, policy.Name, book.Version, promised, spent, warns, due, pieces);
        }

        private void CloseStill(DateTimeOffset at)
        {
            if (_still is [.., { To: null } open])
            {
                _still[^1] = open with { To = at };
            }
        }

        // Every moment from the start to the end, once: what stood still as it was, the rest by the opening hours.
        private IEnumerable<Stretch> Pieces(OpeningHours? hours, DateTimeOffset until)
        {
            var at = startedAt;
            foreach (var (from, to, kind) in _still)
            {
                foreach (var piece in Running(at, from))
                {
                    yield return piece;
                }

                at = to ?? until;
                if (at > from)
                {
                    yield return new Stretch(from, at, kind, null);
                }
            }

            foreach (var piece in Running(at, until))
            {
                yield return piece;
            }

            IEnumerable<Stretch> Running(DateTimeOffset from, DateTimeOffset to) =>
                from >= to ? [] : hours is null ? [new Stretch(from, to, StretchKind.Open, null)] : hours.Between(from, to);
        }
    }
}

/// <summary>A clock as it stands.</summary>
/// <param name="EndedBy">"answered", "solved" or "closed"; null while it runs or pauses.</param>
/// <param name="Policy">Which one it goes by; null: none holds.</param>
/// <param name="Book">The version of the book in force when it started; 0: there was none.</param>
/// <param name="Target">Open time promised; null: nothing is.</param>
/// <param name="Spent">Open time that counted so far.</param>
/// <param name="WarnsAt">When the desk is (or was) warned; null while paused before that, or without a target.</param>
/// <param name="DueAt">When the promise is (or was) broken unless it ended before; null while paused before that, or without a
/// target.</param>
/// <param name="Pieces">Where every minute of it went, in order, without a gap.</param>
internal sealed record Clock(
    ClockKind Kind, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? EndedBy, bool IsPaused, string? Policy, int Book,
    TimeSpan? Target, TimeSpan Spent, DateTimeOffset? WarnsAt, DateTimeOffset? DueAt, IReadOnlyList<Stretch> Pieces)
{
    /// <summary>The promise was broken: more open time went by than was promised.</summary>
    public bool IsBreached => Target is { } target && Spent > target;

    public TimeSpan? Left => Target - Spent;
}
