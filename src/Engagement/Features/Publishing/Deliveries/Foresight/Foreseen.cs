namespace Engagement.Features.Publishing.Deliveries.Foresight;

/// <summary>Why something will not go out as it stands.</summary>
/// <param name="Code">As addresses and filters have it.</param>
/// <param name="Subject">The account, article or delivery that is the cause: one notice tells of all that wait for it.</param>
/// <param name="Why">A sentence.</param>
/// <param name="Mend">What the button says.</param>
/// <param name="MendLink">Where it is mended.</param>
internal sealed record PreflightReason(string Code, Guid Subject, string Why, string Mend, string MendLink)
{
    /// <summary>False: it goes out, but later or otherwise than was meant.</summary>
    public bool IsFatal { get; init; } = true;

    /// <summary>It follows from what is said of another delivery: no notice of its own.</summary>
    public bool IsConsequence { get; init; }
}

/// <summary>What becomes of a delivery if nobody does anything.</summary>
/// <param name="To">Published, Held, Missed, Failed or AwaitingApproval; Scheduled: it waits for something that does not come.</param>
/// <param name="At">When.</param>
/// <param name="Kind">Of the obstacle, as the delivery's error kind will have it; null: it goes out.</param>
internal sealed record Fate(DeliveryState To, DateTimeOffset At, string? Kind)
{
    public bool GoesOut => To == DeliveryState.Published;

    /// <summary>The badge that says so.</summary>
    public string Badge => To switch
    {
        DeliveryState.Published => "WillBeLate",
        DeliveryState.Held => "WillBeHeld",
        DeliveryState.Missed => "WillBeMissed",
        DeliveryState.Failed => "WillFail",
        DeliveryState.AwaitingApproval => "WillLackApproval",
        _ => "WillWait",
    };
}

/// <summary>A delivery that will not go out as it was meant unless something is done.</summary>
internal sealed record Foreseen(
    Guid Id, string Kind, string Title, DateTimeOffset DueAt, Guid AccountId, string AccountName, string Network,
    Fate Fate, IReadOnlyList<PreflightReason> Reasons)
{
    /// <summary>Somebody should be told now: an approval has time until the day before.</summary>
    public bool IsPressing(DateTimeOffset now) =>
        Reasons.Any(r => r.IsFatal && (r.Code != PreflightCodes.Approval || DueAt - now <= Foresee.ApprovalDue));

    /// <summary>What keeps it, or else what puts it off.</summary>
    public PreflightReason First => Reasons.FirstOrDefault(r => r.IsFatal) ?? Reasons[0];
}

/// <param name="Items">The next ones due first.</param>
/// <param name="Fates">Of all that were looked at, those that go out among them.</param>
/// <param name="Until">Null: all that waits was looked at. Otherwise how far ahead.</param>
internal sealed record Foresight(IReadOnlyList<Foreseen> Items, IReadOnlyDictionary<Guid, Fate> Fates, DateTimeOffset? Until)
{
    public static readonly Foresight Empty = new([], new Dictionary<Guid, Fate>(), null);

    private readonly Dictionary<Guid, Foreseen> _byId = Items.ToDictionary(i => i.Id);

    /// <returns>Null: it goes out as it was meant, or does not wait.</returns>
    public Foreseen? Of(Guid id) => _byId.GetValueOrDefault(id);

    /// <summary>How many waiting deliveries were looked at.</summary>
    public int Looked => Fates.Count;

    /// <summary>How many of them will not go out.</summary>
    public int Stuck => Fates.Values.Count(f => !f.GoesOut);
}

/// <summary>The reasons there are, for filters.</summary>
internal static class PreflightCodes
{
    public const string Access = "access";
    public const string Account = "account";
    public const string Stopped = "stopped";
    public const string Resting = "resting";
    public const string Article = "article";
    public const string Approval = "approval";
    public const string Guard = "guard";
    public const string Late = "late";
    public const string Words = "words";
    public const string Budget = "budget";
    public const string Rate = "rate";
    public const string Language = "language";
    public const string Thread = "thread";

    public static IReadOnlyList<(string Code, string Name)> All { get; } =
    [
        (Approval, "Not approved"),
        (Guard, "A guard holds it or puts it off"),
        (Article, "Its article changed, or may not be posted"),
        (Account, "The account is paused or disconnected"),
        (Access, "The account's access ends before"),
        (Stopped, "Sending is stopped"),
        (Resting, "The account rests"),
        (Late, "Too late by its own rule"),
        (Words, "Its words are refused"),
        (Budget, "The month's budget does not reach"),
        (Rate, "The network allows fewer"),
        (Language, "It is in another language"),
        (Thread, "A part before it is not out"),
    ];
}
